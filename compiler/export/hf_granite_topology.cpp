// Walks the graph backwards, from the logits to the tokens; see hf_granite_topology.h. What Granite computes:
// src/transformers/models/granite/modeling_granite.py of transformers.
#include "compiler/export/hf_granite_topology.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/text.h"
#include "compiler/plan/graph_index.h"

namespace cdp::exporting {
namespace {

using plan::Block;
using plan::GraphArgument;
using plan::Node;

/// Of an argument that is a value or names a tensor or multiplier.
const std::string* name_in(const GraphArgument& argument) {
  return std::get_if<std::string>(&argument);
}

bool is_value(const GraphArgument& argument) {
  return plan::value_in(argument) != nullptr;
}

/// `layer_norm` with `h.*.ln_1.weight`: an operation as users know it.
std::string described(const Node* node) {
  if (node == nullptr) return "its input as it is";
  std::vector<std::string> names;
  for (const GraphArgument& argument : node->args)
    if (const std::string* name = plan::parameter_in(argument)) names.push_back("`" + *name + "`");
  return fmt::format("`{}`{}", node->op, names.empty() ? "" : " with " + list_of(names));
}

/// A value and the constant that it has been multiplied with.
struct Scaled {
  std::string value;
  double factor = 1;
};

/// What goes around a branch, what comes out of it, and behind which factor.
struct Residual {
  std::string stream;
  Linear last;
  std::string inside;  // what the branch's last matrix reads
  double factor = 1;
};

/// The graph or a stack's body, and how often it runs; stars in names count up to that.
struct Scope {
  plan::BlockIndex index;
  std::int64_t count = 1;

  [[nodiscard]] const Block& block() const { return index.block(); }
  /// What makes the value; null for an input.
  [[nodiscard]] const Node* find(std::string_view value) const { return index.maker(value); }
};

class Recogniser {
 public:
  explicit Recogniser(const plan::Plan& plan) : plan_(plan) {
    for (const plan::Tensor& tensor : plan.tensors) shapes_.emplace(tensor.name, &tensor.shape);
    for (const plan::Multiplier& multiplier : plan.multipliers) multipliers_.emplace(multiplier.name, multiplier.value);
  }

  Result<Granite> run() {
    if (model() && sizes()) return granite_;
    return Error{"hf-granite cannot hold this model: " + fault_, ""};
  }

 private:
  bool fail(std::string what) {
    if (fault_.empty()) fault_ = std::move(what);
    return false;
  }
  bool differs(std::string_view where, const Node* found, std::string_view granite) {
    return fail(fmt::format("{} is made by {}; Granite has {}", where, described(found), granite));
  }

  bool model() {
    if (!plan::has_tokens(plan_.training.task))
      return fail(fmt::format("its task is {}; Granite predicts the next token", plan_.training.task));
    const Scope graph{plan::BlockIndex(plan_.graph), 1};
    Scaled logits;
    Linear head;
    std::string normed;
    if (!unscaled(graph, graph.block().output, logits)) return false;
    if (!linear(graph, logits.value, head, normed) || head.offset)
      return differs("the output", graph.find(logits.value), "logits_scaling and a matrix without an offset");
    granite_.head = head.weight;
    granite_.logits_multiplier = logits.factor;
    std::string stacked;
    if (!norm(graph, normed, "what the head reads", granite_.final_norm, stacked)) return false;
    const Node* stack = graph.find(stacked);
    if (stack == nullptr || !stack->body) return differs("what the last norm reads", stack, "one stack of blocks");
    if (stack->args.size() != 1) return fail("its blocks read more than the residual stream; Granite's do not");
    return embedding(graph, *name_in(stack->args[0])) && blocks(*stack);
  }

  bool embedding(const Scope& graph, const std::string& value) {
    Scaled embedded;
    if (!unscaled(graph, value, embedded)) return false;
    const Node* lookup = graph.find(embedded.value);
    const bool is_lookup =
        plan::is_op(lookup, plan::Op::lookup) && *name_in(lookup->args[0]) == graph.block().inputs.front();
    if (!is_lookup)
      return differs("what the first block reads", lookup, "embedding_multiplier and the rows of one table of tokens");
    granite_.embed = *name_in(lookup->args[1]);
    granite_.embedding_multiplier = embedded.factor;
    return true;
  }

