// Matches the graph from the logits back to the tokens; see hf_granite_topology.h. What Granite computes:
// src/transformers/models/granite/modeling_granite.py of transformers.
#include "compiler/export/hf_granite_topology.h"

#include <algorithm>
#include <map>
#include <string_view>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/text.h"
#include "compiler/plan/pattern.h"

namespace cdp::exporting {
namespace {

using plan::anything;
using plan::BlockIndex;
using plan::either_order;
using plan::expect;
using plan::GraphArgument;
using plan::Node;
using plan::Op;
using plan::op;
using plan::parameter;
using plan::Pattern;
using plan::value;

bool is_value(const GraphArgument& argument) {
  return plan::value_in(argument) != nullptr;
}

bool takes_two_values(const Node& node) {
  return is_value(node.args[0]) && is_value(node.args[1]);
}

/// `layer_norm` with `h.*.ln_1.weight`: an operation as users know it.
std::string described(const Node* node) {
  if (node == nullptr) return "its input as it is";
  std::vector<std::string> names;
  for (const GraphArgument& argument : node->args)
    if (const std::string* name = plan::parameter_in(argument)) names.push_back("`" + *name + "`");
  return fmt::format("`{}`{}", node->op, names.empty() ? "" : " with " + list_of(names));
}

std::string first_of(const std::string& folded) {
  const std::vector<std::int64_t> zeros(dotted::count_stars(folded), 0);
  return dotted::expand(folded, zeros);
}

/// linear(x, weight) plus an offset, and the value x.
struct Product {
  Linear matrix;
  std::string input;
};

/// What goes around a branch, what comes out of it, and behind which factor.
struct Residual {
  std::string stream;
  Product last;
  double factor = 1;
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
  bool fits(const BlockIndex& block, const std::string& end, const Pattern& pattern) {
    if (const auto wrong = plan::mismatch(pattern, block, end))
      return differs(wrong->where, wrong->found, wrong->wanted);
    return fault_.empty();
  }

  bool model() {
    if (!plan::has_tokens(plan_.training.task))
      return fail(fmt::format("its task is {}; Granite predicts the next token", plan_.training.task));
    const BlockIndex graph(plan_.graph);
    std::string normed, stacked;
    const Pattern head = expect("the output", "logits_scaling and a matrix without an offset",
                                op(Op::linear, {value(normed), parameter(granite_.head)}));
    if (!fits(graph, plan_.graph.output, scaled(granite_.logits_multiplier, head)) ||
        !norm(graph, normed, "what the head reads", granite_.final_norm, stacked))
      return false;
    const Node* stack = graph.maker(stacked);
    if (stack == nullptr || !stack->body) return differs("what the last norm reads", stack, "one stack of blocks");
    if (stack->args.size() != 1) return fail("its blocks read more than the residual stream; Granite's do not");
    const Pattern embedding =
        expect("what the first block reads", "embedding_multiplier and the rows of one table of tokens",
               op(Op::lookup, {plan::same(plan_.graph.inputs.front()), parameter(granite_.embed)}));
    return fits(graph, *plan::value_in(stack->args[0]), scaled(granite_.embedding_multiplier, embedding)) &&
           blocks(*stack);
  }

  bool blocks(const Node& stack) {
    granite_.layers = stack.count.value_or(1);
    const BlockIndex body(*stack.body);
    Residual mlp, attention;
    const bool branches =
        fits(body, stack.body->output, residual("the output of a block", mlp)) && swiglu(body, mlp) &&
        fits(body, mlp.stream, residual("the residual stream between attention and MLP", attention)) &&
        self_attention(body, attention) &&
        fits(body, attention.stream,
             expect("the residual stream of a block", "the block's own input there",
                    plan::same(stack.body->inputs.front())));
    if (!branches) return false;
    if (attention.factor != mlp.factor)
      return fail(
          fmt::format("its residual multipliers differ, {} behind attention and {} behind the MLP; Granite has "
                      "one residual_multiplier",
                      shortest(attention.factor), shortest(mlp.factor)));
    granite_.residual_multiplier = mlp.factor;
    return true;
  }

