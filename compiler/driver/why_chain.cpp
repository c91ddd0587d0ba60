// The chain of factors of one tensor's or multiplier's values, each with its place and paper.
#include <map>
#include <optional>
#include <tuple>
#include <unordered_map>

#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/driver/why.h"
#include "compiler/sema/origins.h"

namespace cdp::driver {

namespace {

using model::Role;
using sema::Hp;
using sema::Sym;

/// The doc comment's first sentence, without what follows a colon: `Complete(d)P, Table 1 of arXiv:2512.22382`.
std::string paper(const std::string* source) {
  if (source == nullptr) return "";
  std::string_view text = *source;
  for (const std::string_view end : {". ", ".\n", ": "}) text = text.substr(0, text.find(end));
  if (text.ends_with('.')) text.remove_suffix(1);
  std::string line(text);
  for (char& character : line)
    if (character == '\n') character = ' ';
  return line;
}

/// `= 0.004`, `x 0.125`, `^ 0.5`, `1-v x 0.08`: what a link does to the value.
std::string effect(const scaling::Reason& reason) {
  return fmt::format("{} {}", plan::row(reason.written->effect).sign, short_number(reason.factor));
}

class Describer {
 public:
  explicit Describer(const Scene& scene) : scene_(scene) {}

  std::string tensor(const model::Tensor& t) const {
    std::vector<std::string> parts;
    if (t.contracted)
      parts.push_back((t.roles.contains(Role::kTable) ? "looks up in " : "contracts ") + size(t.dims[*t.contracted]));
    if (t.output) parts.push_back("makes " + size(t.dims[*t.output]));
    if (!t.contracted && !t.output) parts.push_back(vector(t) + " over " + size(t.dims.front()));
    stacks(t.stacks, parts);
    return list_of(parts, "and");
  }

  std::string multiplier(const model::Multiplier& m) const {
    std::vector<std::string> parts;
    if (m.contraction) parts.push_back("scales what contracts " + size(*m.contraction));
    stacks(m.stacks, parts);
    return list_of(parts, "and");
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
    const double from = sym.at(scene_.scaled.reference.values());
    const double to = sym.at(scene_.scaled.target.values());
    return sym.constant() ? shortest(to) : fmt::format("{} ({})", sym.text(), change(from, to));
  }

  void stacks(const std::vector<std::size_t>& indices, std::vector<std::string>& parts) const {
    for (const std::size_t index : indices) {
      const model::Stack& stack = scene_.analysis.model->stacks[index];
      const std::string layers =
          change(stack.count.at(scene_.scaled.reference.values()), stack.count.at(scene_.scaled.target.values()));
      parts.push_back(fmt::format("stands in `{}` ({} layers)", stack.path, layers));
    }
  }

  const Scene& scene_;
};

std::string dims(const std::vector<std::int64_t>& shape) {
  return fmt::format("{}", fmt::join(shape, " x "));
}

/// `width x8, depth x4`: the axes that change.
std::string ratios(const plan::Plan& plan) {
  std::string result;
  for (const auto& [axis, scale] : plan.scale) {
    if (scale.ratio == 1) continue;
    if (!result.empty()) result += ", ";
    result += fmt::format("{} x{} ({})", axis, short_number(scale.ratio), change(scale.reference, scale.target));
  }
  return result.empty() ? "the reference itself: every factor of a rule is 1" : result;
}

std::string tags_of(const std::vector<std::string>& tags) {
  std::string result;
  for (const std::string& tag : tags) result += (result.empty() ? "@" : " @") + tag;
  return result;
}

/// The chains of one command, each worked out once: most tensors share theirs.
class Chains {
 public:
  Chains(const Scene& scene, std::optional<Hp> hp, diag::Color color) : scene_(scene), hp_(hp), color_(color) {}

  void tensor(std::size_t index) {
    const plan::Tensor& tensor = scene_.plan.tensors[index];
    const scaling::Instance& instance = scene_.scaled.tensors[index];
    if (hp_ && !instance.settings->at(*hp_)) return;
    const std::string reference = tensor.shape == tensor.reference_shape
                                      ? ""
                                      : fmt::format(", at the reference {}", dims(tensor.reference_shape));
    std::string text = fmt::format("  {} at {}{}\n", dims(tensor.shape), scene_.plan.target, reference);
    text += line("tags ", tags_of(tensor.tags));
    text += line("why  ", Describer(scene_).tensor(scene_.analysis.model->tensors[instance.part]));
    text += line("scale", ratios(scene_.plan));
    text +=
        line("init ", tensor.init.std ? fmt::format("{}, std {}", tensor.init.distribution, shortest(*tensor.init.std))
                                      : tensor.init.distribution);
    for (const auto& row : sema::kHyperparameters)
      if (const auto& setting = instance.settings->at(row.hp); setting && (!hp_ || *hp_ == row.hp))
        text += "\n" + chain(row.hp, *setting);
    add(tensor.name, std::move(text));
  }