  bool blocks(const Node& stack) {
    granite_.layers = stack.count.value_or(1);
    const Scope body{plan::BlockIndex(*stack.body), granite_.layers};
    Residual mlp;
    Residual attention;
    const bool branches = residual(body, body.block().output, "the output of a block", mlp) && swiglu(body, mlp) &&
                          residual(body, mlp.stream, "the residual stream between attention and MLP", attention) &&
                          self_attention(body, attention);
    if (!branches) return false;
    if (attention.stream != body.block().inputs.front())
      return differs("the residual stream of a block", body.find(attention.stream), "the block's own input there");
    if (attention.factor != mlp.factor)
      return fail(
          fmt::format("its residual multipliers differ, {} behind attention and {} behind the MLP; Granite has "
                      "one residual_multiplier",
                      shortest(attention.factor), shortest(mlp.factor)));
    granite_.residual_multiplier = mlp.factor;
    return true;
  }

  /// stream + factor * branch
  bool residual(const Scope& scope, const std::string& value, std::string_view where, Residual& out) {
    const Node* add = scope.find(value);
    if (!plan::is_op(add, plan::Op::add) || !is_value(add->args[0]) || !is_value(add->args[1]))
      return differs(where, add, "x + residual_multiplier * branch");
    for (const std::size_t branch : {1U, 0U}) {
      Scaled scaled;
      if (!unscaled(scope, *name_in(add->args[branch]), scaled)) return false;
      if (!linear(scope, scaled.value, out.last, out.inside)) continue;
      out.stream = *name_in(add->args[1 - branch]);
      out.factor = scaled.factor;
      return true;
    }
    return differs(where, scope.find(*name_in(add->args[1])), "a branch that ends in a matrix and a multiplier");
  }

  /// down(silu(gate(x)) * up(x)) with x = norm(stream)
  bool swiglu(const Scope& scope, const Residual& mlp) {
    constexpr std::string_view kSwiGlu = "down(silu(gate(x)) * up(x))";
    const Node* product = scope.find(mlp.inside);
    if (!plan::is_op(product, plan::Op::mul) || !is_value(product->args[0]) || !is_value(product->args[1]))
      return differs("what the MLP's last matrix reads", product, kSwiGlu);
    const bool first = plan::is_op(scope.find(*name_in(product->args[0])), plan::Op::silu);
    const Node* silu = scope.find(*name_in(product->args[first ? 0 : 1]));
    if (!plan::is_op(silu, plan::Op::silu)) return differs("a factor inside the MLP", silu, kSwiGlu);
    std::string gate_input;
    std::string up_input;
    if (!linear(scope, *name_in(silu->args[0]), granite_.gate, gate_input))
      return differs("what the MLP's silu reads", scope.find(*name_in(silu->args[0])), kSwiGlu);
    const std::string& up = *name_in(product->args[first ? 1 : 0]);
    if (!linear(scope, up, granite_.up, up_input))
      return differs("the other factor inside the MLP", scope.find(up), kSwiGlu);
    granite_.down = mlp.last;
    if (!same_offsets("the MLP's matrices", "mlp_bias", {granite_.gate, granite_.up, granite_.down})) return false;
    return one_input(scope, "the MLP", {gate_input, up_input}, mlp.stream, granite_.mlp_norm);
  }

  bool self_attention(const Scope& scope, const Residual& branch) {
    const Node* merged = scope.find(branch.inside);
    const Node* core = plan::is_op(merged, plan::Op::merge_heads) ? scope.find(*name_in(merged->args[0])) : nullptr;
    if (!plan::is_op(core, plan::Op::attention))
      return differs("what the attention's last matrix reads", core != nullptr ? core : merged,
                     "merge_heads(attention(q, k, v))");
    if (!plan::boolean_attribute(*core, "causal") || plan::integer_attribute(*core, "window") != 0)
      return fail("its attention is not causal, or only over a window; Granite's is causal and unlimited");
    std::vector<std::string> inputs(3);
    std::int64_t value_heads = 0;
    double key_theta = 0;
    if (!constant(scope, core->args[3], granite_.attention_multiplier) ||
        !rotated(scope, core->args[0], "queries", granite_.q, inputs[0], granite_.heads, granite_.rope_theta) ||
        !rotated(scope, core->args[1], "keys", granite_.k, inputs[1], granite_.kv_heads, key_theta) ||
        !projected(scope, core->args[2], "values", granite_.v, inputs[2], value_heads))
      return false;
    if (key_theta != granite_.rope_theta)
      return fail(fmt::format("queries are rotated with theta {}, keys with {}; Granite has one rope_theta",
                              shortest(granite_.rope_theta), shortest(key_theta)));
    if (value_heads != granite_.kv_heads) return fail("keys and values have different numbers of heads");
    granite_.out = branch.last;
    if (!same_offsets("the attention's matrices", "attention_bias", {granite_.q, granite_.k, granite_.v, granite_.out}))
      return false;
    return one_input(scope, "attention", inputs, branch.stream, granite_.attn_norm);
  }

