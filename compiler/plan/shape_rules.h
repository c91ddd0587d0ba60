// What each operation makes of its arguments' shapes, and what does not fit: once, for sizes of any kind. A plan has
// whole numbers (shapes.h), a spec has expressions of the axes (compiler/model/shapes.cpp). An algebra says what sizes
// are:
//   using Dim            sizes that compare with ==, made of whole numbers
//   text(d)              as a message shows it
//   times(a, b)          the product; none where it is too large
//   over(a, b)           the quotient, asked for after the operation's conditions were held
//   holds(relation, a, b)  null: not known yet, other scales decide
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/plan/conditions.h"
#include "compiler/plan/operations.h"

namespace cdp::plan {

/// Real numbers, or what tables are looked up with.
enum class Content { kReal, kTokens, kPositions };

/// What stands at an argument's place.
template <class Dim>
struct OperandOf {
  std::vector<Dim> sizes;
  Content content = Content::kReal;
  std::string name = {};  // of a trained tensor; empty for an activation
  bool number = false;    // a number or a multiplier: no sizes
};

template <class Dim>
struct ResultOf {
  std::vector<Dim> sizes;
  Content content = Content::kReal;
};

/// "needs WANTED, found FOUND"
struct Misfit {
  std::string wanted, found;
};

template <class Algebra>
class ShapeRules {
 public:
  using Dim = typename Algebra::Dim;
  using Sizes = std::vector<Dim>;
  using Operand = OperandOf<Dim>;
  using Out = std::optional<ResultOf<Dim>>;
  using Attributes = std::function<Dim(std::string_view name)>;  // of those that are whole numbers

  /// `context`: how many positions there are. There are as many operands as the operation takes.
  ShapeRules(const Operation& operation, std::span<const Operand> operands, Attributes attributes, Dim context)
      : operation_(operation), operands_(operands), attributes_(std::move(attributes)), context_(std::move(context)) {}

  /// Null: misfit() says what does not fit. An operation without a case here is a compile error.
  Out result() {
    switch (operation_.op) {
      case Op::add:
      case Op::sub:
      case Op::mul:
      case Op::div:
        return broadcast();
      case Op::neg:
      case Op::gelu:
      case Op::gelu_tanh:
      case Op::silu:
      case Op::relu:
      case Op::relu2:
      case Op::tanh:
      case Op::sigmoid:
      case Op::softmax:
        return elementwise();
      case Op::linear:
        return linear();
      case Op::lookup:
        return lookup();
      case Op::positions:
        return positions();
      case Op::rms_norm:
      case Op::layer_norm:
        return norm();
      case Op::split_heads:
        return split_heads();
      case Op::merge_heads:
        return merge_heads();
      case Op::chunk:
        return chunk();
      case Op::rope:
        return rope();
      case Op::attention:
        return attention();
      case Op::patches:
        return patches();
      case Op::mean:
        return mean();
      case Op::route:
        return route();
      case Op::experts:
        return experts();
    }
    return {};
  }

  [[nodiscard]] const Misfit& misfit() const { return misfit_; }

  static std::string text(const Sizes& sizes) {
    std::string out;
    for (const Dim& size : sizes) out += (out.empty() ? "" : ", ") + Algebra::text(size);
    return "(" + out + ")";
  }

 private:
  const Sizes& sizes(std::size_t i) const { return operands_[i].sizes; }

  static std::string text(const Operand& operand) {
    if (operand.number) return "a number";
    if (operand.content != Content::kReal) return "ids " + text(operand.sizes);
    return (operand.name.empty() ? "" : "`" + operand.name + "` ") + text(operand.sizes);
  }

