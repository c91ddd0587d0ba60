// Runs forward symbolically: calls of members are traced through, operations become nodes, stacks are traced once.
#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/base/text.h"
#include "compiler/model/builder.h"
#include "compiler/model/flow_kinds.h"
#include "compiler/model/roles.h"

namespace cdp::model {
namespace {

using diag::Code;
using plan::ArgumentKind;
using sema::Context;

// A module that calls its member twice, whose member does the same, and so on, ends here.
constexpr std::size_t kMostCalls = 200'000;
constexpr std::size_t kMostActivations = 1'000'000;

Role role_of(const plan::Operation& operation, ArgumentKind kind) {
  if (kind == ArgumentKind::kMatrix || kind == ArgumentKind::kBank) return Role::kMatrix;
  if (kind == ArgumentKind::kTable) return Role::kTable;
  if (kind == ArgumentKind::kGain) return Role::kNormGain;
  if (kind == ArgumentKind::kOffset) return Role::kNormOffset;
  if (kind == ArgumentKind::kBias) return Role::kOffset;
  return operation.transfer == plan::Transfer::kAdds ? Role::kOffset : Role::kScale;
}

/// Roles that one tensor may have together: a tied embedding, or uses of the same kind.
bool roles_agree(Role a, Role b) {
  if (a == b) return true;
  const auto tied = [](Role r) { return r == Role::kMatrix || r == Role::kTable; };
  return tied(a) && tied(b);
}

}  // namespace

Value Builder::new_activation(Activation activation) {
  model.values.push_back(std::move(activation));
  return Value{sema::ActivationRef{model.values.size() - 1}};
}

std::optional<Value> Builder::call(std::size_t index, const std::vector<Value>& arguments, Span span) {
  const std::size_t before = sink_.size();
  auto result = run_forward(index, arguments, span);
  if (!result) sink_.note_since(before, span, "called here");
  return result;
}

std::optional<Value> Builder::run_forward(std::size_t index, const std::vector<Value>& arguments, Span span) {
  Instance& self = *instances_[index];
  const syntax::Forward& forward = *self.forward;
  if (gave_up_) return {};
  if (++calls_ > kMostCalls || model.values.size() > kMostActivations) {
    sink_.report<Code::E0333>(span, self.module->name.text).note(forward.head_span, "declared here");
    gave_up_ = true;
    return {};
  }
  if (arguments.size() != forward.parameters.size()) {
    sink_.report<Code::E0316>(span, self.module->name.text, forward.parameters.size(), arguments.size())
        .note(forward.head_span, "declared here");
    return {};
  }
  std::vector<Value> locals = arguments;  // by slot: parameters, then what the statements make
  const Context inside = context(index, &locals);
  for (const auto& statement : forward.body) {
    auto value = evaluate(*statement.value, inside, sink_);
    if (!value) return {};
    if (!statement.target) return value;
    locals.push_back(std::move(*value));
  }
  sink_.report<Code::E0305>(forward.head_span);
  return {};
}

std::optional<Value> Builder::call_stack(std::size_t stack, const std::vector<Value>& arguments, Span span) {
  auto body = std::make_unique<Block>();
  std::vector<Value> inputs;
  Node node;
  node.stack = stack;
  node.span = span;
  for (const Value& argument : arguments) {
    const auto* value = sema::as<sema::ActivationRef>(argument);
    if (!value) {
      sink_.report<Code::E0317>(span, model.stacks[stack].path, "activations", sema::kind_name(argument));
      return {};
    }
    node.args.emplace_back(ValueId{value->index});
    inputs.push_back(new_activation(activation(*value)));
    body->inputs.push_back(sema::as<sema::ActivationRef>(inputs.back())->index);
  }
  Block* outside = std::exchange(block, body.get());
  const auto result = call(stack_bodies_[stack], inputs, span);
  block = outside;
  if (!result) return {};
  const auto* out = sema::as<sema::ActivationRef>(*result);
  const auto keeps = [&](const Activation& in) {
    return activation(*out).shape == in.shape && activation(*out).content == in.content;
  };
  if (!out || arguments.empty() || !keeps(activation({body->inputs[0]}))) {
    const std::string in_text = arguments.empty() ? "nothing" : shape_text(activation({body->inputs[0]}).shape);
    sink_.report<Code::E0318>(span, model.stacks[stack].path, in_text,
                              out ? shape_text(activation(*out).shape) : sema::kind_name(*result));
    return {};
  }
  body->output = out->index;
  const Value value = new_activation({activation(*out).shape, activation(*out).content, std::nullopt});
  node.id = sema::as<sema::ActivationRef>(value)->index;
  node.body = std::move(body);
  block->nodes.push_back(std::move(node));
  return value;
}

std::optional<Value> Builder::call_named(std::size_t index, const syntax::Call& call_expr, Span span,
                                         const Context& inside) {
  const sema::Meaning* meaning = names_.find(call_expr.callee.parts.front());
  if (!meaning) return {};
  if (meaning->kind != sema::Meaning::Kind::kOwn || !instances_[index]->has(meaning->slot)) {
    if (meaning->operation) return call_operation(*meaning->operation, call_expr, span, inside);
    return {};  // reported by resolve_names
  }
  const auto callee = name(index, call_expr.callee, call_expr.callee.parts.front().span);
  if (!callee) return {};
  std::vector<Value> arguments;
  for (const auto& argument : call_expr.arguments) {
    if (argument.name) {
      sink_.report<Code::E0319>(argument.name->span, sema::path_text(call_expr.callee));
      return {};
    }
    auto value = evaluate(*argument.value, inside, sink_);
    if (!value) return {};
    arguments.push_back(std::move(*value));
  }
  if (const auto* module = sema::as<sema::ModuleRef>(*callee)) return call(module->index, arguments, span);
  if (const auto* stack = sema::as<sema::StackRef>(*callee)) return call_stack(stack->index, arguments, span);
  sink_.report<Code::E0320>(call_expr.callee.parts.front().span, sema::path_text(call_expr.callee),
                            sema::kind_name(*callee));
  return {};
}

std::optional<Value> Builder::call_operation(const plan::Operation& operation, const syntax::Call& call_expr, Span span,
                                             const Context& inside) {
  std::vector<Value> arguments;
  std::vector<std::pair<std::string, AttributeValue>> attributes;
  std::vector<std::string> known;
  for (const auto& attribute : operation.attributes) known.emplace_back(attribute.name);
  for (const auto& argument : call_expr.arguments) {
    auto value = evaluate(*argument.value, inside, sink_);
    if (!value) return {};
    if (!argument.name) {
      arguments.push_back(std::move(*value));
      continue;
    }
    const plan::Attribute* attribute = operation.find_attribute(argument.name->text);
    if (!attribute) {
      sink_.report<Code::E0306>(argument.name->span, operation.name, argument.name->text,
                                did_you_mean(argument.name->text, known));
      return {};
    }
    const auto* number = sema::as<sema::Quantity>(*value);
    const auto* truth = sema::as<bool>(*value);
    if (attribute->type == plan::AttributeType::kBoolean ? !truth : !number) {
      sink_.report<Code::E0321>(argument.value->span, argument.name->text, operation.name,
                                attribute->type == plan::AttributeType::kBoolean ? "true or false" : "a number",
                                sema::kind_name(*value));
      return {};
    }
    attributes.emplace_back(argument.name->text, truth ? AttributeValue(*truth) : AttributeValue(number->value));
  }
  for (const auto& attribute : operation.attributes) {
    const auto given = [&](const auto& pair) { return pair.first == attribute.name; };
    if (attribute.fallback || std::any_of(attributes.begin(), attributes.end(), given)) continue;
    sink_.report<Code::E0309>(span, operation.name, attribute.name);
    return {};
  }
  return emit(operation, arguments, std::move(attributes), span);
}

std::optional<Value> Builder::arithmetic(syntax::BinaryOp op, const Value& left, const Value& right, Span span) {
  const plan::Operation* operation = operation_of(op);
  if (!operation) {
    sink_.report<Code::E0322>(span, sema::op_text(op));
    return {};
  }
  if (!sema::as<sema::ActivationRef>(left) && !sema::as<sema::ActivationRef>(right)) {
    sink_.report<Code::E0323>(span, sema::kind_name(left), sema::kind_name(right));
    return {};
  }
  return emit(*operation, {left, right}, {}, span);
}

std::optional<Value> Builder::emit(const plan::Operation& operation, const std::vector<Value>& arguments,
                                   std::vector<std::pair<std::string, AttributeValue>> attributes, Span span) {
  if (arguments.size() < operation.least_arguments() || arguments.size() > operation.most_arguments()) {
    sink_.report<Code::E0324>(span, operation.name, count_text(operation), arguments.size());
    return {};
  }
  Node node;
  node.op = operation.op;
  node.span = span;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    auto argument = node_argument(operation, i, arguments[i], arguments, span);
    if (!argument) return {};
    node.args.push_back(std::move(*argument));
  }
  auto result = result_of(operation, node.args, attributes, model, span, sink_);
  if (!result) return {};
  const Value value = new_activation(std::move(*result));
  node.id = sema::as<sema::ActivationRef>(value)->index;
  node.attributes = std::move(attributes);
  block->nodes.push_back(std::move(node));
  return value;
}