  /// rope(split_heads(linear(x)))
  bool rotated(const Scope& scope, const GraphArgument& argument, std::string_view what, Linear& matrix,
               std::string& input, std::int64_t& heads, double& theta) {
    const Node* rope = scope.find(*name_in(argument));
    if (!plan::is_op(rope, plan::Op::rope))
      return differs(fmt::format("what attention takes as {}", what), rope, "rope right before, and no norm");
    theta = plan::number_attribute(*rope, "theta");
    return projected(scope, rope->args[0], what, matrix, input, heads);
  }

  /// split_heads(linear(x))
  bool projected(const Scope& scope, const GraphArgument& argument, std::string_view what, Linear& matrix,
                 std::string& input, std::int64_t& heads) {
    const Node* split = scope.find(*name_in(argument));
    const bool fits =
        plan::is_op(split, plan::Op::split_heads) && linear(scope, *name_in(split->args[0]), matrix, input);
    if (!fits)
      return differs(fmt::format("what attention takes as {}", what),
                     plan::is_op(split, plan::Op::split_heads) ? scope.find(*name_in(split->args[0])) : split,
                     "split_heads(linear(x)) there, and no norm");
    heads = plan::integer_attribute(*split, "heads");
    return true;
  }

  /// All of `inputs` are one value, which is the norm of the stream.
  bool one_input(const Scope& scope, std::string_view where, const std::vector<std::string>& inputs,
                 const std::string& stream, std::string& gain) {
    if (std::any_of(inputs.begin(), inputs.end(), [&](const std::string& input) { return input != inputs.front(); }))
      return fail(fmt::format("the matrices of {} do not read the same; Granite's read the same norm", where));
    std::string normed;
    if (!norm(scope, inputs.front(), fmt::format("what {} reads", where), gain, normed)) return false;
    if (normed != stream)
      return fail(
          fmt::format("the norm before {} reads something else than what {} is added to; Granite's blocks are "
                      "pre-norm",
                      where, where));
    return true;
  }

  bool norm(const Scope& scope, const std::string& value, std::string_view where, std::string& gain,
            std::string& input) {
    const Node* node = scope.find(value);
    if (!plan::is_op(node, plan::Op::rms_norm) || node->args.size() != 2 || name_in(node->args[1]) == nullptr)
      return differs(where, node, "an rms_norm with a gain there");
    gain = *name_in(node->args[1]);
    input = *name_in(node->args[0]);
    const double eps = plan::number_attribute(*node, "eps");
    if (!eps_from_.empty() && eps != granite_.norm_eps)
      return fail(fmt::format("its norms have different eps, {} at `{}` and {} at `{}`; Granite has one rms_norm_eps",
                              shortest(granite_.norm_eps), eps_from_, shortest(eps), gain));
    granite_.norm_eps = eps;
    eps_from_ = gain;
    return true;
  }

  bool same_offsets(std::string_view where, std::string_view key, std::initializer_list<Linear> matrices) {
    const auto count = std::count_if(matrices.begin(), matrices.end(), [](const Linear& one) { return one.offset; });
    if (count == 0 || count == static_cast<std::ptrdiff_t>(matrices.size())) return true;
    return fail(fmt::format("only some of {} have an offset; Granite's {} is for all of them", where, key));
  }

  /// linear(x, weight), or that plus a trained offset.
  bool linear(const Scope& scope, const std::string& value, Linear& out, std::string& input) const {
    const Node* node = scope.find(value);
    out.offset.reset();
    if (plan::is_op(node, plan::Op::add) && is_value(node->args[0]) != is_value(node->args[1])) {
      const std::size_t at = is_value(node->args[0]) ? 1 : 0;
      const std::string* offset = name_in(node->args[at]);
      if (offset == nullptr || !shapes_.contains(first_of(*offset)) || shape(*offset).size() != 1) return false;
      out.offset = *offset;
      node = scope.find(*name_in(node->args[1 - at]));
    }
    if (!plan::is_op(node, plan::Op::linear)) return false;
    out.weight = *name_in(node->args[1]);
    input = *name_in(node->args[0]);
    return true;
  }

