// The chain of factors of one tensor's or multiplier's values, each with its place and paper.
#include <array>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/driver/columns.h"
#include "compiler/driver/why.h"

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
std::string effect(const scaling::Reason& reason, bool first) {
  if (first || plan::is_bound(reason.text)) return "= " + short_number(reason.factor);
  const std::string number = short_number(reason.factor);
  if (reason.text.find("^=") != std::string::npos) return "^ " + number;
  if (reason.text.starts_with("1")) return "1-v x " + number;
  return "x " + number;
}

std::string chain(const Scene& scene, Hp hp, const scaling::Setting& setting, diag::Color color) {
  std::string result = fmt::format("{} = {}\n", paint(color, Style::kBold, row(hp).name),
                                   paint(color, Style::kGreen, shortest(setting.value)));
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < setting.chain.size(); ++i) {
    const scaling::Reason& reason = setting.chain[i];
    rows.push_back({{effect(reason, i == 0), {}},
                    {i == 0 ? "" : "= " + short_number(reason.after), Style::kGreen},
                    {scene.analysis.sources.place(reason.at), Style::kCyan},
                    {reason.text, {}},
                    {paper(reason.source), Style::kDim}});
  }
  return result + columns(rows, {}, 2, color);
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

}  // namespace

std::string tensor_chains(const Scene& scene, std::size_t index, std::optional<Hp> hp, diag::Color color) {
  const plan::Tensor& tensor = scene.plan.tensors[index];
  const scaling::Instance& instance = scene.scaled.tensors[index];
  const std::string reference =
      tensor.shape == tensor.reference_shape ? "" : fmt::format(", at the reference {}", dims(tensor.reference_shape));
  std::string result = fmt::format("{}  {} at {}{}\n", paint(color, Style::kBold, tensor.name), dims(tensor.shape),
                                   scene.plan.target, reference);
  const auto line = [&](std::string_view label, const std::string& text) {
    result += fmt::format("  {}  {}\n", paint(color, Style::kDim, label), text);
  };
  line("tags ", tags_of(tensor.tags));
  line("why  ", Describer(scene).tensor(scene.analysis.model->tensors[instance.part]));
  line("scale", ratios(scene.plan));
  line("init ", tensor.init.std ? fmt::format("{}, std {}", tensor.init.distribution, shortest(*tensor.init.std))
                                : tensor.init.distribution);
  for (const auto& row : sema::kHyperparameters) {
    const auto& setting = instance.settings->at(row.hp);
    if (setting && (!hp || *hp == row.hp)) result += "\n" + chain(scene, row.hp, *setting, color);
  }
  return result;
}

std::string multiplier_chains(const Scene& scene, std::size_t index, diag::Color color) {
  const plan::Multiplier& multiplier = scene.plan.multipliers[index];
  const scaling::Instance& instance = scene.scaled.multipliers[index];
  std::string result = fmt::format("{}  a constant factor at {}, not trained\n",
                                   paint(color, Style::kBold, multiplier.name), scene.plan.target);
  const auto line = [&](std::string_view label, const std::string& text) {
    if (!text.empty()) result += fmt::format("  {}  {}\n", paint(color, Style::kDim, label), text);
  };
  line("tags ", tags_of(multiplier.tags));
  line("why  ", Describer(scene).multiplier(scene.analysis.model->multipliers[instance.part]));
  line("scale", ratios(scene.plan));
  if (const auto& setting = instance.settings->at(Hp::value)) result += "\n" + chain(scene, Hp::value, *setting, color);
  return result;
}

}  // namespace cdp::driver
