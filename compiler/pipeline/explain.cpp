// See explain.h.
#include "compiler/pipeline/explain.h"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/scaling/selector.h"
#include "compiler/syntax/parse.h"

namespace cdp::pipeline {

namespace {

using model::Role;
using sema::Hp;
using sema::Sym;

class Finder {
 public:
  explicit Finder(const CompiledSpec& compiled) : compiled_(compiled) {}

  /// Nothing selected: there is no such thing.
  ExplainRequest find(const std::string& text) const {
    if (Selection whole = select(text); whole.size() > 0) return {std::move(whole), {}};
    const std::string of(dotted::parent(text));
    const auto hp = sema::find_hp(dotted::last(text));
    if (!hp || of.empty()) return {};
    Selection parts = select(of);
    if (sema::row(*hp).owner == sema::HpOwner::kTensor) {
      parts.multipliers.clear();
    } else {
      parts.tensors.clear();
    }
    return {std::move(parts), hp};
  }

  /// Everything that can be named, for suggestions: tensors, multipliers, the modules they are in.
  std::vector<std::string> names() const {
    std::set<std::string> all;
    const auto add = [&](std::string_view name) {
      while (!name.empty() && all.emplace(name).second) name = dotted::parent(name);
    };
    for (const plan::Tensor& tensor : compiled_.plan.tensors) add(tensor.name);
    for (const plan::Multiplier& multiplier : compiled_.plan.multipliers) add(multiplier.name);
    return {all.begin(), all.end()};
  }

  /// `; did you mean `blocks.*.mlp.up`?`
  std::string meant(const std::string& name) const {
    return scaling::meant_path(name, *compiled_.analysis.model, names());
  }

 private:
  Selection select(const std::string& text) const {
    SourceMap sources;
    diag::DiagnosticSink sink;
    const auto selector = syntax::parse_selector(sources, sources.add("", text), sink);
    if (!selector || sink.has_errors()) return {};
    const model::Model& model = *compiled_.analysis.model;
    return {matching(*selector, model.tensors, compiled_.scaled.tensors),
            matching(*selector, model.multipliers, compiled_.scaled.multipliers)};
  }

  template <class Part>
  std::vector<std::size_t> matching(const syntax::Selector& selector, const std::vector<Part>& parts,
                                    const std::vector<scaling::Instance>& instances) const {
    std::vector<std::vector<scaling::Match>> matches;
    for (const Part& part : parts) matches.push_back(scaling::match(selector, part.path, part.tags));
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < instances.size(); ++i) {
      const Part& part = parts[instances[i].part];
      std::vector<std::int64_t> counts;
      for (const std::size_t stack : part.stacks)
        counts.push_back(static_cast<std::int64_t>(
            compiled_.analysis.model->stacks[stack].count.at(compiled_.scaled.target.values())));
      for (const scaling::Match& match : matches[instances[i].part]) {
        if (!match.holds(instances[i].indices, counts)) continue;
        result.push_back(i);
        break;
      }
    }
    return result;
  }

  const CompiledSpec& compiled_;
};

/// `blocks.0.attn.q.weight.lr` without the value, if it ends in one.
std::string without_value(const std::string& text) {
  const std::string_view of = dotted::parent(text);
  return !of.empty() && sema::find_hp(dotted::last(text)) ? std::string(of) : text;
}

bool has_value(const CompiledSpec& compiled, const ExplainRequest& request) {
  if (!request.hp) return true;
  for (const std::size_t i : request.parts.tensors)
    if (compiled.scaled.tensors[i].settings->at(*request.hp)) return true;
  return !request.parts.multipliers.empty();
}

Selection everything(const plan::Plan& plan) {
  Selection all;
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) all.tensors.push_back(i);
  for (std::size_t i = 0; i < plan.multipliers.size(); ++i) all.multipliers.push_back(i);
  return all;
}

class Describer {
 public:
  explicit Describer(const CompiledSpec& compiled) : compiled_(compiled) {}

  std::vector<std::string> tensor(const model::Tensor& t) const {
    std::vector<std::string> parts;
    if (t.contracted)
      parts.push_back((t.roles.contains(Role::kTable) ? "looks up in " : "contracts ") + size(t.dims[*t.contracted]));
    if (t.output) parts.push_back("makes " + size(t.dims[*t.output]));
    if (!t.contracted && !t.output) parts.push_back(vector(t) + " over " + size(t.dims.front()));
    stacks(t.stacks, parts);
    return parts;
  }

