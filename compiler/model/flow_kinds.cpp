// Kinds of expressions, from the text alone. The messages are those of an instantiation (trace.cpp), so that a fault
// reads the same whether a model has met it or not.
#include "compiler/model/flow_kinds.h"

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/sema/evaluate.h"

namespace cdp::model {
namespace {

using diag::Code;
using plan::ArgumentKind;
using sema::Meaning;
using syntax::BinaryOp;

constexpr std::size_t kDeepest = 16;  // modules whose results lead to each other

std::string kind_text(TypeKind kind) {
  static constexpr std::array<const char*, 10> kNames = {"unknown",  "a number",      "true or false", "a string",
                                                         "a list",   "an activation", "a tensor",      "a multiplier",
                                                         "a module", "a stack"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool is_part(TypeKind kind) {
  return kind >= TypeKind::kActivation;
}

bool may_be(ArgumentKind wanted, TypeKind kind) {
  if (kind == TypeKind::kUnknown) return true;
  if (kind == TypeKind::kActivation) return takes_value(wanted);
  if (kind == TypeKind::kTensor) return takes_tensor(wanted);
  return (kind == TypeKind::kNumber || kind == TypeKind::kMultiplier) && takes_number(wanted);
}

void collect(const std::vector<syntax::ModuleItem>& items, const sema::Resolution& names, Outline& out) {
  for (const auto& item : items) {
    if (const auto* member = std::get_if<syntax::Member>(&item.node))
      out.members[names.slot(member->name)].push_back(member);
    if (const auto* forward = std::get_if<syntax::Forward>(&item.node)) out.forwards.push_back(forward);
    if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
      collect(branch->then_items, names, out);
      collect(branch->else_items, names, out);
    }
  }
}

Outline declared_outline(const sema::Declaration& declaration, const sema::Resolution& names) {
  return outline_of(std::get<syntax::Module>(declaration.statement->node), names);
}

ExprType common(const ExprType& a, const ExprType& b) {
  if (a.kind != b.kind) return {};
  return {a.kind, a.module == b.module ? a.module : nullptr};
}

}  // namespace

std::string wanted_text(ArgumentKind kind) {
  switch (kind) {
    case ArgumentKind::kValue:
      return "an activation";
    case ArgumentKind::kMatrix:
    case ArgumentKind::kTable:
    case ArgumentKind::kGain:
    case ArgumentKind::kOffset:
    case ArgumentKind::kBank:
    case ArgumentKind::kBias:
      return "a tensor";
    case ArgumentKind::kNumber:
      return "a number or a multiplier";
    case ArgumentKind::kOperand:
      break;
  }
  return "an activation, a tensor, a multiplier or a number";
}

const plan::Operation* operation_of(BinaryOp op) {
  using plan::Op;
  static constexpr std::pair<BinaryOp, Op> kArithmetic[] = {
      {BinaryOp::kAdd, Op::add}, {BinaryOp::kSub, Op::sub}, {BinaryOp::kMul, Op::mul}, {BinaryOp::kDiv, Op::div}};
  for (const auto& [written, meant] : kArithmetic)
    if (written == op) return &plan::operation(meant);
  return nullptr;
}

std::string count_text(const plan::Operation& operation) {
  const std::size_t least = operation.least_arguments();
  const std::size_t most = operation.most_arguments();
  return least == most ? std::to_string(most) : std::to_string(least) + " to " + std::to_string(most);
}

Outline outline_of(const syntax::Module& module, const sema::Resolution& names) {
  Outline out;
  out.module = &module;
  out.members.resize(names.own(module.name).count);
  collect(module.items, names, out);
  return out;
}

ExprType FlowKinds::forward(const syntax::Forward& forward) {
  locals_.assign(forward.parameters.size(), ExprType{});
  ExprType last;
  for (const auto& statement : forward.body) {
    last = of(*statement.value);
    if (!statement.target) break;
    locals_.push_back(last);
  }
  return last;
}

ExprType FlowKinds::of(const syntax::Expr& expr) {
  if (sink_.full()) return {};
  if (std::holds_alternative<syntax::Number>(expr.node)) return {TypeKind::kNumber};
  if (std::holds_alternative<syntax::Boolean>(expr.node)) return {TypeKind::kTruth};
  if (std::holds_alternative<syntax::String>(expr.node)) return {TypeKind::kText};
  if (const auto* list = std::get_if<syntax::List>(&expr.node)) {
    for (const auto& item : list->items) static_cast<void>(of(*item));
    return {TypeKind::kList};
  }
  if (const auto* path = std::get_if<syntax::Path>(&expr.node)) return visit(*path, expr.span);
  if (const auto* unary = std::get_if<syntax::Unary>(&expr.node)) return visit(*unary, expr.span);
  if (const auto* binary = std::get_if<syntax::Binary>(&expr.node)) return visit(*binary, expr.span);
  if (const auto* choice = std::get_if<syntax::Conditional>(&expr.node)) return visit(*choice, expr.span);
  return visit(std::get<syntax::Call>(expr.node), expr.span);
}

ExprType FlowKinds::member(std::size_t slot) const {
  std::optional<ExprType> all;
  for (const syntax::Member* member : outline_.members[slot]) {
    ExprType one;
    if (member->kind == syntax::MemberKind::kTensor) {
      one.kind = TypeKind::kTensor;
    } else if (member->kind == syntax::MemberKind::kMultiplier) {
      one.kind = TypeKind::kMultiplier;
    } else if (const auto* module = names_.module(*member)) {
      one = {member->count ? TypeKind::kStack : TypeKind::kModule, module};
    }
    all = all ? common(*all, one) : one;
  }
  return all.value_or(ExprType{});
}

ExprType FlowKinds::visit(const syntax::Path& path, Span) {
  const Meaning* meaning = names_.find(path.parts.front());
  if (!meaning) return {};
  const bool local = meaning->kind == Meaning::Kind::kLocal;
  if (!local && meaning->kind != Meaning::Kind::kOwn) {
    const auto* declared = meaning->declaration;
    const bool axis =
        meaning->kind == Meaning::Kind::kAxis || (declared && declared->kind == sema::DeclarationKind::kAxis);
    return {axis ? TypeKind::kNumber : TypeKind::kUnknown};
  }
  ExprType type = local ? locals_[meaning->slot] : member(meaning->slot);
  for (std::size_t i = 1; i < path.parts.size(); ++i) type = part(type, path, i);
  return type;
}

/// `embed.weight`: a member of what stands before the point.
ExprType FlowKinds::part(ExprType whole, const syntax::Path& path, std::size_t at) {
  if (whole.kind == TypeKind::kUnknown || (whole.kind == TypeKind::kModule && !whole.module)) return {};
  const auto& name = path.parts[at];
  std::vector<std::string> known;
  if (whole.kind == TypeKind::kModule) {
    const Outline inner = declared_outline(*whole.module, names_);
    for (const auto& [member, slot] : names_.own(inner.module->name).slots) {
      if (inner.members[slot].empty()) continue;
      if (member == name.text) return FlowKinds(names_, inner, results_, sink_, depth_).member(slot);
      known.push_back(member);
    }
  }
  sink_.report<Code::E0312>(name.span, path.parts[at - 1].text, name.text, did_you_mean(name.text, known));
  return {};
}

ExprType FlowKinds::visit(const syntax::Unary& unary, Span) {
  const ExprType operand = of(*unary.operand);
  if (unary.op == syntax::UnaryOp::kNot) return {TypeKind::kTruth};
  return operand.kind == TypeKind::kTensor || operand.kind == TypeKind::kActivation ? ExprType{TypeKind::kActivation}
                                                                                    : operand;
}

/// Chains lean to the left and may be long.
ExprType FlowKinds::visit(const syntax::Binary& outermost, Span span) {
  std::vector<std::pair<const syntax::Binary*, Span>> chain = {{&outermost, span}};
  while (const auto* left = std::get_if<syntax::Binary>(&chain.back().first->left->node))
    chain.emplace_back(left, chain.back().first->left->span);
  ExprType value = of(*chain.back().first->left);
  for (; !chain.empty(); chain.pop_back()) value = combine(*chain.back().first, value, chain.back().second);
  return value;
}

ExprType FlowKinds::combine(const syntax::Binary& binary, ExprType left, Span span) {
  const ExprType right = of(*binary.right);
  const plan::Operation* operation = operation_of(binary.op);
  if (!operation) {
    const bool flows = left.kind == TypeKind::kActivation || right.kind == TypeKind::kActivation;
    const bool decides = binary.op == BinaryOp::kAnd || binary.op == BinaryOp::kOr;
    if (flows && !decides) sink_.report<Code::E0322>(span, sema::op_text(binary.op));
    const bool number = binary.op == BinaryOp::kPow || binary.op == BinaryOp::kMod;
    return {flows ? TypeKind::kUnknown : number ? TypeKind::kNumber : TypeKind::kTruth};
  }
  if (left.kind == TypeKind::kActivation || right.kind == TypeKind::kActivation) {
    const TypeKind other = left.kind == TypeKind::kActivation ? right.kind : left.kind;
    if (may_be(ArgumentKind::kOperand, other)) return {TypeKind::kActivation};
    const std::size_t position = left.kind == TypeKind::kActivation ? 2 : 1;
    sink_.report<Code::E0325>(span, position, operation->name, wanted_text(ArgumentKind::kOperand), kind_text(other));
    return {};
  }
  if (left.kind == TypeKind::kUnknown || right.kind == TypeKind::kUnknown)
    return {is_part(left.kind) || is_part(right.kind) ? TypeKind::kActivation : TypeKind::kUnknown};
  if (!is_part(left.kind) && !is_part(right.kind)) return {TypeKind::kNumber};
  sink_.report<Code::E0323>(span, kind_text(left.kind), kind_text(right.kind));
  return {};
}

ExprType FlowKinds::visit(const syntax::Conditional& conditional, Span) {
  static_cast<void>(of(*conditional.condition));
  const ExprType then_value = of(*conditional.then_value);
  return common(then_value, of(*conditional.else_value));
}

ExprType FlowKinds::visit(const syntax::Call& call, Span span) {
  const auto& head = call.callee.parts.front();
  const Meaning meaning = names_.find(head) ? *names_.find(head) : Meaning{};
  if (meaning.kind == Meaning::Kind::kFunction)
    return call_function(sema::function(static_cast<sema::FunctionName>(meaning.slot)), call, span);
  if (meaning.kind == Meaning::Kind::kOperation) return call_operation(*meaning.operation, call, span);
  if (meaning.kind == Meaning::Kind::kOwn || meaning.kind == Meaning::Kind::kLocal)
    return call_member(call, visit(call.callee, head.span), span);
  for (const auto& argument : call.arguments) static_cast<void>(of(*argument.value));
  return {};
}

ExprType FlowKinds::call_function(const sema::Function& function, const syntax::Call& call, Span span) {
  const std::size_t found = call.arguments.size();
  if (found < function.least || found > function.most)
    sink_.report<Code::E0209>(span, function.name, function.most == 1 ? "one number" : "one or more numbers",
                              std::to_string(found) + (found == 1 ? " argument" : " arguments"));
  for (const auto& argument : call.arguments) {
    const TypeKind kind = of(*argument.value).kind;
    if (kind != TypeKind::kUnknown && kind != TypeKind::kNumber)
      sink_.report<Code::E0211>(argument.value->span, function.name, kind_text(kind));
  }
  return {TypeKind::kNumber};
}

ExprType FlowKinds::call_member(const syntax::Call& call, ExprType callee, Span span) {
  const std::string name = sema::path_text(call.callee);
  bool stack_takes = true;
  for (const auto& argument : call.arguments) {
    if (argument.name) sink_.report<Code::E0319>(argument.name->span, name);
    const TypeKind kind = of(*argument.value).kind;
    if (callee.kind != TypeKind::kStack || kind == TypeKind::kActivation || kind == TypeKind::kUnknown) continue;
    if (std::exchange(stack_takes, false)) sink_.report<Code::E0317>(span, name, "activations", kind_text(kind));
  }
  if (callee.kind == TypeKind::kUnknown) return {};
  if (callee.kind != TypeKind::kModule && callee.kind != TypeKind::kStack) {
    sink_.report<Code::E0320>(call.callee.parts.front().span, name, kind_text(callee.kind));
    return {};
  }
  if (!callee.module) return {};
  const Outline inner = declared_outline(*callee.module, names_);
  const auto takes = [&](const syntax::Forward* forward) {
    return forward->parameters.size() == call.arguments.size();
  };
  if (!inner.forwards.empty() && std::none_of(inner.forwards.begin(), inner.forwards.end(), takes))
    sink_
        .report<Code::E0316>(span, inner.module->name.text, inner.forwards.front()->parameters.size(),
                             call.arguments.size())
        .note(inner.forwards.front()->head_span, "declared here");
  return callee.kind == TypeKind::kStack ? ExprType{TypeKind::kActivation} : result_of(*callee.module);
}

ExprType FlowKinds::result_of(const sema::Declaration& module) {
  const auto known = results_.find(module.statement);
  if (known != results_.end()) return known->second;
  if (depth_ >= kDeepest) return {};
  results_.emplace(module.statement, ExprType{});  // what leads back to itself is not known
  diag::DiagnosticSink elsewhere;                  // its faults are reported where it is checked itself
  const Outline inner = declared_outline(module, names_);
  std::optional<ExprType> all;
  for (const syntax::Forward* forward : inner.forwards) {
    const ExprType one = FlowKinds(names_, inner, results_, elsewhere, depth_ + 1).forward(*forward);
    all = all ? common(*all, one) : one;
  }
  return results_[module.statement] = all.value_or(ExprType{});
}

ExprType FlowKinds::call_operation(const plan::Operation& operation, const syntax::Call& call, Span span) {
  std::vector<TypeKind> values;
  std::set<std::string> given;
  for (const auto& argument : call.arguments) {
    const ExprType value = of(*argument.value);
    if (!argument.name) {
      values.push_back(value.kind);
      continue;
    }
    if (!given.insert(argument.name->text).second) sink_.report<Code::E0308>(argument.value->span, argument.name->text);
    attribute(operation, argument, value);
  }
  missing_attributes(operation, given, span);
  if (values.size() < operation.least_arguments() || values.size() > operation.most_arguments()) {
    sink_.report<Code::E0324>(span, operation.name, count_text(operation), values.size());
    return {TypeKind::kActivation};
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    if (const ArgumentKind wanted = operation.arguments[i].kind; !may_be(wanted, values[i]))
      sink_.report<Code::E0325>(span, i + 1, operation.name, wanted_text(wanted), kind_text(values[i]));
  return {TypeKind::kActivation};
}

void FlowKinds::attribute(const plan::Operation& operation, const syntax::Argument& argument, ExprType value) {
  const plan::Attribute* attribute = operation.find_attribute(argument.name->text);
  if (!attribute) {
    std::vector<std::string> known;
    for (const auto& one : operation.attributes) known.emplace_back(one.name);
    sink_.report<Code::E0306>(argument.name->span, operation.name, argument.name->text,
                              did_you_mean(argument.name->text, known));
    return;
  }
  const bool truth = attribute->type == plan::AttributeType::kBoolean;
  if (value.kind == TypeKind::kUnknown || value.kind == (truth ? TypeKind::kTruth : TypeKind::kNumber)) return;
  sink_.report<Code::E0321>(argument.value->span, argument.name->text, operation.name,
                            truth ? "true or false" : "a number", kind_text(value.kind));
}

void FlowKinds::missing_attributes(const plan::Operation& operation, const std::set<std::string>& given, Span span) {
  for (const auto& attribute : operation.attributes)
    if (!attribute.fallback && !given.contains(std::string(attribute.name)))
      sink_.report<Code::E0309>(span, operation.name, attribute.name);
}

}  // namespace cdp::model
