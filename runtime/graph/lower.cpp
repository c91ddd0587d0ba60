// Walks the blocks in order, a stack's body once for each of its runs, with the stack's index for each `*`.
#include "runtime/graph/lower.h"

#include <map>
#include <optional>
#include <utility>

#include "compiler/base/check.h"
#include "compiler/base/saturating.h"
#include "runtime/graph/shapes.h"

namespace cdp::runtime {
namespace {

/// What a name stands for: where its value is and which shape it has.
struct Known {
  Operand operand;
  ShapeArgument shape;
};

using Values = std::map<std::string, Known>;  // of one block: a body sees its own inputs only

class Lowering {
 public:
  explicit Lowering(const plan::Plan& plan) : plan_(plan) {
    for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
      const plan::Tensor& tensor = plan.tensors[i];
      globals_[tensor.name] = {{Operand::Kind::kParameter, i, 0}, {{tensor.shape}, tensor.name, false}};
    }
    for (const plan::Multiplier& multiplier : plan.multipliers) globals_[multiplier.name] = number(multiplier.value);
  }

  Result<Program> run() {
    const plan::Block& graph = plan_.graph;
    CHECK(graph.inputs.size() == 1);  // validate() saw to it
    program_.input = program_.slots++;
    const ShapeArgument input{task_input(), "", false};
    Result<Known> output = block(graph, {{{Operand::Kind::kSlot, program_.input, 0}, input}});
    if (!output) return output.error();
    if (auto status = check_output(*output); !status) return status.error();
    program_.output = output->operand.index;
    program_.outputs = output->shape.shape.last();
    return std::move(program_);
  }

 private:
  static Known number(double value) { return {{Operand::Kind::kNumber, 0, value}, {{}, "", true}}; }

  static std::string place_of(const plan::Node& node) { return "node " + node.id + " (" + node.op + ")"; }

  Shape task_input() const {
    if (plan::has_tokens(plan_.training.task)) return {{kBatchSize, kTimeSize}, Content::kTokens};
    return {{kBatchSize, *plan_.training.features}};  // validate() saw to it
  }

  /// What the task needs at the end: (batch, time) and the vocabulary, or (batch) and the classes or numbers predicted.
  Status check_output(const Known& output) const {
    const Shape& shape = output.shape.shape;
    const std::string& task = plan_.training.task;
    Shape wanted{{kBatchSize}};
    if (plan::has_tokens(task)) wanted.sizes.push_back(kTimeSize);
    wanted.sizes.push_back(shape.last());
    const bool fits = output.operand.kind == Operand::Kind::kSlot && shape.content == Content::kActivation &&
                      shape.sizes == wanted.sizes && shape.last() > 0;
    const char* const form = task == "next_token" ? "(batch, time, vocab)"
                             : task == "classify" ? "(batch, classes)"
                                                  : "(batch, outputs)";
    if (!fits) return Error{task + " needs " + form + " at the end, not " + shape.text(), "graph"};
    if (token_rows_ && *token_rows_ < shape.last()) {
      return Error{token_table_ + " has " + std::to_string(*token_rows_) + " rows, the output has " +
                       std::to_string(shape.last()) + " tokens",
                   "graph"};
    }
    return Done{};
  }

  Known find(const plan::GraphArgument& argument, const Values& values) const {
    if (const double* constant = std::get_if<double>(&argument)) return number(*constant);
    const std::string& name = std::get<std::string>(argument);
    if (plan::is_value(name)) {
      CHECK(values.contains(name));  // validate() saw to it
      return values.at(name);
    }
    // A name with more stars than stacks around it is validate()'s finding too.
    const auto stars = plan::count_stars(name);
    const auto found = globals_.find(plan::expand(name, std::span(indices_).first(stars)));
    CHECK(found != globals_.end());
    return found->second;
  }

  Result<Known> block(const plan::Block& body, const std::vector<Known>& inputs) {
    CHECK(body.inputs.size() == inputs.size());
    Values values;
    for (std::size_t i = 0; i < inputs.size(); ++i) values[body.inputs[i]] = inputs[i];
    for (const plan::Node& node : body.nodes) {
      std::vector<Known> arguments;
      for (const plan::GraphArgument& argument : node.args) arguments.push_back(find(argument, values));
      Result<Known> made = node.op == plan::kStack ? stack(node, std::move(arguments)) : operation(node, arguments);
      if (!made) return made.error();
      values[node.id] = *made;
    }
    return find(body.output, values);
  }

