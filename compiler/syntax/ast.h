// The syntax tree: exactly what was written, nothing resolved. Every node carries its span.
// Built by parse(), read by sema/ and fmt/. Comments are kept beside the tree (see comments.h).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/source.h"

namespace cdp::syntax {

struct Ident {
  std::string text;
  Span span;
};

// ---- expressions ---------------------------------------------------------------------------

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

enum class UnaryOp { kNegate, kNot };
enum class BinaryOp { kAdd, kSub, kMul, kDiv, kMod, kPow, kEq, kNe, kLt, kLe, kGt, kGe, kAnd, kOr };

/// `10M tok`: value 1e7, unit "tok". Suffixes and percent are already applied.
struct Number {
  double value = 0;
  std::string unit;  // "", "seq", "tok", "steps", "tok_per_param"
  bool percent = false;
};
struct String {
  std::string value;  // escapes applied
};
struct Boolean {
  bool value = false;
};
/// `width`, or `embed.weight`: one or more names joined by points.
struct Path {
  std::vector<Ident> parts;
};
struct Unary {
  UnaryOp op;
  ExprPtr operand;
};
struct Binary {
  BinaryOp op;
  Span op_span;
  ExprPtr left, right;
};
/// `if c then a else b`
struct Conditional {
  ExprPtr condition, then_value, else_value;
};
/// `min(a, b)`, `attn.q(x)`, `Linear(width, width, bias = true)`
struct Argument {
  std::optional<Ident> name;
  ExprPtr value;
};
struct Call {
  Path callee;
  std::vector<Argument> arguments;
};
struct List {
  std::vector<ExprPtr> items;
};

struct Expr {
  Span span;
  std::variant<Number, String, Boolean, Path, Unary, Binary, Conditional, Call, List> node;
};

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

/// `blocks.**@vector`, `@block@hidden`: path steps (none: everything), then tags that must all hold.
struct SelectorPath {
  std::vector<SelectorStep> steps;
  std::vector<Ident> tags;
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

enum class AdjustOp { kSet, kMultiply, kPower };  // =  *=  ^=

/// `lr *= m_in^-1`, `1 - beta1 *= k`, `init_std = 1`; in tune and rules
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
struct Member {
  Ident name;
  ExprPtr count;  // of a stack; else null
  Ident type;     // Tensor, Multiplier, or a module's name
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

// ---- statements ----------------------------------------------------------------------------

/// `use std.gpt`, `use "blocks.cdp"`, `use std.gpt: Gpt, Block`
struct Use {
  bool library = true;
  std::string target;  // "std.gpt" or the quoted path
  Span target_span;
  std::vector<Ident> names;  // empty: all
};
struct Axis {
  Ident name;
};
struct Module {
  Ident name;
  std::vector<Parameter> parameters;
  std::vector<ModuleItem> items;
};
struct Rules {
  Ident name;
  std::vector<Parameter> parameters;
  std::optional<Call> extends;
  Span extends_span;
  std::vector<Setting> requirements;  // requires { optimizer = adamw }
  std::vector<Let> lets;
  std::vector<RuleClause> clauses;
};
struct ModelIs {
  ExprPtr value;
};
struct ParameterizationIs {
  ExprPtr value;
};
struct Reference {
  std::vector<Setting> settings;
};
struct Base {
  std::vector<Setting> settings;
};
struct Tune {
  Selector selector;
  std::vector<Adjustment> adjustments;
};
struct Training {
  std::vector<Setting> settings;
};
struct Target {
  Ident name;
  std::vector<Setting> settings;
};

struct Statement {
  Span span;       // whole
  Span keyword;    // `tune`, `model`, ...
  std::string doc; // the `///` lines above, without slashes, joined by \n
  std::variant<Use, Let, Axis, Module, Rules, ModelIs, ParameterizationIs, Reference, Base, Tune, Training, Target,
               Assert>
      node;
};

/// One parsed file.
struct File {
  FileId id = 0;
  std::vector<Statement> statements;
};

}  // namespace cdp::syntax
