// The state of an instantiation: module instances with their scopes. Private to model/: instantiate.cpp makes
// instances, trace.cpp runs their forward, shapes.cpp knows the operations.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/sema/arguments.h"
#include "compiler/sema/constants.h"

namespace cdp::model {

using sema::Value;

/// What a name of a module stands for in one instance: where neither is set, a parameter, or a name of a branch that
/// does not hold.
struct Item {
  const syntax::Member* member = nullptr;
  const syntax::Let* let = nullptr;
  bool open = false;  // being made: meeting it again is a circle
};

/// A module with its arguments. Members are made on first mention, so that they may refer to each other.
struct Instance {
  const syntax::Module* module = nullptr;
  std::size_t file = 0;
  std::string path;  // "" for the root, else "blocks.*.attn"
  std::vector<std::size_t> stacks;
  std::set<std::string> tags;  // handed down to all that is inside
  std::size_t nesting = 0;
  Span own_span;            // of the innermost member, or the model, outside of the standard library that it is part of
  sema::Values values;      // by slot: parameters, then lets and members once made
  std::vector<Item> items;  // by slot
  std::vector<const syntax::Member*> order;
  std::size_t open = 0;  // items
  const syntax::Forward* forward = nullptr;

  /// Whether the branches that hold declare it.
  [[nodiscard]] bool has(std::size_t slot) const {
    return values[slot].has_value() || items[slot].member != nullptr || items[slot].let != nullptr;
  }
};

class Builder {
 public:
  Builder(const sema::Constants& constants, diag::DiagnosticSink& sink)
      : constants_(constants), names_(constants.program().names), sink_(sink) {}

  /// Instantiates a module and everything in it.
  std::optional<std::size_t> instantiate(const sema::Declaration& declaration,
                                         const std::vector<syntax::Argument>& arguments, const sema::Context& outside,
                                         Instance shell, Span span);
  /// Runs an instance's forward on values (trace.cpp).
  std::optional<Value> call(std::size_t instance, const std::vector<Value>& arguments, Span span);
  /// Runs a stack: its body is traced once (trace.cpp).
  std::optional<Value> call_stack(std::size_t stack, const std::vector<Value>& arguments, Span span);

  /// The meaning of names inside an instance. `locals` are forward's values by slot, or null outside of forward.
  sema::Context context(std::size_t instance, const std::vector<Value>* locals);

  /// An argument or default of an instance; null where its module has no such parameter.
  std::optional<Value> parameter(std::size_t instance, std::string_view name) const;
  const std::string& module_name(std::size_t instance) const { return instances_[instance]->module->name.text; }

  Value new_activation(Activation activation);
  const Activation& activation(sema::ActivationRef ref) const { return model.values[ref.index]; }

  Model model;
  Block* block = nullptr;  // where new nodes go

 private:
  std::optional<Value> run_forward(std::size_t instance, const std::vector<Value>& arguments, Span span);
  bool choose_items(std::size_t index, const std::vector<syntax::ModuleItem>& items);
  bool make_all(std::size_t index);
  std::optional<Value> name(std::size_t index, const syntax::Path& path, Span span);
  std::optional<std::size_t> slot_behind_point(const Value& whole, const syntax::Path& path, std::size_t at);
  std::optional<Value> item(std::size_t index, std::size_t slot, const syntax::Ident& ident);
  std::optional<Value> make(std::size_t index, const syntax::Member& member);
  Span own_span(const Instance& owner, const syntax::Member& member) const;
  std::optional<Value> make_tensor(Instance& owner, const syntax::Member& member, const sema::Context& inside);
  std::optional<Value> make_multiplier(Instance& owner, const syntax::Member& member, const sema::Context& inside);
  std::optional<Value> make_module(Instance& owner, const syntax::Member& member, const sema::Context& inside);

  // trace.cpp
  std::optional<Value> call_named(std::size_t index, const syntax::Call& call, Span span, const sema::Context& inside);
  std::optional<Value> call_operation(const plan::Operation& operation, const syntax::Call& call, Span span,
                                      const sema::Context& inside);
  std::optional<Value> arithmetic(syntax::BinaryOp op, const Value& left, const Value& right, Span span);
  std::optional<Value> emit(const plan::Operation& operation, const std::vector<Value>& arguments,
                            std::vector<std::pair<std::string, AttributeValue>> attributes, Span span);
  std::optional<NodeArgument> node_argument(const plan::Operation& operation, std::size_t position, const Value& value,
                                            const std::vector<Value>& all, Span span);
  bool use_tensor(Tensor& tensor, Role role, Span span);

  const sema::Constants& constants_;
  const sema::Resolution& names_;
  diag::DiagnosticSink& sink_;
  std::vector<std::unique_ptr<Instance>> instances_;
  std::vector<std::size_t> stack_bodies_;  // instance of each of Model::stacks
  std::size_t calls_ = 0;
  bool gave_up_ = false;  // a limit was met and reported
};

/// The shape of an operation's result from its arguments (shapes.cpp); null after a reported error.
[[nodiscard]] std::optional<Activation> result_of(const plan::Operation& operation,
                                                  const std::vector<NodeArgument>& arguments,
                                                  const std::vector<std::pair<std::string, AttributeValue>>& attributes,
                                                  const Model& model, Span span, diag::DiagnosticSink& sink);

/// `(batch, context, width)`
[[nodiscard]] std::string shape_text(const std::vector<Sym>& shape);

}  // namespace cdp::model