  std::string all_found() const {
    std::string out;
    for (std::size_t i = 0; i < operands_.size(); ++i)
      out += (i == 0 ? "" : i + 1 == operands_.size() ? " and " : ", ") + text(operands_[i]);
    return out;
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

  std::optional<Dim> named(std::string_view name) const {
    if (is_number(name)) return Dim(std::stoi(std::string(name)));
    for (const auto& [known, size] : bound_)
      if (known == name) return size;
    if (operation_.find_attribute(name) != nullptr) return attributes_(name);
    return {};
  }

  std::optional<Dim> product(const std::vector<std::string_view>& factors) const {
    std::optional<Dim> out = Dim(1);
    for (const std::string_view factor : factors) {
      const auto next = named(factor);
      if (!out || !next) return {};
      out = Algebra::times(*out, *next);
    }
    return out;
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

  Out elementwise() {
    if (!is_real(0, 0, "real numbers")) return {};
    return ResultOf<Dim>{sizes(0)};
  }

  /// NumPy's rule: from the right, equal or 1. Numbers and multipliers fit everything.
  Out broadcast() {
    std::optional<Sizes> out;
    for (std::size_t i = 0; i < operands_.size(); ++i) {
      if (operands_[i].number) continue;
      if (operands_[i].content != Content::kReal) return wrong("real numbers; look ids up in a table first");
      if (!out) {
        out = sizes(i);
      } else if (!merge(*out, sizes(i))) {
        return wrong("shapes that fit each other");
      }
    }
    if (!out) return wrong("an activation");
    return ResultOf<Dim>{*std::move(out)};
  }

  static bool merge(Sizes& into, const Sizes& other) {
    const Dim one(1);
    if (other.size() > into.size())
      into.insert(into.begin(), other.begin(), other.begin() + static_cast<std::ptrdiff_t>(other.size() - into.size()));
    for (std::size_t i = 1; i <= other.size(); ++i) {
      Dim& mine = into[into.size() - i];
      const Dim& theirs = other[other.size() - i];
      if (mine == theirs || theirs == one) continue;
      if (!(mine == one)) return false;
      mine = theirs;
    }
    return true;
  }

  Out linear() {
    if (!is_real(0, 0, "an activation")) return {};
    const Sizes& matrix = sizes(1);
    if (matrix.size() != 2) return wrong("a matrix (out, in)", text(operands_[1]));
    if (!(sizes(0).back() == matrix[1])) return wrong("a matrix (out, in) whose `in` is the activation's last size");
    ResultOf<Dim> out{sizes(0)};
    out.sizes.back() = matrix[0];
    return out;
  }

  Out lookup() {
    const Operand& ids = operands_[0];
    if (ids.number || ids.content == Content::kReal) return wrong("ids", text(ids));
    const Sizes& table = sizes(1);
    if (table.size() != 2) return wrong("a table (rows, width)", text(operands_[1]));
    if (ids.content == Content::kPositions) bind("context", context_), bind("rows", table[0]);
    if (!conditions_hold()) return {};
    ResultOf<Dim> out{ids.sizes};
    out.sizes.push_back(table[1]);
    return out;
  }

  Out positions() {
    const Operand& ids = operands_[0];
    if (ids.number || ids.content != Content::kTokens || ids.sizes.size() != 2)
      return wrong("the token ids (batch, time) that the model reads");
    return ResultOf<Dim>{{Dim(1), ids.sizes[1]}, Content::kPositions};
  }

  /// Gains and offsets are as wide as the input, or one such vector a head.
  Out norm() {
    if (!is_real(0, 0, "an activation")) return {};
    const Sizes& input = sizes(0);
    for (std::size_t i = 1; i < operands_.size(); ++i) {
      const bool heads = input.size() == 4 && sizes(i) == Sizes{input[1], Dim(1), input.back()};
      if (!heads && !(sizes(i) == Sizes{input.back()}))
        return wrong("one value for each entry of the last dimension",
                     text(operands_[0]) + " and " + text(operands_[i]));
    }
    return ResultOf<Dim>{input};
  }

  Out split_heads() {
    if (!is_real(0, 3, "(batch, time, width)")) return {};
    const Sizes& in = sizes(0);
    const Dim heads = attributes_("heads");
    bind("width", in[2]);
    if (!conditions_hold()) return {};
    return ResultOf<Dim>{{in[0], heads, in[1], Algebra::over(in[2], heads)}};
  }

  Out merge_heads() {
    if (!is_real(0, 4, kHeads)) return {};
    const Sizes& in = sizes(0);
    auto width = Algebra::times(in[1], in[3]);
    if (!width) return wrong("heads that make no more than 2^53 numbers");
    return ResultOf<Dim>{{in[0], in[2], *std::move(width)}};
  }

  Out chunk() {
    if (!is_real(0, 0, "an activation")) return {};
    ResultOf<Dim> out{sizes(0)};
    bind("width", out.sizes.back());
    if (!conditions_hold()) return {};
    out.sizes.back() = Algebra::over(out.sizes.back(), attributes_("chunks"));
    return out;
  }

  Out rope() {
    if (!is_real(0, 4, kHeads)) return {};
    bind("head_width", sizes(0)[3]);
    if (!conditions_hold()) return {};
    return ResultOf<Dim>{sizes(0)};
  }

  Out attention() {
    for (std::size_t i = 0; i < 3; ++i)
      if (!is_real(i, 4, kHeads)) return {};
    const Sizes& query = sizes(0);
    const Sizes& key = sizes(1);
    const bool fits = key == sizes(2) && query[0] == key[0] && query[2] == key[2] && query[3] == key[3];
    if (!fits)
      return wrong("queries, keys and values of equal shape; keys and values may have fewer heads",
                   text(operands_[0]) + ", " + text(operands_[1]) + " and " + text(operands_[2]));
    if (!operands_[3].number) return wrong("a number or a multiplier as its scale", text(operands_[3]));
    bind("heads", query[1]);
    bind("key_heads", key[1]);
    if (!conditions_hold()) return {};
    return ResultOf<Dim>{query};
  }

  Out patches() {
    if (!is_real(0, 2, "an image in a row, (batch, height width channels)")) return {};
    const Dim& features = sizes(0)[1];
    const auto column = product({"height", "channels"});
    bind("features", features);
    // The width is known once the first condition holds, and a wrong one harms none before.
    if (column && Algebra::holds(Relation::kDivides, *column, features).value_or(true))
      bind("width", Algebra::over(features, *column));
    if (!conditions_hold()) return {};
    const auto numbers = product({"size", "size", "channels"});
    if (!numbers) return wrong("patches of no more than 2^53 numbers");
    return ResultOf<Dim>{{sizes(0)[0], Algebra::over(features, *numbers), *numbers}};
  }

  Out mean() {
    if (!is_real(0, 3, "(batch, time, width)")) return {};
    return ResultOf<Dim>{{sizes(0)[0], sizes(0)[2]}};
  }

  Out route() {
    if (!is_real(0, 0, "a score for each expert")) return {};
    const Sizes& scores = sizes(0);
    if (operands_.size() > 1 && !(sizes(1) == Sizes{scores.back()}))
      return wrong("a score for each expert, and one bias for each");
    bind("experts", scores.back());
    if (!conditions_hold()) return {};
    return ResultOf<Dim>{scores};
  }

  Out experts() {
    if (!is_real(0, 0, "an activation") || !is_real(1, 0, "weights of the experts")) return {};
    const Sizes& x = sizes(0);
    const Sizes& gate = sizes(2);
    const Sizes& down = sizes(4);
    bool fits = gate.size() == 3 && gate == sizes(3) && down.size() == 3;
    Sizes weights = x;
    if (fits) weights.back() = gate[0];
    fits = fits && sizes(1) == weights && gate[2] == x.back() && down[0] == gate[0] && down[2] == gate[1];
    if (!fits)
      return wrong("(..., width), (..., experts), (experts, hidden, width) twice and (experts, width, hidden)");
    ResultOf<Dim> out{x};
    out.sizes.back() = down[1];
    return out;
  }

  static constexpr const char* kHeads = "(batch, heads, time, width of a head)";

  const Operation& operation_;
  std::span<const Operand> operands_;
  Attributes attributes_;
  Dim context_;
  std::vector<std::pair<std::string_view, Dim>> bound_;
  Misfit misfit_;
};

}  // namespace cdp::plan
