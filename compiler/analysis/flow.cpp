// Walks along the values of the folded data flow; see flow.h. The ids of values are unique over all blocks.
#include "compiler/analysis/flow.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

namespace cdp::analysis {

using model::Node;
using model::NodeArgument;
using plan::Op;

namespace {

constexpr int kMostSteps = 64;   // from a query to its heads
constexpr int kMostSums = 1000;  // in the body of one stack

const model::Sym* attribute(const Node& node, std::string_view name) {
  for (const auto& [key, value] : node.attributes)
    if (key == name) return std::get_if<model::Sym>(&value);
  return nullptr;
}

/// The value that a product or sum of two takes besides a multiplier, a tensor or a number; null: two values, or none.
const NodeArgument* only_value(const Node& node) {
  const NodeArgument* found = nullptr;
  for (const NodeArgument& argument : node.args) {
    if (!std::holds_alternative<model::ValueId>(argument)) continue;
    if (found != nullptr) return nullptr;
    found = &argument;
  }
  return found;
}

bool is_product(const Node& node) {
  return !node.stack && (node.op == Op::mul || node.op == Op::div);
}

/// The sum of a value and a trained offset.
bool is_offset(const Node& node) {
  return !node.stack && node.op == Op::add &&
         std::any_of(node.args.begin(), node.args.end(),
                     [](const NodeArgument& a) { return std::holds_alternative<sema::TensorRef>(a); });
}

void add_factors(const Node& node, std::vector<Factor>& factors) {
  for (const NodeArgument& argument : node.args)
    if (const auto* multiplier = std::get_if<sema::MultiplierRef>(&argument))
      factors.push_back({multiplier->index, node.op == Op::div ? -1.0 : 1.0});
}

const sema::TensorRef* matrix_of(const Node& node) {
  return !node.stack && node.op == Op::linear ? std::get_if<sema::TensorRef>(&node.args[1]) : nullptr;
}

void add_once(std::vector<model::Sym>& list, const model::Sym& size) {
  if (std::find(list.begin(), list.end(), size) == list.end()) list.push_back(size);
}

class Walk {
 public:
  explicit Walk(const model::Model& model) : model_(model) { add(model.graph); }

  [[nodiscard]] Flow run() const;

 private:
  void add(const model::Block& block);
  [[nodiscard]] const Node* made_by(const NodeArgument& argument) const;
  [[nodiscard]] const NodeArgument& before_products(const NodeArgument& end, std::vector<Factor>& factors) const;
  struct Stream {
    const model::Block& body;
    std::vector<std::size_t> stacks;
    bool through_norms = false;
    std::set<std::size_t> others = {};  // values that are known not to be it
  };
  bool follow(std::size_t id, int depth, Stream& stream, std::vector<Branch>& found) const;
  [[nodiscard]] Branch branch(const Node& sum, const NodeArgument& added, const std::vector<std::size_t>& stacks) const;
  void branches_in(const model::Block& block, const std::vector<std::size_t>& stacks, std::vector<Branch>& found) const;
  [[nodiscard]] const Node* split_before(const NodeArgument& argument) const;
  [[nodiscard]] std::optional<model::Sym> head_dim_before(const Node& split) const;
  [[nodiscard]] Attention attention_of(const Node& node) const;
  [[nodiscard]] std::optional<Mixture> mixture_of(const Node& node) const;
  /// The values of an operation's constant, each once.
  [[nodiscard]] std::vector<model::Sym> constants(Op op, std::string_view name) const;