  /// Takes the constant factors off a value.
  bool unscaled(const Scope& scope, const std::string& value, Scaled& out) {
    out = {value, 1};
    for (const Node* node = scope.find(value); plan::is_op(node, plan::Op::mul); node = scope.find(out.value)) {
      const std::size_t at = is_value(node->args[0]) ? 1 : 0;
      if (!is_constant(node->args[at]) || !is_value(node->args[1 - at])) return true;
      double factor = 1;
      if (!constant(scope, node->args[at], factor)) return false;
      out.factor *= factor;
      out.value = *name_in(node->args[1 - at]);
    }
    return true;
  }

  [[nodiscard]] bool is_constant(const GraphArgument& argument) const {
    const std::string* name = name_in(argument);
    if (name == nullptr) return true;
    return !plan::is_value(*name) && multipliers_.contains(first_of(*name));
  }

  static std::string first_of(const std::string& folded) {
    const std::vector<std::int64_t> zeros(dotted::count_stars(folded), 0);
    return dotted::expand(folded, zeros);
  }

  /// A number, or a multiplier that is the same in all blocks.
  bool constant(const Scope& scope, const GraphArgument& argument, double& out) {
    if (const double* number = std::get_if<double>(&argument)) {
      out = *number;
      return true;
    }
    const std::string& name = *name_in(argument);
    if (dotted::count_stars(name) > 1) return fail("it has stacks within stacks; Granite has one");
    if (!is_constant(argument)) return fail(fmt::format("`{}` is no constant; Granite's multipliers are", name));
    out = multipliers_.at(first_of(name));
    for (std::int64_t i = 1; dotted::count_stars(name) == 1 && i < scope.count; ++i) {
      const std::string other = dotted::expand(name, std::span(&i, 1));
      if (multipliers_.at(other) == out) continue;
      return fail(fmt::format("`{}` is {} and `{}` is {}; Granite has one value for all layers", first_of(name),
                              shortest(out), other, shortest(multipliers_.at(other))));
    }
    return true;
  }

  [[nodiscard]] const std::vector<std::int64_t>& shape(const std::string& folded) const {
    return *shapes_.at(first_of(folded));
  }

  bool sizes() {
    granite_.vocab = shape(granite_.embed)[0];
    granite_.width = shape(granite_.embed)[1];
    granite_.hidden = shape(granite_.gate.weight)[0];
    const std::int64_t inside = shape(granite_.q.weight)[0];
    if (inside != granite_.width)
      return fail(
          fmt::format("its {} heads are {} wide together and the model {}; Granite's heads share the model's "
                      "width",
                      granite_.heads, inside, granite_.width));
    if (granite_.logits_multiplier == 0) return fail("its logits are multiplied by 0; logits_scaling divides them");
    return true;
  }

  const plan::Plan& plan_;
  std::map<std::string, const std::vector<std::int64_t>*, std::less<>> shapes_;
  std::map<std::string, double, std::less<>> multipliers_;
  Granite granite_;
  std::string eps_from_;
  std::string fault_;
};

void add_linear(std::vector<NamedTensor>& names, const std::string& theirs, const Linear& ours,
                std::span<const std::int64_t> index) {
  names.push_back({theirs + ".weight", dotted::expand(ours.weight, index)});
  if (ours.offset) names.push_back({theirs + ".bias", dotted::expand(*ours.offset, index)});
}

}  // namespace

Result<Granite> recognise_granite(const plan::Plan& plan) {
  return Recogniser(plan).run();
}

std::vector<NamedTensor> granite_tensors(const Granite& granite) {
  std::vector<NamedTensor> names = {{"model.embed_tokens.weight", granite.embed}};
  for (std::int64_t i = 0; i < granite.layers; ++i) {
    const std::span index(&i, 1);
    const std::string layer = fmt::format("model.layers.{}.", i);
    names.push_back({layer + "input_layernorm.weight", dotted::expand(granite.attn_norm, index)});
    add_linear(names, layer + "self_attn.q_proj", granite.q, index);
    add_linear(names, layer + "self_attn.k_proj", granite.k, index);
    add_linear(names, layer + "self_attn.v_proj", granite.v, index);
    add_linear(names, layer + "self_attn.o_proj", granite.out, index);
    names.push_back({layer + "post_attention_layernorm.weight", dotted::expand(granite.mlp_norm, index)});
    add_linear(names, layer + "mlp.gate_proj", granite.gate, index);
    add_linear(names, layer + "mlp.up_proj", granite.up, index);
    add_linear(names, layer + "mlp.down_proj", granite.down, index);
  }
  names.push_back({"model.norm.weight", granite.final_norm});
  if (!granite.is_tied()) names.push_back({"lm_head.weight", granite.head});
  return names;
}

}  // namespace cdp::exporting