  /// stream + factor * branch
  Pattern residual(std::string where, Residual& out) {
    const Pattern branch =
        expect(where, "a branch that ends in a matrix and a multiplier", scaled(out.factor, linear(out.last)));
    return expect(where, "x + residual_multiplier * branch",
                  either_order(Op::add, branch, value(out.stream), takes_two_values));
  }

  /// down(silu(gate(x)) * up(x)) with x = norm(stream)
  bool swiglu(const BlockIndex& block, const Residual& mlp) {
    const auto part = [](const char* where, Pattern pattern) {
      return expect(where, "down(silu(gate(x)) * up(x))", std::move(pattern));
    };
    Product gate, up;
    const Pattern silu =
        part("a factor inside the MLP", op(Op::silu, {part("what the MLP's silu reads", linear(gate))}));
    const Pattern other = part("the other factor inside the MLP", linear(up));
    if (!fits(block, mlp.last.input,
              part("what the MLP's last matrix reads", either_order(Op::mul, silu, other, takes_two_values))))
      return false;
    granite_.gate = gate.matrix, granite_.up = up.matrix, granite_.down = mlp.last.matrix;
    return same_offsets("the MLP's matrices", "mlp_bias", {gate, up, mlp.last}) &&
           one_input(block, "the MLP", {gate, up}, mlp.stream, granite_.mlp_norm);
  }

  bool self_attention(const BlockIndex& block, const Residual& branch) {
    const auto unlimited = [this](const Node& core) {
      if (!plan::boolean_attribute(core, "causal") || plan::integer_attribute(core, "window") != 0)
        return fail("its attention is not causal, or only over a window; Granite's is causal and unlimited");
      return constant(core.args[3], granite_.attention_multiplier);
    };
    const auto part = [](Pattern pattern) {
      return expect("what the attention's last matrix reads", "merge_heads(attention(q, k, v))", std::move(pattern));
    };
    Product q, k, v;
    std::int64_t value_heads = 0;
    double key_theta = 0;
    const Pattern core =
        op(Op::attention,
           {rotated("queries", q, granite_.heads, granite_.rope_theta),
            rotated("keys", k, granite_.kv_heads, key_theta), projected("values", v, value_heads), anything()},
           unlimited);
    if (!fits(block, branch.last.input, part(op(Op::merge_heads, {part(core)})))) return false;
    if (key_theta != granite_.rope_theta)
      return fail(fmt::format("queries are rotated with theta {}, keys with {}; Granite has one rope_theta",
                              shortest(granite_.rope_theta), shortest(key_theta)));
    if (value_heads != granite_.kv_heads) return fail("keys and values have different numbers of heads");
    granite_.q = q.matrix, granite_.k = k.matrix, granite_.v = v.matrix, granite_.out = branch.last.matrix;
    return same_offsets("the attention's matrices", "attention_bias", {q, k, v, branch.last}) &&
           one_input(block, "attention", {q, k, v}, branch.stream, granite_.attn_norm);
  }

  /// rope(split_heads(linear(x)))
  Pattern rotated(const std::string& what, Product& product, std::int64_t& heads, double& theta) const {
    return expect("what attention takes as " + what, "rope right before, and no norm",
                  op(Op::rope, {projected(what, product, heads)}, plan::attribute("theta", theta)));
  }

  /// split_heads(linear(x))
  Pattern projected(const std::string& what, Product& product, std::int64_t& heads) const {
    const auto part = [&](Pattern pattern) {
      return expect("what attention takes as " + what, "split_heads(linear(x)) there, and no norm", std::move(pattern));
    };
    return part(op(Op::split_heads, {part(linear(product))}, plan::attribute("heads", heads)));
  }

