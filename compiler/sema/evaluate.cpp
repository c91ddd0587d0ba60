// The evaluator: literals, arithmetic with units, comparisons, conditionals, built-in functions.
#include "compiler/sema/evaluate.h"

#include "compiler/base/check.h"
#include "compiler/base/text.h"
#include "compiler/sema/functions.h"

namespace cdp::sema {
namespace {

using diag::Code;
using syntax::BinaryOp;

// Constants that double in every line (`let b = a * a`, `let b = [a, a]`) end here, not when memory does.
constexpr std::size_t kMostLeaves = 10'000;
constexpr std::size_t kMostSize = 4'000;

std::size_t leaves_of(const Value& value) {
  const auto* list = as<ValueList>(value);
  if (!list) return 1;
  std::size_t leaves = 1;
  for (const Value& item : *list) leaves += leaves_of(item);
  return leaves;
}

class Evaluator {
 public:
  Evaluator(const Context& context, diag::DiagnosticSink& sink) : context_(context), sink_(sink) {}

  std::optional<Value> of(const syntax::Expr& expr) {
    return std::visit([&](const auto& node) { return visit(node, expr.span); }, expr.node);
  }

 private:
  using Out = std::optional<Value>;

  Out visit(const syntax::Number& n, Span) { return Value{Quantity{Sym(n.value), unit_of(n.unit)}}; }
  Out visit(const syntax::String& s, Span) { return Value{s.value}; }
  Out visit(const syntax::Boolean& b, Span) { return Value{b.value}; }
  Out visit(const syntax::Path& path, Span span) {
    Out value = context_.name(path, span);
    if (value && context_.scale)
      if (auto* q = std::get_if<Quantity>(&value->node)) q->value = Sym(q->value.at(context_.scale));
    return value;
  }

  Out visit(const syntax::Unary& unary, Span span) {
    const Out operand = of(*unary.operand);
    if (!operand) return {};
    if (unary.op == syntax::UnaryOp::kNot) {
      if (const bool* truth = as<bool>(*operand)) return Value{!*truth};
      sink_.report<Code::E0212>(unary.operand->span, "not", kind_name(*operand));
      return {};
    }
    if (!as<Quantity>(*operand) && !is_model_part(*operand)) {
      sink_.report<Code::E0211>(unary.operand->span, "-", kind_name(*operand));
      return {};
    }
    const Value minus_one{Quantity{Sym(-1)}};
    return arithmetic(BinaryOp::kMul, minus_one, *operand, span, unary.operand->span, unary.operand->span);
  }

  /// Chains such as a + b + c lean to the left and may be long: they are folded, not descended into.
  Out visit(const syntax::Binary& outermost, Span span) {
    struct Link {
      const syntax::Binary* binary;
      Span span;
    };
    std::vector<Link> chain = {{&outermost, span}};
    while (const auto* left = std::get_if<syntax::Binary>(&chain.back().binary->left->node))
      chain.push_back({left, chain.back().binary->left->span});
    Out value = of(*chain.back().binary->left);
    for (; !chain.empty(); chain.pop_back()) value = combine(*chain.back().binary, value, chain.back().span);
    return value;
  }

  Out combine(const syntax::Binary& binary, const Out& left, Span span) {
    if (binary.op == BinaryOp::kAnd || binary.op == BinaryOp::kOr) return logical(binary, left);
    const Out right = of(*binary.right);
    if (!left || !right) return {};
    return arithmetic(binary.op, *left, *right, span, binary.left->span, binary.right->span);
  }

  Out logical(const syntax::Binary& binary, const Out& left) {
    if (!left) return {};
    const bool* first = as<bool>(*left);
    if (!first) {
      sink_.report<Code::E0212>(binary.left->span, op_text(binary.op), kind_name(*left));
      return {};
    }
    if (*first == (binary.op == BinaryOp::kOr)) return left;
    const Out right = of(*binary.right);
    if (right && !as<bool>(*right)) {
      sink_.report<Code::E0212>(binary.right->span, op_text(binary.op), kind_name(*right));
      return {};
    }
    return right;
  }

  Out visit(const syntax::Conditional& conditional, Span) {
    const auto truth = evaluate_condition(*conditional.condition, context_, sink_);
    if (!truth) return {};
    return of(*truth ? *conditional.then_value : *conditional.else_value);
  }

