// Walks the blocks in order, a stack's body once for each of its runs; what an operation makes of shapes is
// shape_rules.h's.
#include "compiler/plan/shapes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/dotted.h"
#include "compiler/base/saturating.h"
#include "compiler/plan/limits.h"
#include "compiler/plan/shape_rules.h"

namespace cdp::plan {
namespace {

using Call = ShapeCall<SizeAlgebra>;
using Values = std::map<std::string, NamedOperand, std::less<>>;  // of one block: a body sees its own inputs only

class Tracing {
 public:
  Tracing(const Training& training, const NameMeaning& meaning, Layers layers)
      : training_(training), meaning_(meaning), layers_(layers) {}

  std::variant<std::vector<std::int64_t>, GraphFault> run(const Block& graph) {
    CHECK(graph.inputs.size() == 1);
    const auto output = block(graph, {{task_input(), 1}});
    if (output) check_output(output->operand);
    if (fault_) return *fault_;
    return output->operand.sizes;
  }

 private:
  using Made = std::optional<NamedOperand>;  // null: fault_ says why

  Made fail(const Node* node, std::string message) {
    fault_ = GraphFault{node, std::move(message)};
    return {};
  }

  OperandOf<std::int64_t> task_input() const {
    if (has_tokens(training_.task)) return {{kBatchSize, kTimeSize}, Content::kTokens};
    return {{kBatchSize, training_.features.value_or(1)}};
  }

  /// What the task needs at the end: (batch, time) and the vocabulary, or (batch) and the classes or numbers predicted.
  void check_output(const OperandOf<std::int64_t>& output) {
    const auto& sizes = output.sizes;
    std::vector<std::int64_t> wanted = {kBatchSize};
    if (has_tokens(training_.task)) wanted.push_back(kTimeSize);
    wanted.push_back(sizes.empty() ? 1 : sizes.back());
    const bool fits = !output.number && output.content == Content::kReal && sizes == wanted && wanted.back() > 0;
    const char* const form = training_.task == TaskKind::next_token ? "(batch, time, vocab)"
                             : training_.task == TaskKind::classify ? "(batch, classes)"
                                                                    : "(batch, outputs)";
    if (!fits) {
      fail(nullptr, fmt::format("{} needs {} at the end, found {}", training_.task, form, shape_text(sizes)));
    } else if (token_rows_ && *token_rows_ < sizes.back()) {
      fail(nullptr, fmt::format("the output scores {} tokens, but `{}`, where tokens are looked up, has {} rows",
                                sizes.back(), token_table_, *token_rows_));
    }
  }

  NamedOperand find(const GraphArgument& argument, const Values& values) const {
    if (const double* constant = std::get_if<double>(&argument)) return number(*constant);
    const std::string& name = std::get<std::string>(argument);
    if (!is_value(name)) return meaning_(name, runs_);
    const auto found = values.find(name);
    CHECK(found != values.end());
    return found->second;
  }

  static NamedOperand number(double value) { return {{{}, Content::kReal, "", true}, value}; }

  Made block(const Block& body, std::vector<NamedOperand> inputs) {
    CHECK(body.inputs.size() == inputs.size());
    Values values;
    for (std::size_t i = 0; i < inputs.size(); ++i) values[body.inputs[i]] = std::move(inputs[i]);
    for (const Node& node : body.nodes) {
      std::vector<NamedOperand> arguments;
      for (const GraphArgument& argument : node.args) arguments.push_back(find(argument, values));
      Made made = node.op == kStack ? stack(node, std::move(arguments)) : operation(node, arguments);
      if (!made) return {};
      values[node.id] = *std::move(made);
    }
    return find(body.output, values);
  }

  Made stack(const Node& node, std::vector<NamedOperand> arguments) {
    const OperandOf<std::int64_t> before = arguments[0].operand;
    const std::int64_t count = node.count.value_or(0);
    for (std::int64_t run = 0; run < (layers_ == Layers::kAlike ? std::min<std::int64_t>(count, 1) : count); ++run) {
      runs_.push_back(run);
      Made made = block(*node.body, arguments);
      runs_.pop_back();
      if (!made) return {};
      if (made->operand.sizes != before.sizes || made->operand.number != before.number ||
          made->operand.content != before.content)
        return fail(&node, fmt::format("a stack must keep the shape it carries; {} goes in, {} comes out",
                                       shape_text(before.sizes), shape_text(made->operand.sizes)));
      arguments[0] = *std::move(made);
    }
    return std::move(arguments[0]);
  }

  static std::optional<double> folded(Op op, const std::vector<NamedOperand>& arguments) {
    std::vector<double> numbers;
    for (const NamedOperand& argument : arguments) {
      if (!argument.operand.number) return {};
      numbers.push_back(argument.number);
    }
    return fold(op, numbers);
  }

  Made operation(const Node& node, const std::vector<NamedOperand>& arguments) {
    const Operation* row = find_operation(node.op);
    CHECK(row != nullptr);
    if (const auto value = folded(row->op, arguments)) {
      if (!std::isfinite(*value)) return fail(&node, "needs numbers whose result is finite");
      return number(*value);
    }
    std::vector<OperandOf<std::int64_t>> operands;
    for (const NamedOperand& argument : arguments) operands.push_back(argument.operand);
    const auto attribute = [&](std::string_view name) { return integer_attribute(node, name); };
    Call call(*row, operands, attribute, training_.context.value_or(0));
    auto result = shape_of(call);
    if (!result) return fail(&node, fmt::format("needs {}, found {}", call.misfit().wanted, call.misfit().found));
    if (row->transfer == Transfer::kLooksUp && operands[0].content == Content::kTokens) note_table(operands[1]);
    return NamedOperand{{std::move(result->sizes), result->content}};
  }