  std::vector<std::string> multiplier(const model::Multiplier& m) const {
    std::vector<std::string> parts;
    if (m.contraction) parts.push_back("scales what contracts " + size(*m.contraction));
    stacks(m.stacks, parts);
    return parts;
  }

 private:
  static std::string vector(const model::Tensor& t) {
    if (t.roles.contains(Role::kNormGain)) return "gain of a norm";
    if (t.roles.contains(Role::kNormOffset)) return "offset of a norm";
    if (t.roles.contains(Role::kOffset)) return "added";
    return "scales";
  }

  /// `width (128 -> 1024)`, `256`
  std::string size(const Sym& sym) const {
    const double from = sym.at(compiled_.scaled.reference.values());
    const double to = sym.at(compiled_.scaled.target.values());
    return sym.constant() ? shortest(to) : fmt::format("{} ({})", sym.text(), change(from, to));
  }

  void stacks(const std::vector<std::size_t>& indices, std::vector<std::string>& parts) const {
    for (const std::size_t index : indices) {
      const model::Stack& stack = compiled_.analysis.model->stacks[index];
      const std::string layers =
          change(stack.count.at(compiled_.scaled.reference.values()), stack.count.at(compiled_.scaled.target.values()));
      parts.push_back(fmt::format("stands in `{}` ({} layers)", stack.path, layers));
    }
  }

  const CompiledSpec& compiled_;
};

}  // namespace

FoundRequest find_request(const CompiledSpec& compiled, const std::string& text) {
  using Missing = FoundRequest::Missing;
  if (text.empty()) return {Missing::kNothing, {everything(compiled.plan), {}}};
  const Finder finder(compiled);
  ExplainRequest request = finder.find(text);
  const bool known = request.parts.size() > 0;
  if (known && has_value(compiled, request)) return {Missing::kNothing, std::move(request)};
  const std::string name = without_value(text);
  if (known || (request.hp && finder.find(name).parts.size() > 0)) return {Missing::kValue};
  return {Missing::kPart, {}, finder.meant(name)};
}

ExplainedPart Explainer::tensor(std::size_t index, std::optional<Hp> hp) {
  const scaling::Instance& instance = compiled_.scaled.tensors[index];
  ExplainedPart part{Describer(compiled_).tensor(compiled_.analysis.model->tensors[instance.part]), {}};
  for (const auto& row : sema::kHyperparameters)
    if (const auto& setting = instance.settings->at(row.hp); setting && (!hp || *hp == row.hp))
      part.values.push_back(value(row.hp, *setting));
  return part;
}

ExplainedPart Explainer::multiplier(std::size_t index) {
  const scaling::Instance& instance = compiled_.scaled.multipliers[index];
  ExplainedPart part{Describer(compiled_).multiplier(compiled_.analysis.model->multipliers[instance.part]), {}};
  if (const auto& setting = instance.settings->at(Hp::value)) part.values.push_back(value(Hp::value, *setting));
  return part;
}

std::shared_ptr<const ExplainedValue> Explainer::value(Hp hp, const scaling::Setting& setting) {
  std::shared_ptr<const ExplainedValue>& known = values_[&setting];
  if (known) return known;
  auto worked_out = std::make_shared<ExplainedValue>(ExplainedValue{hp, setting.value, {}});
  for (const scaling::Reason& reason : setting.chain) worked_out->steps.push_back(step(reason));
  known = std::move(worked_out);
  return known;
}

Step Explainer::step(const scaling::Reason& reason) {
  const scaling::Written& written = *reason.written;
  const SourceMap& sources = compiled_.analysis.sources;
  const auto [origins, is_new] = origins_.try_emplace({written.at.file, written.at.begin, written.at.end});
  if (is_new)
    for (const sema::Origin& origin : sema::origins_of(compiled_.analysis.program, sources, written.at))
      origins->second.push_back({sources.place(origin.at), origin.text, origin.depth});
  return {written.effect, reason.factor,  reason.after,   sources.place(written.at),
          written.text,   written.source, origins->second};
}

}  // namespace cdp::pipeline