  Out visit(const syntax::List& list, Span span) {
    ValueList items;
    std::size_t leaves = 0;
    for (const auto& item : list.items) {
      Out value = of(*item);
      if (!value) return {};
      leaves += leaves_of(*value);
      items.push_back(std::move(*value));
    }
    if (leaves > kMostLeaves) return too_large(span);
    return Value{std::move(items)};
  }

  Out visit(const syntax::Call& call, Span span) {
    const Function* function = find_function(call.callee);
    if (function != nullptr && function->place == Function::Place::kEverywhere)
      return call_function(*function, call, span);
    if (context_.call) return context_.call(call, span);
    report_unknown_function(call.callee, function_names(Function::Place::kEverywhere), sink_);
    return {};
  }

  Out call_function(const Function& function, const syntax::Call& call, Span span) {
    if (call.arguments.size() < function.least || call.arguments.size() > function.most) {
      const std::size_t found = call.arguments.size();
      sink_.report<Code::E0209>(span, function.name, function.most == 1 ? "one number" : "one or more numbers",
                                std::to_string(found) + (found == 1 ? " argument" : " arguments"));
      return {};
    }
    std::vector<Sym> values;
    Unit unit = Unit::kNone;
    for (const auto& argument : call.arguments) {
      if (argument.name) {
        sink_.report<Code::E0209>(argument.name->span, function.name, "numbers in order",
                                  "the name `" + argument.name->text + "`");
        return {};
      }
      const Out value = of(*argument.value);
      if (!value) return {};
      const auto* quantity = as<Quantity>(*value);
      if (!quantity) {
        sink_.report<Code::E0211>(argument.value->span, function.name, kind_name(*value));
        return {};
      }
      if (!values.empty() && quantity->unit != unit) return mixed(unit, quantity->unit, span);
      unit = quantity->unit;
      values.push_back(quantity->value);
    }
    if (unit != Unit::kNone && function.unit == Function::Unit::kNone) {
      sink_.report<Code::E0218>(span, fmt::format("`{}`", function.name), unit_name(unit));
      return {};
    }
    return finite(Quantity{value_of(function.name, values), unit}, span);
  }

  static Sym value_of(FunctionName name, const std::vector<Sym>& values) {
    switch (name) {
      case FunctionName::ceil:
        return apply(AtomKind::kCeil, values);
      case FunctionName::floor:
        return apply(AtomKind::kFloor, values);
      case FunctionName::log2:
        return apply(AtomKind::kLog2, values);
      case FunctionName::max:
        return apply(AtomKind::kMax, values);
      case FunctionName::min:
        return apply(AtomKind::kMin, values);
      case FunctionName::round:
        return apply(AtomKind::kRound, values);
      case FunctionName::sqrt:
        return power(values[0], 0.5);
      case FunctionName::along:
      case FunctionName::depth_of:
        break;  // of `tune`: the scaling's context has them
    }
    CHECK(false);
    return {};
  }

  Out arithmetic(BinaryOp op, const Value& left, const Value& right, Span span, Span left_span, Span right_span) {
    const auto* a = as<Quantity>(left);
    const auto* b = as<Quantity>(right);
    if (a && b) return numbers(op, *a, *b, span);
    if (op == BinaryOp::kEq || op == BinaryOp::kNe) return equality(op, left, right, span);
    if (context_.arithmetic && (is_model_part(left) || is_model_part(right)))
      return context_.arithmetic(op, left, right, span);
    const bool left_is_wrong = !a;
    sink_.report<Code::E0211>(left_is_wrong ? left_span : right_span, op_text(op),
                              kind_name(left_is_wrong ? left : right));
    return {};
  }

  Out equality(BinaryOp op, const Value& left, const Value& right, Span span) {
    const auto* s = as<std::string>(left);
    const auto* t = as<std::string>(right);
    if (s && t) return Value{(*s == *t) == (op == BinaryOp::kEq)};
    const auto* p = as<bool>(left);
    const auto* q = as<bool>(right);
    if (p && q) return Value{(*p == *q) == (op == BinaryOp::kEq)};
    sink_.report<Code::E0213>(span, kind_name(left), kind_name(right));
    return {};
  }

  Out mixed(Unit a, Unit b, Span span) {
    const auto named = [](Unit u) {
      return u == Unit::kNone ? std::string("no unit") : "`" + std::string(unit_name(u)) + "`";
    };
    sink_.report<Code::E0210>(span, named(a), named(b));
    return {};
  }

