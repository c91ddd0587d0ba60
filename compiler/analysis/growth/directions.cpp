// See directions.h.
#include "compiler/analysis/growth/directions.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "compiler/syntax/ast.h"

namespace cdp::analysis {

namespace {

constexpr std::array<std::string_view, 2> kHorizon = {"batch", "duration"};

/// The axis of `m_experts`.
std::optional<std::string> axis_of(const syntax::ExprPtr& expr) {
  const auto* path = std::get_if<syntax::Path>(&expr->node);
  if (path == nullptr || path->parts.size() != 1 || !path->parts.front().text.starts_with(scaling::kRatioMark))
    return {};
  return path->parts.front().text.substr(scaling::kRatioMark.size());
}

/// The two axes of `assert m_top_k == m_experts`.
std::optional<std::pair<std::string, std::string>> held_together(const scaling::RuleAssertion& assertion) {
  const auto* equal = std::get_if<syntax::Binary>(&assertion.assertion.statement->condition->node);
  if (equal == nullptr || equal->op != syntax::BinaryOp::kEq) return {};
  auto left = axis_of(equal->left), right = axis_of(equal->right);
  if (!left || !right) return {};
  return std::pair(*std::move(left), *std::move(right));
}

bool has_axis(const Direction& direction, const std::string& axis) {
  return std::find(direction.axes.begin(), direction.axes.end(), axis) != direction.axes.end();
}

void hold_together(std::vector<Direction>& directions, const std::string& a, const std::string& b) {
  const auto of = [&](const std::string& axis) {
    return std::find_if(directions.begin(), directions.end(), [&](const Direction& d) { return has_axis(d, axis); });
  };
  auto first = of(a), second = of(b);
  if (first == directions.end() || second == directions.end() || first == second) return;
  if (second < first) std::swap(first, second);
  first->axes.insert(first->axes.end(), second->axes.begin(), second->axes.end());
  first->name = fmt::format("{}", fmt::join(first->axes, ", "));
  directions.erase(second);
}

}  // namespace

std::vector<Direction> model_directions(const Facts& facts) {
  std::vector<Direction> directions{{"width", {"width"}}, {"depth", {"depth"}}};
  for (const sema::AxisSetting& setting : facts.spec.reference.axes) {
    const bool is_own = setting.axis != "context" && setting.axis != "width" && setting.axis != "depth" &&
                        std::find(kHorizon.begin(), kHorizon.end(), setting.axis) == kHorizon.end();
    if (is_own) directions.push_back({setting.axis, {setting.axis}});
  }
  for (const scaling::RuleAssertion& assertion : facts.rules.assertions)
    if (const auto pair = held_together(assertion)) hold_together(directions, pair->first, pair->second);
  return directions;
}

std::vector<Direction> horizon_directions() {
  std::vector<Direction> directions;
  for (const std::string_view axis : kHorizon) directions.push_back({std::string(axis), {std::string(axis)}});
  return directions;
}

bool is_horizon(const Direction& direction) {
  return std::find(kHorizon.begin(), kHorizon.end(), direction.name) != kHorizon.end();
}

std::vector<Direction> moved_directions(const Facts& facts, double least) {
  std::vector<Direction> moved = model_directions(facts);
  for (Direction& direction : horizon_directions()) moved.push_back(std::move(direction));
  std::erase_if(moved, [&](const Direction& direction) {
    return std::none_of(facts.targets().begin(), facts.targets().end(), [&](const ScaleValues& scale) {
      return std::any_of(direction.axes.begin(), direction.axes.end(), [&](const std::string& axis) {
        const double ratio = ratio_of(scale, axis);
        return std::max(ratio, 1 / ratio) >= least;
      });
    });
  });
  return moved;
}

}  // namespace cdp::analysis
