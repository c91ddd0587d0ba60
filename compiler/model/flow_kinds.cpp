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
using syntax::BinaryOp;

constexpr std::size_t kDeepest = 16;  // modules whose results lead to each other

std::string kind_text(Kind kind) {
  static constexpr std::array<const char*, 10> kNames = {"unknown",  "a number",      "true or false", "a string",
                                                         "a list",   "an activation", "a tensor",      "a multiplier",
                                                         "a module", "a stack"};
  return kNames[static_cast<std::size_t>(kind)];
}

bool is_part(Kind kind) {
  return kind >= Kind::kActivation;
}

bool may_be(ArgumentKind wanted, Kind kind) {
  if (kind == Kind::kUnknown) return true;
  if (kind == Kind::kActivation) return takes_value(wanted);
  if (kind == Kind::kTensor) return takes_tensor(wanted);
  return (kind == Kind::kNumber || kind == Kind::kMultiplier) && takes_number(wanted);
}

void collect(const std::vector<syntax::ModuleItem>& items, Outline& out) {
  for (const auto& item : items) {
    if (const auto* member = std::get_if<syntax::Member>(&item.node)) out.members[member->name.text].push_back(member);
    if (const auto* let = std::get_if<syntax::Let>(&item.node)) out.others.insert(let->name.text);
    if (const auto* forward = std::get_if<syntax::Forward>(&item.node)) out.forwards.push_back(forward);
    if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
      collect(branch->then_items, out);
      collect(branch->else_items, out);
    }
  }
}

Outline declared_outline(const sema::Declaration& declaration) {
  return outline_of(std::get<syntax::Module>(declaration.statement->node), declaration.file);
}

