// Each operation's transfer function is chosen by its row (operations.def, column transfer). See forward.h.
#include "compiler/analysis/growth/forward.h"

#include <algorithm>
#include <utility>

namespace cdp::analysis {

namespace {

using model::Node;
using plan::Transfer;

constexpr std::string_view kCompounds = "each layer changes the size of what the next one reads";
constexpr std::string_view kFades =
    "the stack is no residual stream, so how much of an early layer is left at its end is open";

Sizes product(const Sizes& x, const Sizes& y) {
  return {x.entry + y.entry, larger(larger(x.first + y.entry, x.entry + y.first), x.first + y.first),
          larger(larger(x.aligned + y.entry, x.entry + y.aligned), x.aligned + y.aligned)};
}
Sizes scaled(const Sizes& x, Exponent by) {
  return {x.entry + by, x.first + by, x.aligned + by};
}
Sizes sum(const Sizes& x, const Sizes& y) {
  return {larger(x.entry, y.entry), larger(x.first, y.first), larger(x.aligned, y.aligned)};
}
/// A sum of n terms, random at first and aligned later.
Sizes summed(const Sizes& x, double n) {
  return {x.entry + n / 2, x.first + n / 2, x.aligned + n};
}

bool is_same(const Exponent& x, const Exponent& y) {
  return x.known() ? y.known() && x.value == y.value : !y.known();
}
bool is_same(const Sizes& x, const Sizes& y) {
  return is_same(x.entry, y.entry) && is_same(x.first, y.first) && is_same(x.aligned, y.aligned);
}

class Pass {
 public:
  Pass(const Given& given, const Steps& steps) : given_(given), steps_(steps) {
    out_.values.resize(given.model().values.size());
    out_.fades.resize(given.model().stacks.size());
  }

  ForwardPass run() {
    for (const std::size_t input : given_.model().graph.inputs) out_.values[input].entry = {0};
    block(given_.model().graph);
    return std::move(out_);
  }

 private:
  void block(const model::Block& block) {
    for (const Node& node : block.nodes) out_.values[node.id] = node.stack ? stack(node) : operation(node);
  }

  [[nodiscard]] const FlowSizes& value(const Node& node, std::size_t argument) const {
    return out_.values[value_in(node.args[argument])->id];
  }
  [[nodiscard]] Sizes tensor(std::size_t index) const { return {given_.init(index), steps_[index], steps_[index]}; }

  /// A value, a trained tensor, or a number.
  [[nodiscard]] FlowSizes operand(const Node& node, std::size_t argument) const {
    if (value_in(node.args[argument]) != nullptr) return value(node, argument);
    if (const auto* trained = tensor_in(node.args[argument])) return {tensor(trained->index)};
    return {{factor_in(given_, node.args[argument])}};
  }

  [[nodiscard]] FlowSizes operation(const Node& node) {
    switch (transfer_of(node)) {
      case Transfer::kKeeps:
        return kept(operand(node, 0));
      case Transfer::kAdds:
        return added(node);
      case Transfer::kMultiplies:
        return multiplied(node);
      case Transfer::kContracts:
        return node.op == plan::Op::experts ? experts(node) : contracted(node);
      case Transfer::kLooksUp:
        return {tensor(tensor_at(node, 1)->index)};
      case Transfer::kNormalises:
        return normalised(node);
      case Transfer::kActivates:
        return kept(value(node, 0));
      case Transfer::kSquares:
        return {product(value(node, 0), value(node, 0))};
      case Transfer::kSaturates:
        return {bounded(value(node, 0))};
      case Transfer::kGates:
        return {gated(value(node, 0))};
      case Transfer::kShares:
        return shared(node);
      case Transfer::kAttends:
        return attended(node);
      case Transfer::kAverages:
        return kept(value(node, 0));
      case Transfer::kCounts:
        return {{{0}}};
    }
    return {};
  }

