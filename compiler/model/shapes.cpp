// Shapes as expressions of the axes. What each operation makes of them is plan/shape_rules.h's; what the text alone
// does not tell, each scale decides (scaling/graph_at.h).
#include <algorithm>
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/model/builder.h"
#include "compiler/plan/shape_rules.h"

namespace cdp::model {
namespace {

using diag::Code;
using plan::Transfer;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;
using Operand = plan::OperandOf<Sym>;

struct SymAlgebra {
  using Dim = Sym;
  static std::string text(const Sym& size) { return size.text(); }
  static std::optional<Sym> times(const Sym& a, const Sym& b) { return a * b; }
  static Sym over(const Sym& a, const Sym& b) { return a / b; }
  static std::optional<bool> holds(plan::Relation relation, const Sym& left, const Sym& right) {
    const bool divides = relation == plan::Relation::kDivides;
    const auto known = (divides ? right / left : right - left).constant();
    if (!known) return {};
    if (divides) return *known >= 1 && *known == std::round(*known);
    return relation == plan::Relation::kBelow ? *known > 0 : *known >= 0;
  }
};

Operand operand_of(const NodeArgument& argument, const Model& model) {
  if (const auto* value = std::get_if<ValueId>(&argument))
    return {model.values[value->id].shape, model.values[value->id].content};
  if (const auto* tensor = std::get_if<sema::TensorRef>(&argument))
    return {model.tensors[tensor->index].dims, plan::Content::kReal, model.tensors[tensor->index].path};
  return {{}, plan::Content::kReal, "", true};
}

/// What was contracted last to make the result: a multiplier or number scales what a contraction made, and a further
/// multiplier still scales that contraction.
std::optional<Sym> contraction_of(Transfer transfer, const std::vector<NodeArgument>& arguments,
                                  const std::vector<Operand>& operands, const Model& model) {
  if (transfer == Transfer::kContracts) return operands.back().sizes.back();
  const auto shaped = std::count_if(operands.begin(), operands.end(), [](const Operand& o) { return !o.number; });
  const bool scales = transfer == Transfer::kAdds || transfer == Transfer::kMultiplies;
  if (transfer != Transfer::kKeeps && !(scales && shaped == 1)) return {};
  for (const NodeArgument& argument : arguments)
    if (const auto* value = std::get_if<ValueId>(&argument)) return model.values[value->id].contraction;
  return {};
}

}  // namespace

std::optional<Activation> result_of(const plan::Operation& operation, const std::vector<NodeArgument>& arguments,
                                    const Attributes& attributes, const Model& model, Span span,
                                    diag::DiagnosticSink& sink) {
  std::vector<Operand> operands;
  for (const NodeArgument& argument : arguments) operands.push_back(operand_of(argument, model));
  const auto attribute = [&](std::string_view name) {
    for (const auto& [given, value] : attributes)
      if (given == name) return std::get<Sym>(value);
    return Sym(static_cast<double>(std::get<std::int64_t>(*operation.find_attribute(name)->fallback)));
  };
  plan::ShapeCall<SymAlgebra> call(operation, operands, attribute, Sym::axis("context"));
  auto result = plan::shape_of(call);
  if (!result) {
    sink.report<Code::E0327>(span, operation.name, call.misfit().wanted, call.misfit().found);
    return {};
  }
  auto contraction = contraction_of(operation.transfer, arguments, operands, model);
  return Activation{std::move(result->sizes), result->content, std::move(contraction)};
}

std::string shape_text(const std::vector<Sym>& shape) {
  return plan::ShapeCall<SymAlgebra>::text(shape);
}

}  // namespace cdp::model