  /// All read one value, which is the norm of the stream.
  bool one_input(const BlockIndex& block, std::string_view where, std::initializer_list<Product> all,
                 const std::string& stream, std::string& gain) {
    const std::string& input = all.begin()->input;
    if (std::any_of(all.begin(), all.end(), [&](const Product& one) { return one.input != input; }))
      return fail(fmt::format("the matrices of {} do not read the same; Granite's read the same norm", where));
    std::string normed;
    if (!norm(block, input, fmt::format("what {} reads", where), gain, normed)) return false;
    if (normed != stream)
      return fail(
          fmt::format("the norm before {} reads something else than what {} is added to; Granite's blocks are "
                      "pre-norm",
                      where, where));
    return true;
  }

  bool norm(const BlockIndex& block, const std::string& end, const std::string& where, std::string& gain,
            std::string& input) {
    double eps = 0;
    const Pattern pattern = op(Op::rms_norm, {value(input), parameter(gain)}, plan::attribute("eps", eps));
    if (!fits(block, end, expect(where, "an rms_norm with a gain there", pattern))) return false;
    if (!eps_from_.empty() && eps != granite_.norm_eps)
      return fail(fmt::format("its norms have different eps, {} at `{}` and {} at `{}`; Granite has one rms_norm_eps",
                              shortest(granite_.norm_eps), eps_from_, shortest(eps), gain));
    granite_.norm_eps = eps;
    eps_from_ = gain;
    return true;
  }

  bool same_offsets(std::string_view where, std::string_view key, std::initializer_list<Product> all) {
    const auto count = std::count_if(all.begin(), all.end(), [](const Product& one) { return one.matrix.offset; });
    if (count == 0 || count == static_cast<std::ptrdiff_t>(all.size())) return true;
    return fail(fmt::format("only some of {} have an offset; Granite's {} is for all of them", where, key));
  }

  /// linear(x, weight), or that plus a trained offset.
  Pattern linear(Product& out) const {
    const auto offset = [this, &out](plan::Matching&, const GraphArgument& argument) {
      const std::string* name = plan::parameter_in(argument);
      if (name == nullptr || !shapes_.contains(first_of(*name)) || shape(*name).size() != 1) return false;
      out.matrix.offset = *name;
      return true;
    };
    const Pattern product = op(Op::linear, {value(out.input), parameter(out.matrix.weight)});
    return plan::one_of(product, either_order(Op::add, product, offset));
  }

  /// Takes the constant factors off a value.
  Pattern scaled(double& factor, Pattern inner) {
    return [this, &factor, inner = std::move(inner)](plan::Matching& matching, const GraphArgument& end) {
      factor = 1;
      const GraphArgument* at = &end;
      while (const GraphArgument* before = before_factor(matching.index.maker_of(*at), factor)) at = before;
      return inner(matching, *at);
    };
  }

  /// What a product scales by a constant; null: it is no such product.
  const GraphArgument* before_factor(const Node* node, double& factor) {
    if (!plan::is_op(node, Op::mul)) return nullptr;
    const std::size_t at = is_value(node->args[0]) ? 1 : 0;
    double own = 1;
    if (!is_constant(node->args[at]) || !is_value(node->args[1 - at]) || !constant(node->args[at], own)) return nullptr;
    factor *= own;
    return &node->args[1 - at];
  }

  [[nodiscard]] bool is_constant(const GraphArgument& argument) const {
    const std::string* name = plan::parameter_in(argument);
    return name != nullptr ? multipliers_.contains(first_of(*name)) : !is_value(argument);
  }

  /// A number, or a multiplier that is the same in all blocks.
  bool constant(const GraphArgument& argument, double& out) {
    if (const double* number = std::get_if<double>(&argument)) {
      out = *number;
      return true;
    }
    const std::string& name = std::get<std::string>(argument);
    if (dotted::count_stars(name) > 1) return fail("it has stacks within stacks; Granite has one");
    if (!is_constant(argument)) return fail(fmt::format("`{}` is no constant; Granite's multipliers are", name));
    out = multipliers_.at(first_of(name));
    for (std::int64_t i = 1; dotted::count_stars(name) == 1 && i < granite_.layers; ++i) {
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
