// `cdp why`: the subject may be a tensor, a multiplier, one value of these, or any selector of the language.
#include "compiler/driver/why.h"

#include <memory>
#include <set>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/harmless.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/pipeline/emit.h"
#include "compiler/scaling/selector.h"
#include "compiler/syntax/parse.h"

namespace cdp::driver {

namespace {

using sema::Hp;

/// What is to be explained: the parts, and one value of them or all.
struct Subject {
  Selection parts;
  std::optional<Hp> hp;
};

class Finder {
 public:
  explicit Finder(const Scene& scene) : scene_(scene) {}

  /// Nothing selected: there is no such thing.
  Subject find(const std::string& text) const {
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
    for (const plan::Tensor& tensor : scene_.plan.tensors) add(tensor.name);
    for (const plan::Multiplier& multiplier : scene_.plan.multipliers) add(multiplier.name);
    return {all.begin(), all.end()};
  }

  /// `; did you mean `blocks.*.mlp.up`?`
  std::string meant(const std::string& name) const {
    return scaling::meant_path(name, *scene_.analysis.model, names());
  }

 private:
  Selection select(const std::string& text) const {
    SourceMap sources;
    diag::DiagnosticSink sink;
    const auto selector = syntax::parse_selector(sources, sources.add("", text), sink);
    if (!selector || sink.has_errors()) return {};
    const model::Model& model = *scene_.analysis.model;
    return {matching(*selector, model.tensors, scene_.scaled.tensors),
            matching(*selector, model.multipliers, scene_.scaled.multipliers)};
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
        counts.push_back(
            static_cast<std::int64_t>(scene_.analysis.model->stacks[stack].count.at(scene_.scaled.target.values())));
      for (const scaling::Match& match : matches[instances[i].part]) {
        if (!match.holds(instances[i].indices, counts)) continue;
        result.push_back(i);
        break;
      }
    }
    return result;
  }

  const Scene& scene_;
};

/// `blocks.0.attn.q.weight.lr` without the value, if it ends in one.
std::string without_value(const std::string& text) {
  const std::string_view of = dotted::parent(text);
  return !of.empty() && sema::find_hp(dotted::last(text)) ? std::string(of) : text;
}

Error not_found(const Finder& finder, const std::string& text, const std::string& spec) {
  const std::string name = without_value(text);
  const std::string suggestion = finder.meant(name);
  return {fmt::format("there is no tensor, multiplier or module `{}`{}", text,
                      suggestion.empty() ? "; `cdp why " + spec + "` lists them all" : suggestion),
          ""};
}

Error has_none(const std::string& text) {
  return {fmt::format("`{}` has no `{}`", dotted::parent(text), dotted::last(text)), ""};
}

bool has_value(const Scene& scene, const Subject& subject) {
  if (!subject.hp) return true;
  for (const std::size_t i : subject.parts.tensors)
    if (scene.scaled.tensors[i].settings->at(*subject.hp)) return true;
  return !subject.parts.multipliers.empty();
}

std::string shown(const Scene& scene, const Subject& subject, diag::Color color) {
  if (subject.parts.size() != 1 && !subject.hp) return head(scene, color) + "\n" + table(scene, subject.parts, color);
  return chains(scene, subject.parts, subject.hp, color);
}

Selection everything(const plan::Plan& plan) {
  Selection all;
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) all.tensors.push_back(i);
  for (std::size_t i = 0; i < plan.multipliers.size(); ++i) all.multipliers.push_back(i);
  return all;
}

}  // namespace

Answer why(const WhyOptions& options, const Colors& colors) {
  Opened opened = open_at(options.spec, options.place, colors);
  if (!opened) return opened.answer;
  const plan::Plan plan = pipeline::emit(*opened.analysis, *opened.scaled, pipeline::Reasons::kLeaveOut);
  const Scene scene{*opened.analysis, *opened.scaled, plan, opened.analysis->program.root().path};
  Subject subject{everything(plan), {}};
  if (!options.subject.empty()) {
    const Finder finder(scene);
    subject = finder.find(options.subject);
    const bool known = subject.parts.size() > 0;
    if (!known || !has_value(scene, subject)) {
      const bool part_known = known || (subject.hp && finder.find(without_value(options.subject)).parts.size() > 0);
      return could_not_run(part_known ? has_none(options.subject) : not_found(finder, options.subject, options.spec),
                           colors);
    }
  }
  opened.answer.out = harmless_but_colours(stand_ins(*opened.analysis) + shown(scene, subject, colors.out));
  return opened.answer;
}

Runner add_why(Options& command) {
  auto options = std::make_shared<WhyOptions>();
  add_spec(command, options->spec);
  command.argument("subject", options->subject, "TENSOR[.lr]",
                   "a tensor, multiplier, module or one value; otherwise a table of all");
  add_place(command, options->place);
  return [options](const Colors& colors) { return why(*options, colors); };
}

}  // namespace cdp::driver