  /// Tokens index the smallest table they are looked up in.
  void note_table(const OperandOf<std::int64_t>& table) {
    if (token_rows_ && *token_rows_ <= table.sizes[0]) return;
    token_rows_ = table.sizes[0];
    token_table_ = table.name;
  }

  const Training& training_;
  const NameMeaning& meaning_;
  Layers layers_;
  std::vector<std::int64_t> runs_;  // of the stacks around, outermost first
  std::optional<GraphFault> fault_;
  std::optional<std::int64_t> token_rows_;
  std::string token_table_;
};

using Tensors = std::unordered_map<std::string_view, const Tensor*>;

/// Whether the folded names of a graph stand for tensors of one shape each, whatever the runs.
class Alike {
 public:
  explicit Alike(const Tensors& tensors) : tensors_(tensors) {}

  bool holds(const Block& block) {
    for (const Node& node : block.nodes) {
      for (const GraphArgument& argument : node.args)
        if (const auto* name = std::get_if<std::string>(&argument); name && !name_is_alike(*name)) return false;
      if (!node.body) continue;
      counts_.push_back(node.count.value_or(0));
      const bool good = holds(*node.body);
      counts_.pop_back();
      if (!good) return false;
    }
    return true;
  }

 private:
  bool name_is_alike(const std::string& folded) {
    const std::size_t stars = is_value(folded) ? 0 : dotted::count_stars(folded);
    if (stars == 0 || !seen_.insert(folded).second) return true;
    for (std::size_t i = 0; i < stars; ++i)
      if (counts_[i] == 0) return true;
    std::vector<std::int64_t> runs(stars, 0);
    const auto first = tensors_.find(dotted::expand(folded, runs));
    if (first == tensors_.end()) return true;  // a multiplier has no shape
    while (true) {                             // every name on the way is one of the plan's, so this ends
      if (tensors_.at(dotted::expand(folded, runs))->shape != first->second->shape) return false;
      std::size_t digit = stars;
      while (digit > 0 && ++runs[digit - 1] == counts_[digit - 1]) runs[--digit] = 0;
      if (digit == 0) return true;
    }
  }

  const Tensors& tensors_;
  std::vector<std::int64_t> counts_;  // of the stacks around, outermost first
  std::unordered_set<std::string> seen_;
};

Layers layers_of(const Plan& plan) {
  Tensors tensors;
  for (const Tensor& tensor : plan.tensors) tensors.emplace(tensor.name, &tensor);
  return Alike(tensors).holds(plan.graph) ? Layers::kAlike : Layers::kDiffer;
}

}  // namespace

std::string shape_text(const std::vector<std::int64_t>& sizes) {
  return Call::text(sizes);
}

std::string SizeAlgebra::text(Dim size) {
  return size == kBatchSize ? "batch" : size == kTimeSize ? "time" : std::to_string(size);
}

std::optional<std::int64_t> SizeAlgebra::times(Dim a, Dim b) {
  if (a < 0 || b < 0) return {};
  const Dim product = saturating_product(a, b);
  return product <= kMostWhole ? std::optional(product) : std::nullopt;
}

std::optional<bool> SizeAlgebra::holds(Relation relation, Dim left, Dim right) {
  switch (relation) {
    case Relation::kDivides:
      return left > 0 && right > 0 && right % left == 0;
    case Relation::kBelow:
      return left < right;
    case Relation::kAtMost:
      return left <= right;
  }
  return false;
}

std::variant<std::vector<std::int64_t>, GraphFault> trace_shapes(const Block& graph, const Training& training,
                                                                 const NameMeaning& meaning, Layers layers) {
  return Tracing(training, meaning, layers).run(graph);
}

Result<std::vector<std::int64_t>> trace_shapes(const Plan& plan) {
  std::unordered_map<std::string_view, NamedOperand> names;
  for (const Tensor& tensor : plan.tensors) names[tensor.name] = {{tensor.shape, Content::kReal, tensor.name}};
  for (const Multiplier& multiplier : plan.multipliers)
    names[multiplier.name] = {{{}, Content::kReal, "", true}, multiplier.value};
  const auto meaning = [&](const std::string& folded, std::span<const std::int64_t> runs) {
    // A name with fewer stars than stacks around it is shared by the inner ones' runs.
    const auto found = names.find(dotted::expand(folded, runs.first(dotted::count_stars(folded))));
    CHECK(found != names.end());
    return found->second;
  };
  auto traced = trace_shapes(plan.graph, plan.training, meaning, layers_of(plan));
  if (auto* sizes = std::get_if<std::vector<std::int64_t>>(&traced)) return std::move(*sizes);
  GraphFault& fault = std::get<GraphFault>(traced);
  const std::string place = fault.node ? fmt::format("node {} ({})", fault.node->id, fault.node->op) : "graph";
  return Error{std::move(fault.message), place};
}

}  // namespace cdp::plan