std::optional<NodeArgument> Builder::node_argument(const plan::Operation& operation, std::size_t position,
                                                   const Value& value, const std::vector<Value>& all, Span span) {
  const ArgumentKind kind = operation.arguments[position].kind;
  if (const auto* ref = sema::as<sema::ActivationRef>(value); ref && takes_value(kind)) return ValueId{ref->index};
  if (const auto* ref = sema::as<sema::TensorRef>(value); ref && takes_tensor(kind)) {
    if (!use_tensor(model.tensors[ref->index], role_of(operation, kind), span)) return {};
    return *ref;
  }
  if (const auto* number = sema::as<sema::Quantity>(value); number && takes_number(kind)) return number->value;
  if (const auto* ref = sema::as<sema::MultiplierRef>(value); ref && takes_number(kind)) {
    Multiplier& multiplier = model.multipliers[ref->index];
    multiplier.used = true;
    const bool attention = operation.transfer == plan::Transfer::kAttends;
    for (const Value& other : all) {
      const auto* scaled = sema::as<sema::ActivationRef>(other);
      if (!scaled) continue;
      const Activation& a = model.values[scaled->index];
      if (attention && !a.shape.empty()) multiplier.contraction = a.shape.back();
      if (!attention && a.contraction) multiplier.contraction = a.contraction;
      break;
    }
    return *ref;
  }
  sink_.report<Code::E0325>(span, position + 1, operation.name, wanted_text(kind), sema::kind_name(value));
  return {};
}

