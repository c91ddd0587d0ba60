// The chain of factors of one tensor's or multiplier's values, each with its place and paper.
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/driver/why.h"

namespace cdp::driver {

namespace {

using sema::Hp;

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

/// `= 0.004`, `x 0.125`, `^ 0.5`, `1-v x 0.08`: what a step does to the value.
std::string effect(const pipeline::Step& step) {
  return fmt::format("{} {}", plan::row(step.effect).sign, short_number(step.factor));
}

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
  Chains(const CompiledSpec& compiled, std::optional<Hp> hp, diag::Color color)
      : compiled_(compiled), hp_(hp), color_(color), explainer_(compiled) {}

  void tensor(std::size_t index) {
    const plan::Tensor& tensor = compiled_.plan.tensors[index];
    const pipeline::ExplainedPart part = explainer_.tensor(index, hp_);
    if (hp_ && part.values.empty()) return;
    const std::string reference = tensor.shape == tensor.reference_shape
                                      ? ""
                                      : fmt::format(", at the reference {}", dims(tensor.reference_shape));
    std::string text = fmt::format("  {} at {}{}\n", dims(tensor.shape), compiled_.plan.target, reference);
    text += line("tags ", tags_of(tensor.tags));
    text += line("why  ", list_of(part.traits, "and"));
    text += line("scale", ratios(compiled_.plan));
    text +=
        line("init ", tensor.init.std ? fmt::format("{}, std {}", tensor.init.distribution, shortest(*tensor.init.std))
                                      : std::string(word(tensor.init.distribution)));
    for (const auto& value : part.values) text += "\n" + chain(*value);
    add(tensor.name, std::move(text));
  }

  void multiplier(std::size_t index) {
    const plan::Multiplier& multiplier = compiled_.plan.multipliers[index];
    const pipeline::ExplainedPart part = explainer_.multiplier(index);
    std::string text = fmt::format("  a constant factor at {}, not trained\n", compiled_.plan.target);
    text += line("tags ", tags_of(multiplier.tags));
    text += line("why  ", list_of(part.traits, "and"));
    text += line("scale", ratios(compiled_.plan));
    for (const auto& value : part.values) text += "\n" + chain(*value);
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

  const std::string& chain(const pipeline::ExplainedValue& value) {
    std::string& text = chains_[&value];
    if (text.empty()) text = worked_out(value);
    return text;
  }

  [[nodiscard]] std::string worked_out(const pipeline::ExplainedValue& value) const {
    std::vector<std::vector<Cell>> rows;
    for (std::size_t i = 0; i < value.steps.size(); ++i) {
      const pipeline::Step& step = value.steps[i];
      rows.push_back({{effect(step), {}},
                      {i == 0 ? "" : "= " + short_number(step.after), Style::kGreen},
                      {step.at, Style::kCyan},
                      {std::string(step.text), {}},
                      {paper(step.source), Style::kDim}});
      for (const pipeline::Step::Origin& origin : step.origins)
        rows.push_back({{"", {}},
                        {"", {}},
                        {origin.at, Style::kCyan},
                        {std::string(2 * origin.depth, ' ') + origin.text, Style::kDim}});
    }
    return fmt::format("{} = {}\n", paint(color_, Style::kBold, row(value.hp).name),
                       paint(color_, Style::kGreen, shortest(value.value))) +
           columns(rows, {}, 2, color_);
  }

  const CompiledSpec& compiled_;
  std::optional<Hp> hp_;
  diag::Color color_;
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> known_;
  pipeline::Explainer explainer_;
  std::unordered_map<const pipeline::ExplainedValue*, std::string> chains_;  // those live as long as the explainer
};

}  // namespace

std::string chains(const CompiledSpec& compiled, const Selection& selection, std::optional<Hp> hp, diag::Color color) {
  Chains all(compiled, hp, color);
  for (const std::size_t i : selection.tensors) all.tensor(i);
  for (const std::size_t i : selection.multipliers) all.multiplier(i);
  return all.text();
}

}  // namespace cdp::driver
