// Values and names as in the plan: `%7`, `blocks.*.attn.q.weight`.
#include "compiler/scaling/graph_at.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/plan/limits.h"
#include "compiler/plan/operations.h"
#include "compiler/plan/shapes.h"

namespace cdp::scaling {
namespace {

using diag::Code;

std::string value_name(std::size_t id) {
  return "%" + std::to_string(id);
}

std::int64_t runs_of(const model::Model& model, const model::Node& node, const Scale& scale) {
  const double runs = model.stacks[*node.stack].count.at(scale.values());
  return static_cast<std::int64_t>(std::min(runs, static_cast<double>(plan::kMostWhole)));
}

class Graph {
 public:
  Graph(const model::Model& model, const Scale& scale) : model_(model), scale_(scale) {}

  plan::Block block(const model::Block& b) const {
    plan::Block out;
    for (const std::size_t input : b.inputs) out.inputs.push_back(value_name(input));
    for (const auto& n : b.nodes) out.nodes.push_back(node(n));
    out.output = value_name(b.output);
    return out;
  }

 private:
  plan::Node node(const model::Node& n) const {
    plan::Node out;
    out.id = value_name(n.id);
    for (const auto& given : n.args) out.args.push_back(argument(given));
    if (n.stack) {
      out.op = plan::kStack;
      out.stack = model_.stacks[*n.stack].path;
      out.count = runs_of(model_, n, scale_);
      out.body = std::make_shared<plan::Block>(block(*n.body));
      return out;
    }
    const plan::Operation& operation = plan::operation(n.op);
    out.op = operation.name;
    for (const auto& [name, value] : n.attributes) {
      const plan::Attribute& attribute = *operation.find_attribute(name);
      plan::Scalar scalar = this->scalar(value, attribute.type);
      if (scalar != attribute.fallback) out.attributes.emplace_back(name, std::move(scalar));
    }
    return out;
  }

  plan::Scalar scalar(const model::AttributeValue& value, plan::AttributeType type) const {
    if (const bool* truth = std::get_if<bool>(&value)) return *truth;
    const double number = std::get<sema::Sym>(value).at(scale_.values());
    if (type == plan::AttributeType::kNumber) return number;
    return static_cast<std::int64_t>(number);
  }

  plan::GraphArgument argument(const model::NodeArgument& argument) const {
    if (const auto* value = std::get_if<model::ValueId>(&argument)) return value_name(value->id);
    if (const auto* tensor = std::get_if<sema::TensorRef>(&argument)) return model_.tensors[tensor->index].path;
    if (const auto* multiplier = std::get_if<sema::MultiplierRef>(&argument))
      return model_.multipliers[multiplier->index].path;
    return std::get<sema::Sym>(argument).at(scale_.values());
  }

  const model::Model& model_;
  const Scale& scale_;
};

class Holding {
 public:
  Holding(const model::Model& model, const Scale& scale, diag::DiagnosticSink& sink)
      : model_(model), scale_(scale), sink_(sink) {}

  bool run() {
    if (!constants(model_.graph)) return false;
    const plan::Block graph = graph_at(model_, scale_);
    const std::int64_t operations = plan::unfolded_operations(graph);
    if (operations <= plan::kMostOperations) return shapes_fit(graph);
    sink_.report<Code::E0472>(scale_.span, shortest(static_cast<double>(operations)), scale_.name,
                              plan::kMostOperations);
    return false;
  }

 private:
  bool constants(const model::Block& block) {
    bool good = true;
    for (const model::Node& node : block.nodes) {
      if (node.body) good = constants(*node.body) && good;
      if (node.stack) continue;
      const plan::Operation& operation = plan::operation(node.op);
      for (const auto& [name, value] : node.attributes)
        if (const auto* number = std::get_if<sema::Sym>(&value))
          good = attribute(*number, *operation.find_attribute(name), operation, node.span) && good;
      for (std::size_t i = 0; i < node.args.size(); ++i)
        if (const auto* number = std::get_if<sema::Sym>(&node.args[i]))
          good = is_sound(*number, operation, i, node.span) && good;
    }
    return good;
  }

  /// `heads = width / 64` in the attribute's range.
  bool attribute(const sema::Sym& number, const plan::Attribute& attribute, const plan::Operation& operation,
                 Span span) {
    const double value = number.at(scale_.values());
    const bool whole = value == std::round(value) && std::abs(value) <= static_cast<double>(plan::kMostWhole);
    const bool real = attribute.type == plan::AttributeType::kNumber;
    const bool fits = real    ? plan::has_type(value, attribute.type)
                      : whole ? plan::has_type(static_cast<std::int64_t>(value), attribute.type)
                              : false;
    if (fits) return true;
    wrong_number(number, value, fmt::format("`{}` of `{}`", attribute.name, operation.name),
                 plan::range_words(attribute.type), span);
    return false;
  }