  /// What an operation that moves or bends entries keeps is a size, and no stream.
  static FlowSizes kept(const FlowSizes& x) { return with_slack(x, x.slack); }
  static FlowSizes with_slack(const Sizes& sizes, double slack) {
    FlowSizes out{sizes};
    out.slack = slack;
    return out;
  }

  FlowSizes added(const Node& node) const {
    const FlowSizes x = operand(node, 0), y = operand(node, 1);
    FlowSizes out = with_slack(sum(x, y), x.entry.value > y.entry.value   ? x.slack
                                          : x.entry.value < y.entry.value ? y.slack
                                                                          : std::min(x.slack, y.slack));
    const bool both_values = value_in(node.args[0]) != nullptr && value_in(node.args[1]) != nullptr;
    if (!both_values || x.stream == y.stream) return out;  // an offset, or two of one kind
    const FlowSizes& stream = x.stream ? x : y;
    out.stream = true;
    out.added = sum(stream.added, x.stream ? y : x);
    return out;
  }

  FlowSizes multiplied(const Node& node) const {
    const FlowSizes x = operand(node, 0), y = operand(node, 1);
    if (node.op != plan::Op::div) return with_slack(product(x, y), x.slack + y.slack);
    return {Sizes{x.entry - y.entry, larger(x.first - y.entry, x.entry + y.first - y.entry - y.entry),
                  larger(x.aligned - y.entry, x.entry + y.aligned - y.entry - y.entry)}};
  }

  [[nodiscard]] Sizes contract(std::size_t matrix, const Sizes& x) const {
    const Exponent std = given_.init(matrix);
    const double k = given_.fan_in(matrix);
    const Exponent random = std + k / 2;
    return {random + x.entry, larger(steps_[matrix] + k / 2 + x.entry, random + x.first),
            larger(steps_[matrix] + k + x.trained(), spectral_gain(given_, matrix) + x.aligned)};
  }
  FlowSizes contracted(const Node& node) const {
    const std::size_t matrix = tensor_at(node, 1)->index;
    const FlowSizes& x = value(node, 0);
    const Exponent random = given_.init(matrix) + given_.fan_in(matrix) / 2;
    const double narrow = random.nothing() ? 0 : spectral_gain(given_, matrix).value - random.value;
    return with_slack(scaled(contract(matrix, x), {given_.scale_correction(&node)}),
                      x.slack + (may_align(given_, matrix) ? narrow : 0));
  }

  /// sum of weight * down (silu(gate x) * up x)
  FlowSizes experts(const Node& node) const {
    const FlowSizes &x = value(node, 0), &weights = value(node, 1);
    const Sizes inner = product(contract(tensor_at(node, 2)->index, x), contract(tensor_at(node, 3)->index, x));
    return {summed(product(weights, contract(tensor_at(node, 4)->index, inner)), weights.shared)};
  }

  FlowSizes normalised(const Node& node) const {
    const FlowSizes& x = value(node, 0);
    const auto* gain = tensor_at(node, 1);
    const Sizes scale = gain != nullptr ? tensor(gain->index) : Sizes{{0}};
    // No change is larger than what is normalised.
    Sizes out = product(Sizes{{0}, smaller({0}, x.first - x.entry), smaller({0}, x.aligned - x.entry)}, scale);
    if (const auto* offset = tensor_at(node, 2)) out = sum(out, tensor(offset->index));
    return {out};
  }

  static Sizes bounded(const Sizes& x) {
    return {smaller(x.entry, {0}), smaller(x.first, {0}), smaller(x.aligned, {0})};
  }
  static Sizes gated(const Sizes& x) { return {{0}, smaller(x.first, {0}), smaller(x.aligned, {0})}; }

  /// Entries of the last dimension, or as many as `top_k`, share 1.
  FlowSizes shared(const Node& node) const {
    const FlowSizes& x = value(node, 0);
    const model::Sym* top_k = constant_of(node, "top_k");
    FlowSizes out;
    out.shared = given_.degree(top_k != nullptr ? *top_k : given_.model().values[node.id].shape.back());
    static_cast<Sizes&>(out) = scaled(gated(x), {-out.shared});
    return out;
  }

