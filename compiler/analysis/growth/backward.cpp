// The transpose of forward.cpp, operation by operation. See backward.h.
#include "compiler/analysis/growth/backward.h"

#include <algorithm>
#include <utility>

namespace cdp::analysis {

namespace {

using model::Node;
using plan::Transfer;

Sensitivity scaled(const Sensitivity& x, Exponent by) {
  return {x.first + by, x.aligned + by, x.reach + by};
}
Sensitivity over(const Sensitivity& x, Exponent by) {
  return {x.first - by, x.aligned - by, x.reach - by};
}
Sensitivity larger(const Sensitivity& x, const Sensitivity& y) {
  return {larger(x.first, y.first), larger(x.aligned, y.aligned), larger(x.reach, y.reach)};
}
/// A gradient that sums n terms; a change in each of the n reaches the output n-fold.
Sensitivity summed(const Sensitivity& x, double n) {
  return {x.first + n / 2, x.aligned + n, x.reach + n};
}

class Pass {
 public:
  Pass(const Given& given, const FlowGraph& graph, const ForwardPass& forward)
      : given_(given), graph_(graph), forward_(forward) {
    out_.values.resize(forward.values.size());
    out_.tensors.resize(given.model().tensors.size());
  }

  BackwardPass run() {
    out_.values[given_.model().graph.output] = {{0}, {0}, {0}};
    block(given_.model().graph);
    std::reverse(out_.uses.begin(), out_.uses.end());
    return std::move(out_);
  }

 private:
  void block(const model::Block& block) {
    for (auto node = block.nodes.rbegin(); node != block.nodes.rend(); ++node) {
      if (node->stack) {
        stack(*node);
      } else {
        operation(*node);
      }
    }
  }

  void stack(const Node& node) {
    const model::Block& body = *node.body;
    const Sensitivity& out = out_.values[node.id];
    out_.values[body.output] = larger(out_.values[body.output], out);
    block(body);
    const double runs = given_.runs(*node.stack);
    for (std::size_t i = 0; i < body.inputs.size(); ++i) {
      const Sensitivity& in = out_.values[body.inputs[i]];
      add(node, i, i == 0 ? in : summed(in, runs));
    }
  }

  [[nodiscard]] std::size_t id(const Node& node, std::size_t argument) const {
    return value_in(node.args[argument])->id;
  }
  [[nodiscard]] Exponent entry(const Node& node, std::size_t argument) const {
    if (const auto* value = value_in(node.args[argument])) return forward_.values[value->id].entry;
    if (const auto* tensor = tensor_in(node.args[argument])) return given_.init(tensor->index);
    return factor_in(given_, node.args[argument]);
  }

  void add(const Node& node, std::size_t argument, const Sensitivity& more) {
    Sensitivity& known = out_.values[id(node, argument)];
    known = larger(known, more);
  }

  /// A tensor's use: `own` is the gradient of one of its entries before sums over what is broadcast, or over layers.
  void use(const Use& use, const Sensitivity& own, double broadcast) {
    double terms = broadcast;
    const auto& around = graph_.stacks(use.node->id);
    const auto& own_stacks = given_.model().tensors[use.tensor].stacks;
    for (std::size_t i = own_stacks.size(); i < around.size(); ++i) terms += given_.runs(around[i]);
    Sensitivity& known = out_.tensors[use.tensor];
    known = larger(known, summed(own, terms));
    out_.uses.push_back(use);
  }

  /// How often a vector's entry stands in what it is broadcast to.
  [[nodiscard]] double broadcast(const Node& node, std::size_t tensor) const {
    return given_.degree(given_.model().values[node.id].shape) - given_.degree(given_.model().tensors[tensor].dims);
  }

  /// A tensor of the same entries as what it scales (by `factor`) or is added to.
  void elementwise(const Node& node, std::size_t tensor, Exponent factor) {
    const Sensitivity& y = out_.values[node.id];
    use({&node, tensor, node.id, factor, false, factor, 0, y}, scaled(y, factor), broadcast(node, tensor));
  }

  void operation(const Node& node) {
    const Sensitivity y = out_.values[node.id];
    switch (transfer_of(node)) {
      case Transfer::kKeeps:
      case Transfer::kActivates:
      case Transfer::kSaturates:
      case Transfer::kGates:
      case Transfer::kAverages:
        return add(node, 0, y);
      case Transfer::kSquares:
        return add(node, 0, scaled(y, entry(node, 0)));
      case Transfer::kAdds:
        return added(node, y);
      case Transfer::kMultiplies:
        return multiplied(node, y);
      case Transfer::kContracts:
        return node.op == plan::Op::experts ? experts(node, y) : contracted(node, y);
      case Transfer::kLooksUp: {
        const std::size_t table = tensor_at(node, 1)->index;
        return use({&node, table, node.id, {0}, false, {0}, 0, y}, y, 0);
      }
      case Transfer::kNormalises:
        return normalised(node, y);
      case Transfer::kShares:
        return shared(node, y);
      case Transfer::kAttends:
        return attended(node, y);
      case Transfer::kCounts:
        return;
    }
  }

  void added(const Node& node, const Sensitivity& y) {
    for (std::size_t i = 0; i < node.args.size(); ++i) {
      if (value_in(node.args[i]) != nullptr) add(node, i, y);
      if (const auto* offset = tensor_in(node.args[i])) elementwise(node, offset->index, {0});
    }
  }

