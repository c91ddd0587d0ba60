// The syntax tree's names and expressions, exactly as written. Users include compiler/syntax/ast.h.
#pragma once

#include <cstdint>
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

}  // namespace cdp::syntax
