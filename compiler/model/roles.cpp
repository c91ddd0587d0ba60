// Two walks over the folded data flow: forward for what comes from the task's input alone, backward for what becomes
// of a value. A stack's body is passed on to itself, so both go on until nothing changes.
#include "compiler/model/roles.h"

#include <algorithm>

#include "compiler/sema/program.h"

namespace cdp::model {
namespace {

using plan::Transfer;

/// What becomes of a value, followed along its last dimension.
struct Fate {
  bool contracted = false;  // by a trained matrix or by attention
  bool scaled = false;      // by a `@logits` multiplier, with nothing between that is not linear
};

const ValueId* value_of(const NodeArgument& argument) {
  return std::get_if<ValueId>(&argument);
}

Transfer transfer_of(const Node& node) {
  return plan::operation(node.op).transfer;
}

/// Whether what comes out is the model's own, whatever goes in.
bool makes_own(Transfer transfer) {
  return transfer == Transfer::kContracts || transfer == Transfer::kAttends || transfer == Transfer::kLooksUp;
}

class Walk {
 public:
  explicit Walk(const Model& model)
      : model_(model),
        own_input_(model.values.size(), true),
        fates_(model.values.size()),
        flows_(model.tensors.size()) {}

  std::vector<MatrixFlow> run() {
    until_stable(&Walk::forward);
    until_stable(&Walk::backward);
    std::vector<bool> seen(model_.tensors.size(), false);
    collect(model_.graph, seen);
    return std::move(flows_);
  }

 private:
  void until_stable(void (Walk::*pass)(const Block&)) {
    do {
      changed_ = false;
      (this->*pass)(model_.graph);
    } while (changed_);
  }

  // ---- forward: does a value come from the task's input alone? ------------------------------

  void forward(const Block& block) {
    for (const Node& node : block.nodes) {
      if (node.stack) {
        forward_stack(node);
      } else if (makes_own(transfer_of(node))) {
        not_own(node.id);
      } else {
        for (const NodeArgument& argument : node.args)
          if (const auto* value = value_of(argument); value && !own_input_[value->id]) not_own(node.id);
      }
    }
  }

  void forward_stack(const Node& node) {
    const Block& body = *node.body;
    for (std::size_t i = 0; i < body.inputs.size(); ++i)
      if (const auto* value = value_of(node.args[i]); value && !own_input_[value->id]) not_own(body.inputs[i]);
    forward(body);
    if (own_input_[body.output]) return;
    not_own(node.id);
    not_own(body.inputs.front());  // of the next layer
  }

  void not_own(std::size_t id) {
    if (!own_input_[id]) return;
    own_input_[id] = false;
    changed_ = true;
  }

  // ---- backward: what becomes of a value? --------------------------------------------------

  void backward(const Block& block) {
    for (auto node = block.nodes.rbegin(); node != block.nodes.rend(); ++node) {
      if (node->stack) {
        backward_stack(*node);
      } else {
        backward_operation(*node);
      }
    }
  }

  void backward_stack(const Node& node) {
    const Block& body = *node.body;
    join(body.output, {fates_[node.id].contracted, false});
    join(body.output, {fates_[body.inputs.front()].contracted, false});  // of the next layer
    backward(body);
    for (std::size_t i = 0; i < body.inputs.size(); ++i)
      if (const auto* value = value_of(node.args[i])) join(value->id, {fates_[body.inputs[i]].contracted, false});
  }

  void backward_operation(const Node& node) {
    const Transfer transfer = transfer_of(node);
    const bool scaled = scaled_after(node);
    for (std::size_t i = 0; i < node.args.size(); ++i) {
      const auto* value = value_of(node.args[i]);
      if (value == nullptr || model_.values[value->id].content != plan::Content::kReal) continue;
      if (makes_own(transfer)) {
        // The weights of experts are no contracted features: each scales what one expert makes.
        join(value->id, {transfer == Transfer::kAttends || i == 0, false});
      } else if (!is_spread(value->id, node.id)) {
        join(value->id, {fates_[node.id].contracted, scaled});
      }
    }
  }

  /// Whether the value is one number that stands for all entries of the result's last dimension.
  bool is_spread(std::size_t from, std::size_t to) const {
    const auto& part = model_.values[from].shape;
    const auto& whole = model_.values[to].shape;
    return !part.empty() && !whole.empty() && part.back().constant() == 1.0 && whole.back().constant() != 1.0;
  }

  /// Whether a `@logits` multiplier scales what the operation takes, there or later.
  bool scaled_after(const Node& node) const {
    std::size_t values = 0;
    bool here = false;
    for (const NodeArgument& argument : node.args) {
      if (value_of(argument)) ++values;
      if (const auto* multiplier = std::get_if<sema::MultiplierRef>(&argument))
        here = here || model_.multipliers[multiplier->index].tags.contains("logits");
    }
    switch (transfer_of(node)) {
      case Transfer::kMultiplies:
        return values == 1 && (here || fates_[node.id].scaled);
      case Transfer::kKeeps:
      case Transfer::kAdds:
      case Transfer::kAverages:
        return fates_[node.id].scaled;
      default:
        return false;
    }
  }

  void join(std::size_t id, Fate fate) {
    Fate& known = fates_[id];
    const Fate joined{known.contracted || fate.contracted, known.scaled || fate.scaled};
    changed_ = changed_ || joined.contracted != known.contracted || joined.scaled != known.scaled;
    known = joined;
  }

  // ---- what that says about the matrices ---------------------------------------------------

  void collect(const Block& block, std::vector<bool>& seen) {
    for (const Node& node : block.nodes) {
      if (node.body) collect(*node.body, seen);
      if (node.stack || transfer_of(node) != Transfer::kContracts) continue;
      const auto* input = value_of(node.args[0]);
      for (std::size_t i = 1; i < node.args.size(); ++i) {
        const auto* tensor = std::get_if<sema::TensorRef>(&node.args[i]);
        if (tensor == nullptr) continue;
        MatrixFlow& flow = flows_[tensor->index];
        flow.contracts_input = (flow.contracts_input || !seen[tensor->index]) && own_input_[input->id];
        seen[tensor->index] = true;
        // All but an expert's last matrix make what it contracts.
        const bool inside = i + 1 < node.args.size();
        flow.contracted_again = flow.contracted_again || inside || fates_[node.id].contracted;
        flow.scaled_by_logits = flow.scaled_by_logits || (!inside && fates_[node.id].scaled);
      }
    }
  }

  const Model& model_;
  std::vector<bool> own_input_;
  std::vector<Fate> fates_;
  std::vector<MatrixFlow> flows_;
  bool changed_ = false;
};

}  // namespace

std::vector<MatrixFlow> matrix_flows(const Model& model) {
  return Walk(model).run();
}

bool grows(const Sym& dimension) {
  const auto axes = dimension.axes();
  return std::any_of(axes.begin(), axes.end(), [](const std::string& axis) {
    const auto& others = sema::kAxesOfTheRun;
    return std::find(std::begin(others), std::end(others), axis) == std::end(others);
  });
}

}  // namespace cdp::model
