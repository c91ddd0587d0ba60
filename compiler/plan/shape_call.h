// One call of an operation whose shapes are asked for: its operands, the names of its sizes, and what does not fit. The
// rules are shape_rules.h's.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/plan/conditions.h"
#include "compiler/plan/content.h"
#include "compiler/plan/operations.h"

namespace cdp::plan {

template <class TheAlgebra>
class ShapeCall {
 public:
  using Algebra = TheAlgebra;
  using Dim = typename Algebra::Dim;
  using Sizes = std::vector<Dim>;
  using Operand = OperandOf<Dim>;
  using Result = ResultOf<Dim>;
  using Out = std::optional<Result>;                             // null: misfit() says what does not fit
  using Attributes = std::function<Dim(std::string_view name)>;  // of those that are whole numbers

  /// `context`: how many positions there are. There are as many operands as the operation takes.
  ShapeCall(const Operation& operation, std::span<const Operand> operands, Attributes attributes, Dim context)
      : operation_(operation), operands_(operands), attributes_(std::move(attributes)), context_(std::move(context)) {}

  [[nodiscard]] const Operation& operation() const { return operation_; }
  [[nodiscard]] std::span<const Operand> operands() const { return operands_; }
  [[nodiscard]] const Sizes& sizes(std::size_t i) const { return operands_[i].sizes; }
  [[nodiscard]] Dim attribute(std::string_view name) const { return attributes_(name); }
  [[nodiscard]] const Dim& context() const { return context_; }
  [[nodiscard]] const Misfit& misfit() const { return misfit_; }

  static std::string text(const Sizes& sizes) {
    std::string out;
    for (const Dim& size : sizes) out += (out.empty() ? "" : ", ") + Algebra::text(size);
    return "(" + out + ")";
  }

  static std::string text(const Operand& operand) {
    if (operand.number) return "a number";
    if (operand.content != Content::kReal) return "ids " + text(operand.sizes);
    return (operand.name.empty() ? "" : "`" + operand.name + "` ") + text(operand.sizes);
  }

  Out wrong(std::string wanted, std::string found) {
    misfit_ = {std::move(wanted), std::move(found)};
    return {};
  }
  Out wrong(std::string wanted) { return wrong(std::move(wanted), all_found()); }

  /// Whether the operand is real numbers in so many dimensions (0: any but none).
  bool is_real(std::size_t i, std::size_t rank, const char* wanted) {
    const Operand& operand = operands_[i];
    const bool real = !operand.number && operand.content == Content::kReal;
    if (real && !operand.sizes.empty() && (rank == 0 || operand.sizes.size() == rank)) return true;
    const bool ids = !operand.number && operand.content != Content::kReal;
    wrong(std::string(wanted) + (ids ? "; look ids up in a table first" : ""), text(operand));
    return false;
  }

  /// Gives a size the name that the operation's conditions use.
  void bind(std::string_view name, Dim size) { bound_.emplace_back(name, std::move(size)); }

  std::optional<Dim> product(const std::vector<std::string_view>& factors) const {
    std::optional<Dim> out = Dim(1);
    for (const std::string_view factor : factors) {
      const auto next = named(factor);
      if (!out || !next) return {};
      out = Algebra::times(*out, *next);
    }
    return out;
  }

  /// Whether the conditions hold of which every name has a size, as far as is known.
  bool conditions_hold() {
    for (const Condition& condition : operation_.conditions) {
      if (!has_names(condition)) continue;
      const auto left = product(condition.left);
      const auto right = named(condition.right);
      if (left && Algebra::holds(condition.relation, *left, *right).value_or(true)) continue;
      wrong(words_of(condition), found_in(condition));
      return false;
    }
    return true;
  }

 private:
  std::string all_found() const {
    std::string out;
    for (std::size_t i = 0; i < operands_.size(); ++i)
      out += (i == 0 ? "" : i + 1 == operands_.size() ? " and " : ", ") + text(operands_[i]);
    return out;
  }

  std::optional<Dim> named(std::string_view name) const {
    if (is_number(name)) return Dim(std::stoi(std::string(name)));
    for (const auto& [known, size] : bound_)
      if (known == name) return size;
    if (operation_.find_attribute(name) != nullptr) return attributes_(name);
    return {};
  }

  /// "heads 3, width 128"
  std::string found_in(const Condition& condition) const {
    std::string out;
    const auto add = [&](std::string_view name) {
      const auto size = named(name);
      if (size && !is_number(name)) out += (out.empty() ? "" : ", ") + std::string(name) + " " + Algebra::text(*size);
    };
    for (const std::string_view factor : condition.left) add(factor);
    add(condition.right);
    return out;
  }

  bool has_names(const Condition& condition) const {
    for (const std::string_view factor : condition.left)
      if (!named(factor)) return false;
    return named(condition.right).has_value();
  }

  const Operation& operation_;
  std::span<const Operand> operands_;
  Attributes attributes_;
  Dim context_;
  std::vector<std::pair<std::string_view, Dim>> bound_;
  Misfit misfit_;
};

}  // namespace cdp::plan
