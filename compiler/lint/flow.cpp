// Walks along the values of the folded data flow; see flow.h. The ids of values are unique over all blocks.
#include "compiler/lint/flow.h"

#include <algorithm>

namespace cdp::lint {

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

}  // namespace

Flow::Flow(const model::Model& model) : model_(model) {
  add(model.graph);
}

void Flow::add(const model::Block& block) {
  for (const Node& node : block.nodes) {
    nodes_.push_back(&node);
    makers_.emplace(node.id, &node);
    if (const auto* matrix = matrix_of(node)) products_.emplace(matrix->index, &node);
    for (const NodeArgument& argument : node.args)
      if (const auto* value = std::get_if<model::ValueId>(&argument)) readers_.emplace(value->id, &node);
    if (node.body) add(*node.body);
  }
}

const Node* Flow::made_by(const NodeArgument& argument) const {
  const auto* value = std::get_if<model::ValueId>(&argument);
  const auto found = value == nullptr ? makers_.end() : makers_.find(value->id);
  return found == makers_.end() ? nullptr : found->second;
}

/// What stands before the products (and offsets) that a value ends in; their multipliers are added to `factors`.
const NodeArgument& Flow::before_products(const NodeArgument& end, std::vector<Factor>& factors) const {
  const NodeArgument* at = &end;
  while (const Node* node = made_by(*at)) {
    const NodeArgument* value = is_product(*node) || is_offset(*node) ? only_value(*node) : nullptr;
    if (value == nullptr) break;
    add_factors(*node, factors);
    at = value;
  }
  return *at;
}

/// The multipliers of the products (and offsets) that a value goes into next.
void Flow::after(std::size_t id, std::vector<Factor>& factors) const {
  const auto scales = [](const auto& reader) {
    return (is_product(*reader.second) || is_offset(*reader.second)) && only_value(*reader.second) != nullptr;
  };
  while (true) {
    const auto [begin, end] = readers_.equal_range(id);
    const auto next = std::find_if(begin, end, scales);
    if (next == end) return;
    add_factors(*next->second, factors);
    id = next->second->id;
  }
}

std::vector<Factor> Flow::factors_of(std::size_t tensor) const {
  std::vector<Factor> factors;
  const auto product = products_.find(tensor);
  if (product == products_.end()) return factors;
  static_cast<void>(before_products(product->second->args[0], factors));
  after(product->second->id, factors);
  return factors;
}

std::vector<Branch> Flow::branches() const {
  std::vector<Branch> found;
  branches_in(model_.graph, {}, false, found);
  return found;
}

std::vector<Branch> Flow::normed_branches() const {
  std::vector<Branch> found;
  branches_in(model_.graph, {}, true, found);
  return found;
}

std::vector<const Node*> Flow::looks_ahead() const {
  std::vector<const Node*> found;
  for (const Node* node : nodes_) {
    if (node->stack) continue;
    const auto is_off = [](const auto& attribute) {
      const bool* value = std::get_if<bool>(&attribute.second);
      return attribute.first == "causal" && value != nullptr && !*value;
    };
    const bool sees_all =
        node->op == Op::attention && std::any_of(node->attributes.begin(), node->attributes.end(), is_off);
    if (sees_all || node->op == Op::mean) found.push_back(node);
  }
  return found;
}

void Flow::branches_in(const model::Block& block, const std::vector<std::size_t>& stacks, bool normed,
                       std::vector<Branch>& found) const {
  for (const Node& node : block.nodes) {
    if (!node.stack) continue;
    Stream stream{*node.body, stacks};
    stream.stacks.push_back(*node.stack);
    std::vector<Branch> plain;
    const bool only_sums = follow(node.body->output, 0, stream, plain);
    if (!normed) {
      found.insert(found.end(), plain.begin(), plain.end());
    } else if (!only_sums) {
      Stream through{*node.body, stream.stacks, true};
      static_cast<void>(follow(node.body->output, 0, through, found));
    }
    branches_in(*node.body, stream.stacks, normed, found);
  }
}

/// Whether a value is the body's input with nothing but sums (and stacks of the same kind, and norms where the stream
/// may go through them) on the way.
bool Flow::follow(std::size_t id, int depth, Stream& stream, std::vector<Branch>& found) const {
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

Branch Flow::branch(const Node& sum, const NodeArgument& added, const std::vector<std::size_t>& stacks) const {
  Branch made{stacks, {}, {}, sum.span};
  const Node* source = made_by(before_products(added, made.factors));
  const auto* matrix = source == nullptr ? nullptr : matrix_of(*source);
  if (matrix != nullptr) made.matrix = matrix->index;
  return made;
}

/// The heads that a query or key was split into, behind its norm and its rotation.
const Node* Flow::split_before(const NodeArgument& argument) const {
  const Node* node = made_by(argument);
  for (int step = 0; node != nullptr && !node->stack && step < kMostSteps; ++step) {
    if (node->op == Op::split_heads) return node;
    const NodeArgument* value = only_value(*node);
    node = value == nullptr ? nullptr : made_by(*value);
  }
  return nullptr;
}

/// The width of a head: of what the matrix before makes, over the pieces it is cut into.
std::optional<model::Sym> Flow::head_dim_before(const Node& split) const {
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

std::vector<Attention> Flow::attentions() const {
  std::vector<Attention> found;
  for (const Node* node : nodes_) {
    if (node->stack || node->op != Op::attention) continue;
    Attention attention;
    attention.span = node->span;
    const Node* queries = split_before(node->args[0]);
    const Node* keys = split_before(node->args[1]);
    if (queries != nullptr)
      if (const auto* heads = attribute(*queries, "heads")) attention.heads = *heads;
    if (keys != nullptr)
      if (const auto* heads = attribute(*keys, "heads")) attention.kv_heads = *heads;
    if (queries != nullptr) attention.head_dim = head_dim_before(*queries);
    if (const auto* scale = std::get_if<sema::MultiplierRef>(&node->args[3])) {
      attention.multiplier = scale->index;
      if (model_.multipliers[scale->index].contraction)
        attention.head_dim = model_.multipliers[scale->index].contraction;
    }
    if (const auto* number = std::get_if<model::Sym>(&node->args[3])) attention.number = *number;
    found.push_back(std::move(attention));
  }
  return found;
}

std::vector<Mixture> Flow::mixtures() const {
  std::vector<Mixture> found;
  for (const Node* node : nodes_) {
    if (node->stack || node->op != Op::experts) continue;
    const auto* bank = std::get_if<sema::TensorRef>(&node->args[2]);
    const Node* route = made_by(node->args[1]);
    const auto* top_k = route == nullptr ? nullptr : attribute(*route, "top_k");
    if (bank != nullptr && top_k != nullptr) found.push_back({model_.tensors[bank->index].dims[0], *top_k});
  }
  return found;
}

}  // namespace cdp::lint