  /// softmax(q k^T * scale) v: the values, moved as far as the logits move.
  FlowSizes attended(const Node& node) {
    const FlowSizes &q = value(node, 0), &k = value(node, 1), &v = value(node, 2);
    const Exponent scale = logits_factor(given_, node);
    const double width = given_.degree(given_.model().values[value_in(node.args[0])->id].shape.back());
    const Sizes change = summed(scaled(product(q, k), scale), width);
    const Exponent trained = q.trained() + k.trained() + scale + width;
    note({&node, change.entry, trained});
    return with_slack({v.entry, larger(v.first, v.entry + smaller(change.first, {0})),
                       larger(v.aligned, v.entry + smaller(change.aligned, {0}))},
                      v.slack);
  }

  void note(const Logits& logits) {
    for (Logits& known : out_.logits)
      if (known.node == logits.node) {
        known = logits;
        return;
      }
    out_.logits.push_back(logits);
  }

  /// The body runs once as the first layer and, where that changes what the next one reads, once as a later one. So
  /// stacks in stacks take no time that doubles with each.
  FlowSizes stack(const Node& node) {
    const FlowSizes& before = value(node, 0);
    const FlowSizes first = layers(node, before);
    FlowSizes state = is_same(first, before) ? first : layers(node, first);
    const bool settled = !first.entry.known() || !state.entry.known() || first.entry.value == state.entry.value;
    if (!settled) state.entry = state.aligned = unknown(kCompounds);
    state.stream = state.stream && before.stream;
    state.added = sum(before.added, state.added);
    return state;
  }

  /// What a whole stack makes of what its first layer gets.
  FlowSizes layers(const Node& node, const FlowSizes& carried) {
    const model::Block& body = *node.body;
    for (std::size_t i = 0; i < body.inputs.size(); ++i)
      out_.values[body.inputs[i]] = kept(i == 0 ? carried : value(node, i));
    out_.values[body.inputs[0]].stream = true;
    block(body);
    const FlowSizes& made = out_.values[body.output];
    const double runs = given_.runs(*node.stack);
    FlowSizes out;
    out.stream = made.stream;
    if (made.stream) {
      out.added = summed(made.added, runs);
      static_cast<Sizes&>(out) = sum(carried, out.added);
    } else {
      out = kept(made);
      if (runs != 0) out.aligned = unknown(kFades);
      forget_stream(body);
    }
    out_.fades[*node.stack] = !made.stream;
    return out;
  }

  /// A norm in the stream makes it one value as any other.
  void forget_stream(const model::Block& body) {
    for (const std::size_t input : body.inputs) out_.values[input].stream = false;
    for (const Node& node : body.nodes) {
      out_.values[node.id].stream = false;
      if (node.stack) forget_stream(*node.body);
    }
  }

  const Given& given_;
  const Steps& steps_;
  ForwardPass out_;
};

}  // namespace

bool may_align(const Given& given, std::size_t tensor) {
  const model::Tensor& t = given.model().tensors[tensor];
  return t.roles.contains(model::Role::kMatrix) && !t.tags.contains("output") && !t.tags.contains("tied") &&
         given.fan_in(tensor) > given.fan_out(tensor);
}

Exponent spectral_gain(const Given& given, std::size_t tensor) {
  const Exponent init = given.init(tensor);
  const double in = given.fan_in(tensor), out = given.fan_out(tensor);
  if (!init.known() || init.nothing()) return init;
  const double random = init.value + in / 2, aligned = init.value + std::max(in / 2, in - out / 2);
  return {may_align(given, tensor) ? std::clamp(0.0, random, aligned) : aligned};
}

ForwardPass forward_pass(const Given& given, const Steps& steps) {
  return Pass(given, steps).run();
}

}  // namespace cdp::analysis
