// The syntax tree's selectors, entries of blocks and modules, exactly as written. Users include
// compiler/syntax/ast.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/syntax/ast_expression.h"

namespace cdp::syntax {

// ---- selectors -----------------------------------------------------------------------------

/// `[3]`, `[-1]`, `[2..5]` (both ends included), `[i]`
struct Index {
  enum class Kind { kNumber, kRange, kBind };
  Kind kind = Kind::kNumber;
  std::int64_t first = 0, last = 0;  // equal for kNumber; negative counts from the end
  Ident bound;                       // for kBind
  Span span;
};

/// One step of a path: a name, `*` (any one name or index) or `**` (any number of steps, none too).
struct SelectorStep {
  enum class Kind { kName, kStar, kDoubleStar };
  Kind kind = Kind::kName;
  Ident name;
  std::vector<Index> indices;
  Span span;
};

/// `blocks.**@vector`, `@output not @readout`: path steps (none: everything), tags that must all hold, tags that none
/// may hold.
struct SelectorPath {
  std::vector<SelectorStep> steps;
  std::vector<Ident> tags;
  std::vector<Ident> excluded;
  Span span;
};

/// Alternatives between commas.
struct Selector {
  std::vector<SelectorPath> alternatives;
  Span span;
};

// ---- pieces of statements ------------------------------------------------------------------

/// `name`, `name = default`
struct Parameter {
  Ident name;
  ExprPtr default_value;  // may be null
};

/// `key = value` in reference, base, training, target, requires
struct Setting {
  Ident key;
  ExprPtr value;
  Span span;
};

enum class AdjustOp { kSet, kMultiply, kPower, kAtMost, kAtLeast };  // =  *=  ^=  <=  >=

/// `<=` or `>=`
[[nodiscard]] constexpr bool is_bound(AdjustOp op) {
  return op == AdjustOp::kAtMost || op == AdjustOp::kAtLeast;
}

/// As it is written.
[[nodiscard]] constexpr const char* sign(AdjustOp op) {
  constexpr const char* kSigns[] = {"=", "*=", "^=", "<=", ">="};
  return kSigns[static_cast<int>(op)];
}

/// `lr *= m_in^-1`, `1 - beta1 *= k`, `init_std = 1`, `beta2 >= 0.95`; in tune and rules
struct Adjustment {
  Ident hyperparameter;
  bool complement = false;  // `1 - beta1`
  AdjustOp op = AdjustOp::kSet;
  ExprPtr value;
  Span span;
};

/// `SELECTOR { adjustments }` inside rules
struct RuleClause {
  Selector selector;
  std::vector<Adjustment> adjustments;
  Span span;
};

// ---- modules -------------------------------------------------------------------------------

struct Let {
  Ident name;
  ExprPtr value;
};

/// `weight: Tensor(out, in) @router = normal`, `blocks: depth * Block(width)`, `m: Multiplier @residual`
enum class MemberKind : std::uint8_t { kTensor, kMultiplier, kModule };

struct Member {
  Ident name;
  ExprPtr count;                          // of a stack; else null
  Ident type;                             // Tensor, Multiplier, or a module's name
  MemberKind kind = MemberKind::kModule;  // what that is
  std::vector<Argument> arguments;
  std::vector<Ident> tags;
  std::optional<Ident> distribution;  // normal, zeros, ones, uniform, orthogonal
  Span span;
  std::string doc;
};

struct ModuleItem;
/// `if condition { members } else { members }`
struct IfItem {
  ExprPtr condition;
  std::vector<ModuleItem> then_items, else_items;
  Span span;
};

/// `h = expr` (target set) or `return expr` (target empty), inside forward
struct ForwardStatement {
  std::optional<Ident> target;
  ExprPtr value;
  Span span;
};

/// `forward(x) = expr` is one return statement
struct Forward {
  std::vector<Ident> parameters;
  std::vector<ForwardStatement> body;
  Span span;       // whole
  Span head_span;  // `forward(x)`
};

struct Assert {
  ExprPtr condition;
  std::optional<std::string> message;
  Span span;
};

struct ModuleItem {
  std::variant<Member, Let, IfItem, Forward, Assert> node;
};

}  // namespace cdp::syntax