  void multiplied(const Node& node, const Sensitivity& y) {
    const bool quotient = node.op == plan::Op::div;
    for (std::size_t i = 0; i < 2; ++i) {
      const Exponent other = entry(node, 1 - i);
      const Exponent by = !quotient ? other
                          : i == 0  ? Exponent{0} - other
                                    : entry(node, 0) - entry(node, 1) - entry(node, 1);
      if (value_in(node.args[i]) != nullptr) add(node, i, scaled(y, by));
      if (const auto* tensor = tensor_in(node.args[i])) elementwise(node, tensor->index, by);
    }
  }

  /// Of y = W x: what comes back to x. The tensor's use is noted.
  Sensitivity contract(const Node& node, std::size_t matrix, Exponent x, const Sensitivity& y, double share,
                       double slack = 0) {
    const double in = given_.fan_in(matrix), out = given_.fan_out(matrix);
    Sensitivity own = scaled(y, x + share);
    own.aligned = own.aligned + slack;
    use({&node, matrix, node.id, x + in, true, x + (in - out) / 2, slack, y}, own, 0);
    const Exponent std = given_.init(matrix);
    // Whether what comes back through a matrix onto fewer numbers agrees, only a run can show.
    const Exponent aligned = may_align(given_, matrix) ? y.first : y.aligned;
    if (!std.nothing())
      return {y.first + std + out / 2, aligned + std + out / 2, y.reach + spectral_gain(given_, matrix)};
    // What starts at zero passes on what it has learnt.
    const double learnt = given_.of(matrix, sema::Hp::lr);
    return {kNothing, y.aligned + learnt + out, y.reach + learnt + in};
  }

  void contracted(const Node& node, const Sensitivity& y) {
    const Sensitivity made = scaled(y, {given_.scale_correction(&node)});
    add(node, 0,
        contract(node, tensor_at(node, 1)->index, entry(node, 0), made, 0, forward_.values[id(node, 0)].slack));
  }

  /// sum of weight * down (silu(gate x) * up x); a token goes to a share of the experts.
  void experts(const Node& node, const Sensitivity& y) {
    const std::size_t gate = tensor_at(node, 2)->index, up = tensor_at(node, 3)->index,
                      down = tensor_at(node, 4)->index;
    const double active = forward_.values[id(node, 1)].shared;
    const double share = active - given_.degree(given_.model().tensors[down].dims[0]);
    const Exponent weight = entry(node, 1), x = entry(node, 0);
    const Exponent gated = given_.init(gate) + given_.fan_in(gate) / 2 + x;
    const Exponent upped = given_.init(up) + given_.fan_in(up) / 2 + x;
    const Exponent inner = gated + upped;
    const Exponent made = given_.init(down) + given_.fan_in(down) / 2 + inner;
    // Each of the active experts has its part in the output; their changes agree.
    Sensitivity expert = scaled(y, weight);
    expert.reach = expert.reach + active;
    const Sensitivity hidden = contract(node, down, inner, expert, share);
    const Sensitivity from_up = contract(node, up, x, scaled(hidden, gated), share);
    const Sensitivity from_gate = contract(node, gate, x, scaled(hidden, upped), share);
    Sensitivity back = larger(from_up, from_gate);
    back.first = back.first + active / 2;
    back.aligned = back.aligned + active;
    add(node, 0, back);
    const double width = given_.fan_out(down);
    add(node, 1, {y.first + made + width / 2, y.aligned + made + width, y.reach + made + active});
  }

  /// Only those that share have gradients: as many as `shared` of the last dimension.
  void shared(const Node& node, const Sensitivity& y) {
    const double all = given_.degree(given_.model().values[node.id].shape.back());
    Sensitivity back = scaled(y, forward_.values[node.id].entry);
    const double share = (forward_.values[node.id].shared - all) / 2;
    back.first = back.first + share;
    back.aligned = back.aligned + share;
    add(node, 0, back);
  }

  void normalised(const Node& node, const Sensitivity& y) {
    const auto* gain = tensor_at(node, 1);
    const Exponent scale = gain != nullptr ? given_.init(gain->index) : Exponent{0};
    add(node, 0, over(scaled(y, scale), entry(node, 0)));
    if (gain != nullptr) elementwise(node, gain->index, {0});
    if (const auto* offset = tensor_at(node, 2)) elementwise(node, offset->index, {0});
  }

  void attended(const Node& node, const Sensitivity& y) {
    const Exponent scale = logits_factor(given_, node);
    const auto shape = [&](std::size_t argument) -> const std::vector<sema::Sym>& {
      return given_.model().values[id(node, argument)].shape;
    };
    const double width = given_.degree(shape(0).back());
    // Each key head answers a group of query heads: their gradients add up.
    const double group = given_.degree(shape(0)) - given_.degree(shape(1));
    const auto slack = [&](std::size_t argument) { return forward_.values[id(node, argument)].slack; };
    const Exponent v = entry(node, 2), later = v + slack(2);
    const Sensitivity logits = {y.first + v + width / 2, y.aligned + later + width, y.reach + later};
    const auto side = [&](std::size_t other, double terms) {
      const Exponent by = scale + entry(node, other);
      return Sensitivity{logits.first + by + terms / 2, logits.aligned + by + slack(other) + terms,
                         logits.reach + by + slack(other) + width};
    };
    add(node, 0, side(1, 0));
    add(node, 1, side(0, group));
    add(node, 2, {y.first + group / 2, y.aligned + group, y.reach});
  }

  const Given& given_;
  const FlowGraph& graph_;
  const ForwardPass& forward_;
  BackwardPass out_;
};

}  // namespace

BackwardPass backward_pass(const Given& given, const FlowGraph& graph, const ForwardPass& forward) {
  return Pass(given, graph, forward).run();
}

}  // namespace cdp::analysis
