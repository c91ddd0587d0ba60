// Walks the blocks in order, a stack's body once for each of its runs, with the stack's index for each `*`.
#include "runtime/graph/lower.h"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <type_traits>
#include <utility>

#include "compiler/base/check.h"
#include "compiler/base/dotted.h"
#include "compiler/plan/shapes.h"

namespace cdp::runtime {
namespace {

using Values = std::map<std::string, Operand>;  // of one block: a body sees its own inputs only

class Lowering {
 public:
  Lowering(const plan::Plan& plan, Names names) : plan_(plan), names_(names) {
    for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
      globals_[plan.tensors[i].name] = {Operand::Kind::kParameter, i, 0};
      program_.vectors.push_back(plan.tensors[i].shape.size() == 1);
    }
    for (const plan::Multiplier& multiplier : plan.multipliers) globals_[multiplier.name] = number(multiplier.value);
  }

  Result<Program> run() {
    const auto output_sizes = plan::trace_shapes(plan_);
    if (!output_sizes) return output_sizes.error();
    const plan::Block& graph = plan_.graph;
    CHECK(graph.inputs.size() == 1);  // validate() saw to it
    program_.input = program_.slots++;
    program_.output = block(graph, {{Operand::Kind::kSlot, program_.input, 0}}).index;
    program_.outputs = output_sizes->back();
    return std::move(program_);
  }

 private:
  /// LibTorch throws at numbers that a float does not hold; in floats they are infinite.
  static double in_floats(double value) {
    return std::abs(value) > std::numeric_limits<float>::max() ? std::copysign(HUGE_VAL, value) : value;
  }

  static Operand number(double value) { return {Operand::Kind::kNumber, 0, in_floats(value)}; }

  Operand find(const plan::GraphArgument& argument, const Values& values) const {
    if (const double* constant = std::get_if<double>(&argument)) return number(*constant);
    const std::string& name = std::get<std::string>(argument);
    if (plan::is_value(name)) {
      CHECK(values.contains(name));  // validate() saw to it
      return values.at(name);
    }
    // A name with more stars than stacks around it is validate()'s finding too.
    const auto stars = dotted::count_stars(name);
    const auto found = globals_.find(dotted::expand(name, std::span(indices_).first(stars)));
    CHECK(found != globals_.end());
    return found->second;
  }

  Operand block(const plan::Block& body, const std::vector<Operand>& inputs) {
    CHECK(body.inputs.size() == inputs.size());
    Values values;
    for (std::size_t i = 0; i < inputs.size(); ++i) values[body.inputs[i]] = inputs[i];
    for (const plan::Node& node : body.nodes) {
      std::vector<Operand> arguments;
      for (const plan::GraphArgument& argument : node.args) arguments.push_back(find(argument, values));
      const Operand made = node.op == plan::kStack ? stack(node, std::move(arguments)) : operation(node, arguments);
      if (names_ == Names::kKeep && made.kind == Operand::Kind::kSlot)
        program_.named.push_back({made.index, node.id, indices_});
      values[node.id] = made;
    }
    return find(body.output, values);
  }

  Operand stack(const plan::Node& node, std::vector<Operand> arguments) {
    for (std::int64_t run = 0; run < node.count.value_or(0); ++run) {
      indices_.push_back(run);
      arguments[0] = block(*node.body, arguments);
      indices_.pop_back();
    }
    return arguments[0];
  }

  static Attributes settings_of(const plan::Node& node, const plan::Operation& row) {
    Attributes settings;
    std::size_t taken = 0;
    const auto take = [&](std::string_view attribute, auto& into) {
      if (row.find_attribute(attribute) == nullptr) return;
      using Type = std::remove_reference_t<decltype(into)>;
      if constexpr (std::is_same_v<Type, bool>) into = plan::boolean_attribute(node, attribute);
      if constexpr (std::is_same_v<Type, std::int64_t>) into = plan::integer_attribute(node, attribute);
      if constexpr (std::is_same_v<Type, double>) into = plan::number_attribute(node, attribute);
      ++taken;
    };
    take("eps", settings.eps), settings.eps = in_floats(settings.eps);
    take("theta", settings.theta);
    take("heads", settings.heads);
    take("window", settings.window);
    take("chunks", settings.chunks);
    take("index", settings.index);
    take("top_k", settings.top_k);
    take("size", settings.size);
    take("height", settings.height);
    take("channels", settings.channels);
    take("causal", settings.causal);
    CHECK(taken == row.attributes.size());  // else an attribute has no member of Attributes
    return settings;
  }

  static std::optional<double> folded(plan::Op op, const std::vector<Operand>& arguments) {
    std::vector<double> numbers;
    for (const Operand& argument : arguments) {
      if (argument.kind != Operand::Kind::kNumber) return {};
      numbers.push_back(argument.number);
    }
    return plan::fold(op, numbers);
  }

  Operand operation(const plan::Node& node, const std::vector<Operand>& arguments) {
    const plan::Operation* row = plan::find_operation(node.op);
    CHECK(row != nullptr);
    if (const auto value = folded(row->op, arguments)) return number(*value);
    program_.instructions.push_back(
        {row->op, forward_of(row->op), arguments, settings_of(node, *row), program_.slots, {}});
    return {Operand::Kind::kSlot, program_.slots++, 0};
  }

  const plan::Plan& plan_;
  Names names_;
  std::map<std::string, Operand, std::less<>> globals_;  // tensors and multipliers
  std::vector<std::int64_t> indices_;                    // of the stacks around, outermost first
  Program program_;
};

}  // namespace

Result<Program> lower(const plan::Plan& plan, Names names) {
  return Lowering(plan, names).run();
}

}  // namespace cdp::runtime