bool Builder::use_tensor(Tensor& tensor, Role role, Span span) {
  for (const Role other : tensor.roles) {
    if (roles_agree(role, other)) continue;
    sink_.report<Code::E0326>(span, tensor.path)
        .note(tensor.use_span, "first used here")
        .note(tensor.span, "declared here");
    return false;
  }
  if (tensor.roles.empty()) tensor.use_span = span;
  tensor.roles.insert(role);
  const std::size_t rank = tensor.dims.size();
  // A bank of experts is contracted as each of its matrices (out, in) is.
  if (role == Role::kMatrix && rank == 3) tensor.contracted = 2, tensor.output = 1;
  if (rank != 2) return true;
  // A tied matrix keeps the view of the lookup: it is an input tensor (rules.md, tied embeddings).
  if (role == Role::kMatrix && !tensor.roles.contains(Role::kTable)) tensor.contracted = 1, tensor.output = 0;
  if (role == Role::kTable) tensor.contracted = 0, tensor.output = 1;
  // Added as a table of one row a position, it is what a lookup of all its rows would be: an input tensor.
  const Sym& rows = tensor.dims[0];
  const bool table = rows.constant() != 1.0 && !grows(rows);
  if (role == Role::kOffset && table) tensor.contracted = 0, tensor.output = 1;
  return true;
}

}  // namespace cdp::model