  bool is_sound(const sema::Sym& number, const plan::Operation& operation, std::size_t position, Span span) {
    const double value = number.at(scale_.values());
    const bool divides = operation.op == plan::Op::div && position == 1;
    if (std::isfinite(value) && !(divides && value == 0)) return true;
    wrong_number(number, value, fmt::format("a number that `{}` takes", operation.name),
                 divides ? "a finite number other than 0" : "a finite number", span);
    return false;
  }

  void wrong_number(const sema::Sym& number, double value, const std::string& what, std::string_view wanted,
                    Span span) {
    const std::size_t before = sink_.size();
    sink_.report<Code::E0420>(span, what, number.text(), std::isfinite(value) ? shortest(value) : "no finite number",
                              scale_.name, wanted);
    note_scale(before, scale_, number.axes(), sink_);
  }

  bool shapes_fit(const plan::Block& graph) {
    plan::Training training;
    training.task = model_.task;
    training.features = model_.features;
    if (scale_.tokens) training.context = static_cast<std::int64_t>(scale_.at("context"));
    const auto names = operands();
    const auto meaning = [&](const std::string& folded, std::span<const std::int64_t>) { return names.at(folded); };
    const auto traced = plan::trace_shapes(graph, training, meaning, plan::Layers::kAlike);
    const auto* fault = std::get_if<plan::GraphFault>(&traced);
    if (fault) report(*fault);
    return !fault;
  }

  std::unordered_map<std::string, plan::NamedOperand> operands() const {
    std::unordered_map<std::string, plan::NamedOperand> names;
    for (const model::Tensor& tensor : model_.tensors) {
      plan::OperandOf<std::int64_t> operand;
      operand.name = tensor.path;
      for (const sema::Sym& dim : tensor.dims)
        operand.sizes.push_back(static_cast<std::int64_t>(dim.at(scale_.values())));
      names[tensor.path] = {std::move(operand)};
    }
    for (const model::Multiplier& multiplier : model_.multipliers)
      names[multiplier.path] = {{{}, plan::Content::kReal, "", true}};
    return names;
  }

  void report(const plan::GraphFault& fault) {
    const model::Node* node = fault.node ? find(model_.graph, fault.node->id) : &model_.graph.nodes.back();
    const std::string who = fault.node ? fmt::format("`{}` ", fault.node->op) : "";
    const std::size_t before = sink_.size();
    sink_.report<Code::E0470>(node->span, scale_.name, who, fault.message);
    note_scale(before, scale_, axes_of(*node), sink_);
  }

  const model::Node* find(const model::Block& block, const std::string& id) const {
    for (const model::Node& node : block.nodes) {
      if (value_name(node.id) == id) return &node;
      const model::Node* inside = node.body ? find(*node.body, id) : nullptr;
      if (inside) return inside;
    }
    return nullptr;
  }

  /// What the operation's sizes depend on.
  std::vector<std::string> axes_of(const model::Node& node) const {
    std::set<std::string> axes;
    const auto add = [&](const sema::Sym& number) {
      for (std::string& axis : number.axes())
        if (axis != "batch") axes.insert(std::move(axis));
    };
    for (const auto& [name, value] : node.attributes)
      if (const auto* number = std::get_if<sema::Sym>(&value)) add(*number);
    for (const auto& argument : node.args) {
      if (const auto* tensor = std::get_if<sema::TensorRef>(&argument))
        for (const sema::Sym& dim : model_.tensors[tensor->index].dims) add(dim);
      if (const auto* value = std::get_if<model::ValueId>(&argument))
        for (const sema::Sym& dim : model_.values[value->id].shape) add(dim);
    }
    return {axes.begin(), axes.end()};
  }

  const model::Model& model_;
  const Scale& scale_;
  diag::DiagnosticSink& sink_;
};

}  // namespace

plan::Block graph_at(const model::Model& model, const Scale& scale) {
  return Graph(model, scale).block(model.graph);
}

bool graph_holds_at(const model::Model& model, const Scale& scale, diag::DiagnosticSink& sink) {
  return Holding(model, scale, sink).run();
}

}  // namespace cdp::scaling