  void multiplier(std::size_t index) {
    const plan::Multiplier& multiplier = scene_.plan.multipliers[index];
    const scaling::Instance& instance = scene_.scaled.multipliers[index];
    std::string text = fmt::format("  a constant factor at {}, not trained\n", scene_.plan.target);
    text += line("tags ", tags_of(multiplier.tags));
    text += line("why  ", Describer(scene_).multiplier(scene_.analysis.model->multipliers[instance.part]));
    text += line("scale", ratios(scene_.plan));
    if (const auto& setting = instance.settings->at(Hp::value)) text += "\n" + chain(Hp::value, *setting);
    add(multiplier.name, std::move(text));
  }

  /// Those with equal texts below one line of names.
  [[nodiscard]] std::string text() const {
    std::string result;
    for (const Group& group : groups_) {
      const auto names = braced(plan::fold_names(group.names));
      result += fmt::format("{}{}{}", result.empty() ? "" : "\n",
                            paint(color_, Style::kBold, fmt::format("{}", fmt::join(names, ", "))), group.text);
    }
    return result;
  }

 private:
  struct Group {
    std::string text;
    std::vector<std::string> names;
  };

  void add(const std::string& name, std::string text) {
    const auto [at, fresh] = known_.emplace(text, groups_.size());
    if (fresh) groups_.push_back({std::move(text), {}});
    groups_[at->second].names.push_back(name);
  }

  [[nodiscard]] std::string line(std::string_view label, const std::string& text) const {
    return text.empty() ? "" : fmt::format("  {}  {}\n", paint(color_, Style::kDim, label), text);
  }

  const std::string& chain(Hp hp, const scaling::Setting& setting) {
    std::string& text = chains_[&setting];
    if (text.empty()) text = worked_out(hp, setting);
    return text;
  }

  std::string worked_out(Hp hp, const scaling::Setting& setting) {
    std::vector<std::vector<Cell>> rows;
    for (std::size_t i = 0; i < setting.chain.size(); ++i) {
      const scaling::Reason& reason = setting.chain[i];
      const scaling::Written& written = *reason.written;
      rows.push_back({{effect(reason), {}},
                      {i == 0 ? "" : "= " + short_number(reason.after), Style::kGreen},
                      {scene_.analysis.sources.place(written.at), Style::kCyan},
                      {written.text, {}},
                      {paper(written.source), Style::kDim}});
      for (const sema::Origin& origin : origins(written.at))
        rows.push_back({{"", {}},
                        {"", {}},
                        {scene_.analysis.sources.place(origin.at), Style::kCyan},
                        {std::string(2 * origin.depth, ' ') + origin.text, Style::kDim}});
    }
    return fmt::format("{} = {}\n", paint(color_, Style::kBold, row(hp).name),
                       paint(color_, Style::kGreen, shortest(setting.value))) +
           columns(rows, {}, 2, color_);
  }

  const std::vector<sema::Origin>& origins(Span at) {
    const auto [found, fresh] = origins_.try_emplace({at.file, at.begin, at.end});
    if (fresh) found->second = sema::origins_of(scene_.analysis.program, scene_.analysis.sources, at);
    return found->second;
  }

  const Scene& scene_;
  std::optional<Hp> hp_;
  diag::Color color_;
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> known_;
  std::unordered_map<const scaling::Setting*, std::string> chains_;
  std::map<std::tuple<FileId, std::uint32_t, std::uint32_t>, std::vector<sema::Origin>> origins_;
};

}  // namespace

std::string chains(const Scene& scene, const Selection& selection, std::optional<Hp> hp, diag::Color color) {
  Chains all(scene, hp, color);
  for (const std::size_t i : selection.tensors) all.tensor(i);
  for (const std::size_t i : selection.multipliers) all.multiplier(i);
  return all.text();
}

}  // namespace cdp::driver