  const model::Model& model_;
  std::vector<const Node*> nodes_;             // operations of all blocks, in order
  std::map<std::size_t, const Node*> makers_;  // by the value that they make
};

void Walk::add(const model::Block& block) {
  for (const Node& node : block.nodes) {
    if (!node.stack) nodes_.push_back(&node);
    makers_.emplace(node.id, &node);
    if (node.body) add(*node.body);
  }
}

const Node* Walk::made_by(const NodeArgument& argument) const {
  const auto* value = std::get_if<model::ValueId>(&argument);
  const auto found = value == nullptr ? makers_.end() : makers_.find(value->id);
  return found == makers_.end() ? nullptr : found->second;
}

/// What stands before the products (and offsets) that a value ends in; their multipliers are added to `factors`.
const NodeArgument& Walk::before_products(const NodeArgument& end, std::vector<Factor>& factors) const {
  const NodeArgument* at = &end;
  while (const Node* node = made_by(*at)) {
    const NodeArgument* value = is_product(*node) || is_offset(*node) ? only_value(*node) : nullptr;
    if (value == nullptr) break;
    add_factors(*node, factors);
    at = value;
  }
  return *at;
}

/// Whether a token sees what comes after it there.
bool looks_ahead(const Node& node) {
  const auto is_off = [](const auto& attribute) {
    const bool* value = std::get_if<bool>(&attribute.second);
    return attribute.first == "causal" && value != nullptr && !*value;
  };
  return node.op == Op::attention && std::any_of(node.attributes.begin(), node.attributes.end(), is_off);
}

/// Of streams that nothing but sums would not explain: they go through norms.
void Walk::branches_in(const model::Block& block, const std::vector<std::size_t>& stacks,
                       std::vector<Branch>& found) const {
  for (const Node& node : block.nodes) {
    if (!node.stack) continue;
    Stream stream{*node.body, stacks};
    stream.stacks.push_back(*node.stack);
    std::vector<Branch> plain;
    if (!follow(node.body->output, 0, stream, plain)) {
      Stream through{*node.body, stream.stacks, true};
      static_cast<void>(follow(node.body->output, 0, through, found));
    }
    branches_in(*node.body, stream.stacks, found);
  }
}

/// Whether a value is the body's input with nothing but sums (and stacks of the same kind, and norms where the stream
/// may go through them) on the way.
bool Walk::follow(std::size_t id, int depth, Stream& stream, std::vector<Branch>& found) const {
  const auto& inputs = stream.body.inputs;
  if (std::find(inputs.begin(), inputs.end(), id) != inputs.end()) return true;
  const auto maker = makers_.find(id);
  if (maker == makers_.end() || depth == kMostSums || stream.others.contains(id)) return false;
  const Node& node = *maker->second;
  const auto comes_through = [&](std::size_t argument) {
    const auto* value = argument < node.args.size() ? std::get_if<model::ValueId>(&node.args[argument]) : nullptr;
    return value != nullptr && follow(value->id, depth + 1, stream, found);
  };
  const bool norm = !node.stack && (node.op == Op::rms_norm || node.op == Op::layer_norm);
  if ((node.stack || (norm && stream.through_norms)) && comes_through(0)) return true;
  for (const std::size_t through : {std::size_t{0}, std::size_t{1}}) {
    if (node.stack || node.op != Op::add || !comes_through(through)) continue;
    if (std::holds_alternative<model::ValueId>(node.args[1 - through]))
      found.push_back(branch(node, node.args[1 - through], stream.stacks));
    return true;
  }
  stream.others.insert(id);
  return false;
}

Branch Walk::branch(const Node& sum, const NodeArgument& added, const std::vector<std::size_t>& stacks) const {
  Branch made{stacks, {}, sum.span};
  static_cast<void>(before_products(added, made.factors));
  return made;
}

/// The heads that a query or key was split into, behind its norm and its rotation.
const Node* Walk::split_before(const NodeArgument& argument) const {
  const Node* node = made_by(argument);
  for (int step = 0; node != nullptr && !node->stack && step < kMostSteps; ++step) {
    if (node->op == Op::split_heads) return node;
    const NodeArgument* value = only_value(*node);
    node = value == nullptr ? nullptr : made_by(*value);
  }
  return nullptr;
}

/// The width of a head: of what the matrix before makes, over the pieces it is cut into.
std::optional<model::Sym> Walk::head_dim_before(const Node& split) const {
  const model::Sym* heads = attribute(split, "heads");
  if (heads == nullptr) return {};
  model::Sym pieces = *heads;
  const Node* node = made_by(split.args[0]);
  for (int step = 0; node != nullptr && step < kMostSteps; ++step) {
    if (const auto* matrix = matrix_of(*node)) {
      const model::Tensor& tensor = model_.tensors[matrix->index];
      return tensor.dims[tensor.output.value_or(0)] / pieces;
    }
    const bool same_width = is_product(*node) || is_offset(*node) || (!node->stack && node->op == Op::chunk);
    const NodeArgument* value = same_width ? only_value(*node) : nullptr;
    if (value == nullptr) return {};
    if (const model::Sym* chunks = attribute(*node, "chunks")) pieces = pieces * *chunks;
    node = made_by(*value);
  }
  return {};
}

Attention Walk::attention_of(const Node& node) const {
  Attention attention;
  attention.span = node.span;
  const Node* queries = split_before(node.args[0]);
  const Node* keys = split_before(node.args[1]);
  if (queries != nullptr)
    if (const auto* heads = attribute(*queries, "heads")) attention.heads = *heads;
  if (keys != nullptr)
    if (const auto* heads = attribute(*keys, "heads")) attention.kv_heads = *heads;
  if (queries != nullptr) attention.head_dim = head_dim_before(*queries);
  if (const auto* scale = std::get_if<sema::MultiplierRef>(&node.args[3])) {
    attention.multiplier = scale->index;
    if (model_.multipliers[scale->index].contraction) attention.head_dim = model_.multipliers[scale->index].contraction;
  }
  if (const auto* number = std::get_if<model::Sym>(&node.args[3])) attention.number = *number;
  return attention;
}

std::optional<Mixture> Walk::mixture_of(const Node& node) const {
  const auto* bank = std::get_if<sema::TensorRef>(&node.args[2]);
  const Node* route = made_by(node.args[1]);
  const auto* top_k = route == nullptr ? nullptr : attribute(*route, "top_k");
  if (bank == nullptr || top_k == nullptr) return {};
  return Mixture{model_.tensors[bank->index].dims[0], *top_k};
}

std::vector<model::Sym> Walk::constants(Op op, std::string_view name) const {
  std::vector<model::Sym> found;
  for (const Node* node : nodes_)
    if (const auto* number = node->op == op ? attribute(*node, name) : nullptr) add_once(found, *number);
  return found;
}

Flow Walk::run() const {
  Flow flow;
  branches_in(model_.graph, {}, flow.normed_branches);
  for (const Node* node : nodes_) {
    if (looks_ahead(*node)) flow.looks_ahead.push_back(node);
    if (node->op == Op::attention) flow.attentions.push_back(attention_of(*node));
    if (node->op != Op::experts) continue;
    if (const auto mixture = mixture_of(*node)) flow.mixtures.push_back(*mixture);
  }
  for (const Attention& attention : flow.attentions) {
    if (!attention.multiplier) continue;
    const auto& width = model_.multipliers[*attention.multiplier].contraction;
    if (width) add_once(flow.head_widths, *width);
  }
  flow.head_counts = constants(Op::split_heads, "heads");
  flow.windows = constants(Op::attention, "window");
  std::erase(flow.windows, model::Sym(0));
  return flow;
}

}  // namespace

Flow flow_of(const model::Model& model) {
  return Walk(model).run();
}

}  // namespace cdp::analysis