Thing common(const Thing& a, const Thing& b) {
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

Outline outline_of(const syntax::Module& module, std::size_t file) {
  Outline out;
  out.module = &module;
  out.file = file;
  for (const auto& parameter : module.parameters) out.others.insert(parameter.name.text);
  collect(module.items, out);
  return out;
}

Thing FlowKinds::forward(const syntax::Forward& forward) {
  locals_.clear();
  for (const auto& parameter : forward.parameters) locals_.emplace(parameter.text, Thing{});
  Thing last;
  for (const auto& statement : forward.body) {
    last = of(*statement.value);
    if (!statement.target) break;
    locals_.insert_or_assign(statement.target->text, last);
  }
  locals_.clear();
  return last;
}

Thing FlowKinds::of(const syntax::Expr& expr) {
  if (sink_.full()) return {};
  if (std::holds_alternative<syntax::Number>(expr.node)) return {Kind::kNumber};
  if (std::holds_alternative<syntax::Boolean>(expr.node)) return {Kind::kTruth};
  if (std::holds_alternative<syntax::String>(expr.node)) return {Kind::kText};
  if (const auto* list = std::get_if<syntax::List>(&expr.node)) {
    for (const auto& item : list->items) static_cast<void>(of(*item));
    return {Kind::kList};
  }
  if (const auto* path = std::get_if<syntax::Path>(&expr.node)) return visit(*path, expr.span);
  if (const auto* unary = std::get_if<syntax::Unary>(&expr.node)) return visit(*unary, expr.span);
  if (const auto* binary = std::get_if<syntax::Binary>(&expr.node)) return visit(*binary, expr.span);
  if (const auto* choice = std::get_if<syntax::Conditional>(&expr.node)) return visit(*choice, expr.span);
  return visit(std::get<syntax::Call>(expr.node), expr.span);
}

Thing FlowKinds::member(const std::string& name) const {
  const auto found = outline_.members.find(name);
  if (found == outline_.members.end()) return {};
  std::optional<Thing> all;
  for (const syntax::Member* member : found->second) {
    Thing one;
    if (member->type.text == "Tensor") {
      one.kind = Kind::kTensor;
    } else if (member->type.text == "Multiplier") {
      one.kind = Kind::kMultiplier;
    } else if (const auto* module = program_.find(outline_.file, member->type.text);
               module && module->kind == sema::DeclarationKind::kModule) {
      one = {member->count ? Kind::kStack : Kind::kModule, module};
    }
    all = all ? common(*all, one) : one;
  }
  return all.value_or(Thing{});
}

Thing FlowKinds::visit(const syntax::Path& path, Span) {
  const std::string& head = path.parts.front().text;
  Thing thing;
  if (const auto local = locals_.find(head); local != locals_.end()) {
    thing = local->second;
  } else if (outline_.members.contains(head)) {
    thing = member(head);
  } else if (!outline_.others.contains(head)) {
    const auto* declared = program_.find(outline_.file, head);
    const bool axis = sema::is_builtin_axis(head) || (declared && declared->kind == sema::DeclarationKind::kAxis);
    return {axis ? Kind::kNumber : Kind::kUnknown};
  }
  for (std::size_t i = 1; i < path.parts.size(); ++i) thing = part(thing, path, i);
  return thing;
}

/// `embed.weight`: a member of what stands before the point.
Thing FlowKinds::part(Thing whole, const syntax::Path& path, std::size_t at) {
  if (whole.kind == Kind::kUnknown || (whole.kind == Kind::kModule && !whole.module)) return {};
  const auto& name = path.parts[at];
  std::vector<std::string> known;
  if (whole.kind == Kind::kModule) {
    const Outline inner = declared_outline(*whole.module);
    if (inner.members.contains(name.text)) return FlowKinds(program_, inner, results_, sink_, depth_).member(name.text);
    for (const auto& [member, unused] : inner.members) known.push_back(member);
  }
  sink_.report<Code::E0312>(name.span, path.parts[at - 1].text, name.text, did_you_mean(name.text, known));
  return {};
}

Thing FlowKinds::visit(const syntax::Unary& unary, Span) {
  const Thing operand = of(*unary.operand);
  if (unary.op == syntax::UnaryOp::kNot) return {Kind::kTruth};
  return operand.kind == Kind::kTensor || operand.kind == Kind::kActivation ? Thing{Kind::kActivation} : operand;
}

/// Chains lean to the left and may be long.
Thing FlowKinds::visit(const syntax::Binary& outermost, Span span) {
  std::vector<std::pair<const syntax::Binary*, Span>> chain = {{&outermost, span}};
  while (const auto* left = std::get_if<syntax::Binary>(&chain.back().first->left->node))
    chain.emplace_back(left, chain.back().first->left->span);
  Thing value = of(*chain.back().first->left);
  for (; !chain.empty(); chain.pop_back()) value = combine(*chain.back().first, value, chain.back().second);
  return value;
}

Thing FlowKinds::combine(const syntax::Binary& binary, Thing left, Span span) {
  const Thing right = of(*binary.right);
  const plan::Operation* operation = operation_of(binary.op);
  if (!operation) {
    const bool flows = left.kind == Kind::kActivation || right.kind == Kind::kActivation;
    const bool decides = binary.op == BinaryOp::kAnd || binary.op == BinaryOp::kOr;
    if (flows && !decides) sink_.report<Code::E0322>(span, sema::op_text(binary.op));
    const bool number = binary.op == BinaryOp::kPow || binary.op == BinaryOp::kMod;
    return {flows ? Kind::kUnknown : number ? Kind::kNumber : Kind::kTruth};
  }
  if (left.kind == Kind::kActivation || right.kind == Kind::kActivation) {
    const Kind other = left.kind == Kind::kActivation ? right.kind : left.kind;
    if (may_be(ArgumentKind::kOperand, other)) return {Kind::kActivation};
    const std::size_t position = left.kind == Kind::kActivation ? 2 : 1;
    sink_.report<Code::E0325>(span, position, operation->name, wanted_text(ArgumentKind::kOperand), kind_text(other));
    return {};
  }
  if (left.kind == Kind::kUnknown || right.kind == Kind::kUnknown)
    return {is_part(left.kind) || is_part(right.kind) ? Kind::kActivation : Kind::kUnknown};
  if (!is_part(left.kind) && !is_part(right.kind)) return {Kind::kNumber};
  sink_.report<Code::E0323>(span, kind_text(left.kind), kind_text(right.kind));
  return {};
}

Thing FlowKinds::visit(const syntax::Conditional& conditional, Span) {
  static_cast<void>(of(*conditional.condition));
  const Thing then_value = of(*conditional.then_value);
  return common(then_value, of(*conditional.else_value));
}

Thing FlowKinds::visit(const syntax::Call& call, Span span) {
  const std::string& head = call.callee.parts.front().text;
  const bool single = call.callee.parts.size() == 1;
  if (single && sema::find_builtin(head)) return call_builtin(call, span);
  const bool own = locals_.contains(head) || outline_.members.contains(head) || outline_.others.contains(head);
  if (own) return call_member(call, visit(call.callee, call.callee.parts.front().span), span);
  if (const auto* operation = plan::find_operation(head); operation && single)
    return call_operation(*operation, call, span);
  for (const auto& argument : call.arguments) static_cast<void>(of(*argument.value));
  return {};
}

Thing FlowKinds::call_builtin(const syntax::Call& call, Span span) {
  const sema::Builtin& builtin = *sema::find_builtin(call.callee.parts.front().text);
  const std::size_t found = call.arguments.size();
  if (found < builtin.least || found > builtin.most)
    sink_.report<Code::E0209>(span, builtin.name, builtin.most == 1 ? "one number" : "one or more numbers",
                              std::to_string(found) + (found == 1 ? " argument" : " arguments"));
  for (const auto& argument : call.arguments) {
    const Kind kind = of(*argument.value).kind;
    if (kind != Kind::kUnknown && kind != Kind::kNumber)
      sink_.report<Code::E0211>(argument.value->span, builtin.name, kind_text(kind));
  }
  return {Kind::kNumber};
}

Thing FlowKinds::call_member(const syntax::Call& call, Thing callee, Span span) {
  const std::string name = sema::path_text(call.callee);
  bool stack_takes = true;
  for (const auto& argument : call.arguments) {
    if (argument.name) sink_.report<Code::E0319>(argument.name->span, name);
    const Kind kind = of(*argument.value).kind;
    if (callee.kind != Kind::kStack || kind == Kind::kActivation || kind == Kind::kUnknown) continue;
    if (std::exchange(stack_takes, false)) sink_.report<Code::E0317>(span, name, "activations", kind_text(kind));
  }
  if (callee.kind == Kind::kUnknown) return {};
  if (callee.kind != Kind::kModule && callee.kind != Kind::kStack) {
    sink_.report<Code::E0320>(call.callee.parts.front().span, name, kind_text(callee.kind));
    return {};
  }
  if (!callee.module) return {};
  const Outline inner = declared_outline(*callee.module);
  const auto takes = [&](const syntax::Forward* forward) {
    return forward->parameters.size() == call.arguments.size();
  };
  if (!inner.forwards.empty() && std::none_of(inner.forwards.begin(), inner.forwards.end(), takes))
    sink_
        .report<Code::E0316>(span, inner.module->name.text, inner.forwards.front()->parameters.size(),
                             call.arguments.size())
        .note(inner.forwards.front()->head_span, "declared here");
  return callee.kind == Kind::kStack ? Thing{Kind::kActivation} : result_of(*callee.module);
}

Thing FlowKinds::result_of(const sema::Declaration& module) {
  const auto known = results_.find(module.statement);
  if (known != results_.end()) return known->second;
  if (depth_ >= kDeepest) return {};
  results_.emplace(module.statement, Thing{});  // what leads back to itself is not known
  diag::DiagnosticSink elsewhere;               // its faults are reported where it is checked itself
  const Outline inner = declared_outline(module);
  std::optional<Thing> all;
  for (const syntax::Forward* forward : inner.forwards) {
    const Thing one = FlowKinds(program_, inner, results_, elsewhere, depth_ + 1).forward(*forward);
    all = all ? common(*all, one) : one;
  }
  return results_[module.statement] = all.value_or(Thing{});
}

Thing FlowKinds::call_operation(const plan::Operation& operation, const syntax::Call& call, Span span) {
  std::vector<Kind> values;
  std::set<std::string> given;
  for (const auto& argument : call.arguments) {
    const Thing value = of(*argument.value);
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
    return {Kind::kActivation};
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    if (const ArgumentKind wanted = operation.arguments[i].kind; !may_be(wanted, values[i]))
      sink_.report<Code::E0325>(span, i + 1, operation.name, wanted_text(wanted), kind_text(values[i]));
  return {Kind::kActivation};
}

void FlowKinds::attribute(const plan::Operation& operation, const syntax::Argument& argument, Thing value) {
  const plan::Attribute* attribute = operation.find_attribute(argument.name->text);
  if (!attribute) {
    std::vector<std::string> known;
    for (const auto& one : operation.attributes) known.emplace_back(one.name);
    sink_.report<Code::E0306>(argument.name->span, operation.name, argument.name->text,
                              did_you_mean(argument.name->text, known));
    return;
  }
  const bool truth = attribute->type == plan::AttributeType::kBoolean;
  if (value.kind == Kind::kUnknown || value.kind == (truth ? Kind::kTruth : Kind::kNumber)) return;
  sink_.report<Code::E0321>(argument.value->span, argument.name->text, operation.name,
                            truth ? "true or false" : "a number", kind_text(value.kind));
}

void FlowKinds::missing_attributes(const plan::Operation& operation, const std::set<std::string>& given, Span span) {
  for (const auto& attribute : operation.attributes)
    if (!attribute.fallback && !given.contains(std::string(attribute.name)))
      sink_.report<Code::E0309>(span, operation.name, attribute.name);
}

}  // namespace cdp::model
