// Makes instances of modules: arguments, `if` members, tensors, multipliers, stacks.
#include "compiler/model/instantiate.h"

#include <algorithm>

#include "compiler/base/text.h"
#include "compiler/model/assertion.h"
#include "compiler/model/builder.h"
#include "compiler/model/tags.h"
#include "compiler/plan/limits.h"
#include "compiler/plan/names.h"
#include "compiler/sema/arguments.h"

namespace cdp::model {
namespace {

using diag::Code;
using sema::Context;
using sema::Quantity;

constexpr std::size_t kMostNesting = 64;
constexpr std::size_t kMostInstances = 100'000;
constexpr std::size_t kMostOpen = 256;  // lets and members of one module that lead through each other

std::string child_path(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

}  // namespace

std::optional<std::size_t> Builder::instantiate(const sema::Declaration& declaration,
                                                const std::vector<syntax::Argument>& arguments, const Context& outside,
                                                Instance shell, Span span) {
  const auto& module = std::get<syntax::Module>(declaration.statement->node);
  if (gave_up_) return {};
  if (shell.nesting > kMostNesting) {
    sink_.report<Code::E0311>(span, module.name.text, kMostNesting).note(declaration.span, "declared here");
    gave_up_ = true;
    return {};
  }
  if (instances_.size() >= kMostInstances) {
    sink_.report<Code::E0339>(span, kMostInstances);
    gave_up_ = true;
    return {};
  }
  shell.module = &module;
  shell.file = declaration.file;
  shell.values.resize(names_.own(module.name).count);
  shell.items.resize(shell.values.size());
  instances_.push_back(std::make_unique<Instance>(std::move(shell)));
  const std::size_t index = instances_.size() - 1;
  const auto any_value = [](const Value&, const syntax::Expr&) { return true; };
  if (!bind_arguments({module.name, module.parameters}, {arguments, outside, span}, context(index, nullptr), any_value,
                      instances_[index]->values, sink_))
    return {};
  if (!choose_items(index, module.items)) return {};
  if (!instances_[index]->forward) {
    sink_.report<Code::E0301>(module.name.span, module.name.text);
    return {};
  }
  if (!make_all(index)) return {};
  return index;
}

std::optional<Value> Builder::parameter(std::size_t index, std::string_view name) const {
  const Instance& self = *instances_[index];
  const auto& parameters = self.module->parameters;
  for (std::size_t i = 0; i < parameters.size(); ++i)
    if (parameters[i].name.text == name) return self.values[i];
  return {};
}

/// Registers the members, lets and the forward that hold for these arguments.
bool Builder::choose_items(std::size_t index, const std::vector<syntax::ModuleItem>& items) {
  Instance& self = *instances_[index];
  for (const auto& item : items)
    if (const auto* let = std::get_if<syntax::Let>(&item.node)) self.items[names_.slot(let->name)].let = let;
  for (const auto& item : items) {
    if (const auto* member = std::get_if<syntax::Member>(&item.node)) {
      self.items[names_.slot(member->name)].member = member;
      self.order.push_back(member);
    } else if (const auto* forward = std::get_if<syntax::Forward>(&item.node)) {
      if (self.forward) {
        sink_.report<Code::E0310>(forward->head_span, self.module->name.text)
            .note(self.forward->head_span, "the first stands here");
        return false;
      }
      self.forward = forward;
    } else if (const auto* branch = std::get_if<syntax::IfItem>(&item.node)) {
      const auto truth = evaluate_condition(*branch->condition, context(index, nullptr), sink_);
      if (!truth || !choose_items(index, *truth ? branch->then_items : branch->else_items)) return false;
    } else if (const auto* assertion = std::get_if<syntax::Assert>(&item.node)) {
      model.assertions.push_back(make_assertion(*assertion, context(index, nullptr)));
    }
  }
  return true;
}

bool Builder::make_all(std::size_t index) {
  bool good = true;
  const auto order = instances_[index]->order;
  for (const syntax::Member* member : order) good = item(index, names_.slot(member->name), member->name) && good;
  return good;
}

Context Builder::context(std::size_t index, const std::vector<Value>* locals) {
  Context inside;
  inside.name = [this, index, locals](const syntax::Path& path, Span span) -> std::optional<Value> {
    const sema::Meaning* meaning = path.parts.size() == 1 ? names_.find(path.parts.front()) : nullptr;
    if (meaning && meaning->kind == sema::Meaning::Kind::kLocal) return (*locals)[meaning->slot];
    return name(index, path, span);
  };
  if (!locals) return inside;
  inside.call = [this, index, locals](const syntax::Call& call, Span span) {
    return call_named(index, call, span, context(index, locals));
  };
  inside.arithmetic = [this](syntax::BinaryOp op, const Value& left, const Value& right, Span span) {
    return arithmetic(op, left, right, span);
  };
  return inside;
}

std::optional<Value> Builder::name(std::size_t index, const syntax::Path& path, Span span) {
  const Instance& self = *instances_[index];
  const sema::Meaning* meaning = names_.find(path.parts.front());
  if (!meaning || meaning->kind != sema::Meaning::Kind::kOwn || !self.has(meaning->slot))
    return constants_.name(self.file, path, span, sink_);
  std::optional<Value> value = item(index, meaning->slot, path.parts.front());
  for (std::size_t i = 1; value && i < path.parts.size(); ++i) {
    const auto slot = slot_behind_point(*value, path, i);
    if (!slot) return {};
    value = item(sema::as<sema::ModuleRef>(*value)->index, *slot, path.parts[i]);
  }
  return value;
}

/// `embed.weight`: the member of the module that stands before the point; which module that is, a branch may decide.
std::optional<std::size_t> Builder::slot_behind_point(const Value& whole, const syntax::Path& path, std::size_t at) {
  std::vector<std::string> known;
  if (const auto* ref = sema::as<sema::ModuleRef>(whole)) {
    const Instance& inner = *instances_[ref->index];
    for (const auto& [name, slot] : names_.own(inner.module->name).slots) {
      if (!inner.items[slot].member) continue;
      if (name == path.parts[at].text) return slot;
      known.push_back(name);
    }
  }
  sink_.report<Code::E0312>(path.parts[at].span, path.parts[at - 1].text, path.parts[at].text,
                            did_you_mean(path.parts[at].text, known));
  return {};
}

std::optional<Value> Builder::item(std::size_t index, std::size_t slot, const syntax::Ident& ident) {
  Instance& self = *instances_[index];
  if (self.values[slot]) return self.values[slot];
  Item& item = self.items[slot];
  if (item.open) {
    sink_.report<Code::E0221>(ident.span, ident.text);
    return {};
  }
  if (self.open == kMostOpen) {
    sink_.report<Code::E0242>(ident.span, ident.text, kMostOpen);
    return {};
  }
  item.open = true;
  ++self.open;
  std::optional<Value> value =
      item.let ? evaluate(*item.let->value, context(index, nullptr), sink_) : make(index, *item.member);
  item.open = false;
  --self.open;
  if (value) self.values[slot] = value;
  return value;
}

std::optional<Value> Builder::make(std::size_t index, const syntax::Member& member) {
  Instance& owner = *instances_[index];
  const Context inside = context(index, nullptr);
  if (owner.path.empty() && plan::is_taken(member.name.text)) {
    sink_.report<Code::E0118>(member.name.span, member.name.text);
    return {};
  }
  switch (member.kind) {
    case syntax::MemberKind::kTensor:
      return make_tensor(owner, member, inside);
    case syntax::MemberKind::kMultiplier:
      return make_multiplier(owner, member, inside);
    case syntax::MemberKind::kModule:
      break;
  }
  return make_module(owner, member, inside);
}

/// What of the user's own text a member comes from: itself, unless its owner is a module of the library.
Span Builder::own_span(const Instance& owner, const syntax::Member& member) const {
  return constants_.program().files[owner.file]->library ? owner.own_span : member.span;
}

std::optional<Value> Builder::make_tensor(Instance& owner, const syntax::Member& member, const Context& inside) {
  Tensor tensor;
  tensor.path = child_path(owner.path, member.name.text);
  tensor.stacks = owner.stacks;
  tensor.tags = owner.tags;
  tensor.span = member.span;
  tensor.own_span = own_span(owner, member);
  tensor.distribution = names_.distribution(member).value_or(tensor.distribution);
  if (member.arguments.empty() || member.count) {
    sink_.report<Code::E0313>(member.span, member.name.text);
    return {};
  }
  if (member.arguments.size() > plan::kMostDimensions) {
    sink_.report<Code::E0340>(member.span, member.name.text, member.arguments.size(), plan::kMostDimensions);
    return {};
  }
  if (tensor.distribution == plan::Distribution::orthogonal && member.arguments.size() < 2) {
    sink_.report<Code::E0341>(member.distribution->span, member.name.text);
    return {};
  }
  for (const auto& argument : member.arguments) {
    const auto dim = evaluate_number(*argument.value, inside, "a dimension", sink_);
    if (!dim) return {};
    tensor.dims.push_back(*dim);
  }
  for (const auto& tag : member.tags) tensor.tags.insert(tag.text);
  model.tensors.push_back(std::move(tensor));
  return Value{sema::TensorRef{model.tensors.size() - 1}};
}

std::optional<Value> Builder::make_multiplier(Instance& owner, const syntax::Member& member, const Context& inside) {
  Multiplier multiplier;
  multiplier.path = child_path(owner.path, member.name.text);
  multiplier.stacks = owner.stacks;
  multiplier.tags = owner.tags;
  multiplier.span = member.span;
  multiplier.own_span = own_span(owner, member);
  multiplier.base = Sym(1);
  multiplier.base_span = member.span;
  if (member.arguments.size() > 1 || member.count || member.distribution) {
    sink_.report<Code::E0314>(member.span, member.name.text);
    return {};
  }
  if (!member.arguments.empty()) {
    const auto base = evaluate_number(*member.arguments[0].value, inside, "a multiplier", sink_);
    if (!base) return {};
    multiplier.base = *base;
    multiplier.base_span = member.arguments[0].value->span;
  }
  for (const auto& tag : member.tags) multiplier.tags.insert(tag.text);
  model.multipliers.push_back(std::move(multiplier));
  return Value{sema::MultiplierRef{model.multipliers.size() - 1}};
}

std::optional<Value> Builder::make_module(Instance& owner, const syntax::Member& member, const Context& inside) {
  const sema::Declaration* declaration = names_.module(member);
  if (!declaration) return {};  // reported by resolve_names
  if (member.distribution) {
    sink_.report<Code::E0315>(member.distribution->span, member.name.text);
    return {};
  }
  Instance shell;
  shell.path = child_path(owner.path, member.name.text);
  shell.stacks = owner.stacks;
  shell.tags = owner.tags;
  shell.nesting = owner.nesting + 1;
  shell.own_span = own_span(owner, member);
  for (const auto& tag : member.tags) shell.tags.insert(tag.text);
  // What goes wrong in there is shown with the member that led to it.
  const Span here = shell.own_span;
  const std::size_t before = sink_.size();
  const auto shown = [&](std::optional<Value> value) {
    if (!value) sink_.note_since(before, here, "made here");
    return value;
  };
  if (!member.count) {
    const auto made = instantiate(*declaration, member.arguments, inside, std::move(shell), member.span);
    return shown(made ? std::optional(Value{sema::ModuleRef{*made}}) : std::nullopt);
  }
  const auto count = evaluate_number(*member.count, inside, "a stack's count", sink_);
  if (!count) return {};
  const std::size_t stack = model.stacks.size();
  model.stacks.push_back({shell.path, *count, member.span});
  stack_bodies_.push_back(0);
  shell.path += ".*";
  shell.stacks.push_back(stack);
  const auto made = instantiate(*declaration, member.arguments, inside, std::move(shell), member.span);
  if (!made) return shown(std::nullopt);
  stack_bodies_[stack] = *made;
  return Value{sema::StackRef{stack}};
}

}  // namespace cdp::model