  Out finite(Quantity quantity, Span span) {
    if (!quantity.value.finite()) {
      sink_.report<Code::E0214>(span);
      return {};
    }
    if (quantity.value.size() > kMostSize) return too_large(span);
    return Value{std::move(quantity)};
  }

  Out too_large(Span span) {
    sink_.report<Code::E0241>(span);
    return {};
  }

  Out numbers(BinaryOp op, const Quantity& a, const Quantity& b, Span span) {
    switch (op) {
      case BinaryOp::kAdd:
      case BinaryOp::kSub:
        if (a.unit != b.unit) return mixed(a.unit, b.unit, span);
        return finite({op == BinaryOp::kAdd ? a.value + b.value : a.value - b.value, a.unit}, span);
      case BinaryOp::kMul:
        if (a.unit != Unit::kNone && b.unit != Unit::kNone) return mixed(a.unit, b.unit, span);
        return finite({a.value * b.value, a.unit == Unit::kNone ? b.unit : a.unit}, span);
      case BinaryOp::kDiv:
        if (b.unit != Unit::kNone && a.unit != b.unit) return mixed(a.unit, b.unit, span);
        return finite({a.value / b.value, b.unit == Unit::kNone ? a.unit : Unit::kNone}, span);
      case BinaryOp::kMod:
        if (b.unit != Unit::kNone && a.unit != b.unit) return mixed(a.unit, b.unit, span);
        return finite({apply(AtomKind::kMod, {a.value, b.value}), a.unit}, span);
      case BinaryOp::kPow:
        return raise(a, b, span);
      default:
        return compare(op, a, b, span);
    }
  }

  Out raise(const Quantity& a, const Quantity& b, Span span) {
    if (a.unit != Unit::kNone || b.unit != Unit::kNone) return mixed(a.unit, b.unit, span);
    const auto exponent = b.value.constant();
    if (!exponent) {
      sink_.report<Code::E0215>(span, b.value.text());
      return {};
    }
    return finite({power(a.value, *exponent), Unit::kNone}, span);
  }

  Out compare(BinaryOp op, const Quantity& a, const Quantity& b, Span span) {
    if (a.unit != b.unit) return mixed(a.unit, b.unit, span);
    const auto difference = (a.value - b.value).constant();
    if (!difference) {
      sink_.report<Code::E0216>(span, list_of((a.value - b.value).axes()));
      return {};
    }
    const double d = *difference;
    switch (op) {
      case BinaryOp::kEq:
        return Value{d == 0};
      case BinaryOp::kNe:
        return Value{d != 0};
      case BinaryOp::kLt:
        return Value{d < 0};
      case BinaryOp::kLe:
        return Value{d <= 0};
      case BinaryOp::kGt:
        return Value{d > 0};
      default:
        return Value{d >= 0};
    }
  }

  const Context& context_;
  diag::DiagnosticSink& sink_;
};

}  // namespace

std::optional<Value> evaluate(const syntax::Expr& expr, const Context& context, diag::DiagnosticSink& sink) {
  return Evaluator(context, sink).of(expr);
}

std::optional<Sym> evaluate_number(const syntax::Expr& expr, const Context& context, std::string_view what,
                                   diag::DiagnosticSink& sink) {
  const auto value = evaluate(expr, context, sink);
  if (!value) return {};
  const auto* quantity = as<Quantity>(*value);
  if (!quantity) {
    sink.report<Code::E0217>(expr.span, what, kind_name(*value));
    return {};
  }
  if (quantity->unit != Unit::kNone) {
    sink.report<Code::E0218>(expr.span, what, unit_name(quantity->unit));
    return {};
  }
  return quantity->value;
}

std::optional<bool> evaluate_condition(const syntax::Expr& expr, const Context& context, diag::DiagnosticSink& sink) {
  const auto value = evaluate(expr, context, sink);
  if (!value) return {};
  if (const bool* truth = as<bool>(*value)) return *truth;
  sink.report<Code::E0212>(expr.span, "a condition", kind_name(*value));
  return {};
}

std::string_view op_text(BinaryOp op) {
  static constexpr std::string_view kTexts[] = {
      "+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">=", "and", "or"};
  return kTexts[static_cast<std::size_t>(op)];
}

std::string path_text(const syntax::Path& path) {
  std::string out;
  for (const auto& part : path.parts) out += (out.empty() ? "" : ".") + part.text;
  return out;
}

}  // namespace cdp::sema