  Result<Known> stack(const plan::Node& node, std::vector<Known> arguments) {
    const std::string before = arguments[0].shape.shape.text();
    for (std::int64_t run = 0; run < node.count.value_or(0); ++run) {
      indices_.push_back(run);
      Result<Known> made = block(*node.body, arguments);
      indices_.pop_back();
      if (!made) return made.error();
      if (const std::string after = made->shape.shape.text(); after != before) {
        return Error{"a stack must keep the shape it carries; " + before + " goes in, " + after + " comes out",
                     place_of(node)};
      }
      arguments[0] = *made;
    }
    return arguments[0];
  }

  static Settings settings_of(const plan::Node& node, const plan::Operation& row) {
    Settings settings;
    const auto has = [&](std::string_view attribute) { return row.find_attribute(attribute) != nullptr; };
    if (has("eps")) settings.eps = plan::number_attribute(node, "eps");
    if (has("theta")) settings.theta = plan::number_attribute(node, "theta");
    if (has("heads")) settings.heads = plan::integer_attribute(node, "heads");
    if (has("window")) settings.window = plan::integer_attribute(node, "window");
    if (has("chunks")) settings.chunks = plan::integer_attribute(node, "chunks");
    if (has("index")) settings.index = plan::integer_attribute(node, "index");
    if (has("top_k")) settings.top_k = plan::integer_attribute(node, "top_k");
    if (has("size")) settings.size = plan::integer_attribute(node, "size");
    if (has("height")) settings.height = plan::integer_attribute(node, "height");
    if (has("channels")) settings.channels = plan::integer_attribute(node, "channels");
    if (has("causal")) settings.causal = plan::boolean_attribute(node, "causal");
    return settings;
  }

  /// Arithmetic of numbers alone is done here and now.
  static std::optional<double> fold(plan::Op op, const std::vector<Known>& arguments) {
    for (const Known& argument : arguments) {
      if (argument.operand.kind != Operand::Kind::kNumber) return {};
    }
    const double x = arguments[0].operand.number;
    const double y = arguments.size() > 1 ? arguments[1].operand.number : 0;
    if (op == plan::Op::add) return x + y;
    if (op == plan::Op::sub) return x - y;
    if (op == plan::Op::mul) return x * y;
    if (op == plan::Op::div) return x / y;
    if (op == plan::Op::neg) return -x;
    return {};
  }

  Result<Known> operation(const plan::Node& node, const std::vector<Known>& arguments) {
    const plan::Operation* row = plan::find_operation(node.op);
    CHECK(row != nullptr);
    if (const auto folded = fold(row->op, arguments)) return number(*folded);
    Instruction instruction{row->op, forward_of(row->op), {}, settings_of(node, *row), program_.slots, {}};
    std::vector<ShapeArgument> argument_shapes;
    for (const Known& argument : arguments) {
      instruction.operands.push_back(argument.operand);
      argument_shapes.push_back(argument.shape);
    }
    const ShapeCall call{argument_shapes, instruction.settings, plan_.training.context.value_or(0)};
    Result<Shape> shape = infer_shape(row->op, call);
    if (!shape) return Error{shape.error().message, place_of(node)};
    if (row->op == plan::Op::lookup && argument_shapes[0].shape.content == Content::kTokens)
      note_table(argument_shapes[1]);
    program_.instructions.push_back(std::move(instruction));
    return Known{{Operand::Kind::kSlot, program_.slots++, 0}, {*shape, "", false}};
  }

  /// Tokens index the smallest table they are looked up in.
  void note_table(const ShapeArgument& table) {
    if (token_rows_ && *token_rows_ <= table.shape.sizes[0]) return;
    token_rows_ = table.shape.sizes[0];
    token_table_ = table.name;
  }

  const plan::Plan& plan_;
  std::map<std::string, Known, std::less<>> globals_;  // tensors and multipliers
  std::vector<std::int64_t> indices_;                  // of the stacks around, outermost first
  Program program_;
  std::optional<std::int64_t> token_rows_;
  std::string token_table_;
};

}  // namespace

Result<Program> lower(const plan::Plan& plan) {
  if (const std::int64_t count = plan::unfolded_operations(plan.graph); count > plan::kMostOperations) {
    const std::string many = count == kSaturated ? "more than 2^63" : std::to_string(count);
    return Error{"its stacks unfold to " + many + " operations; cdp trains models of at most " +
                     std::to_string(plan::kMostOperations) + ": use fewer layers, or fewer stacks in stacks",
                 "graph"};
  }
  return Lowering(plan).run();
}

}  // namespace cdp::runtime
