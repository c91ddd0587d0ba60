// See dimensions.h.
#include "compiler/analysis/dimensions.h"

#include <algorithm>
#include <cmath>

#include "compiler/analysis/facts.h"
#include "compiler/model/tags.h"

namespace cdp::analysis {

namespace {

using sema::Sym;

bool is_rounded(const sema::Power& power) {
  const sema::AtomKind kind = power.atom->kind;
  return kind == sema::AtomKind::kRound || kind == sema::AtomKind::kFloor || kind == sema::AtomKind::kCeil;
}

/// Whether the data fix how large a tensor is there: the rows of a table (tokens, positions), what a matrix reads of a
/// sample, and how many numbers are asked for (classes, outputs).
bool fixed_by_data(const model::Tensor& tensor, std::size_t position) {
  const bool table = tensor.roles.contains(model::Role::kTable) || !tensor.roles.contains(model::Role::kMatrix);
  if (table && position != tensor.output.value_or(tensor.dims.size() - 1)) return true;
  if (!tensor.tags.contains("trunk")) return false;
  if (tensor.tags.contains("input") && position == *tensor.contracted) return true;
  return tensor.tags.contains("output") && position == *tensor.output;
}

/// A number that no argument of the model says, where samples are numbers: it was worked out from their shape (the
/// pixels of a patch, the patches of an image), and who trains cannot choose it.
bool comes_from_samples(const Facts& facts, const Sym& size) {
  const auto constant = size.constant();
  return constant && !facts.model.reads_tokens() && model_argument(facts, *constant, "hidden") == nullptr;
}

}  // namespace

std::vector<ModelArgument> model_arguments(const Compilation& compilation) {
  std::vector<ModelArgument> found;
  const auto* call = std::get_if<syntax::Call>(&compilation.spec.model->node);
  if (call == nullptr) return found;
  diag::DiagnosticSink heard;  // the arguments are known to be sound
  for (const syntax::Argument& argument : call->arguments) {
    const auto meant = sema::evaluate(*argument.value, compilation.constants.context(0, heard), heard);
    const auto* quantity = meant ? sema::as<sema::Quantity>(*meant) : nullptr;
    const auto constant = quantity == nullptr ? std::nullopt : quantity->value.constant();
    if (constant) found.push_back({&argument, *constant});
  }
  return found;
}

std::vector<Dimension> dimensions_of(const Facts& facts, const ScaleValues& scale) {
  std::vector<Dimension> found;
  for (const model::Tensor& tensor : facts.model.tensors) {
    if (!tensor.contracted || !tensor.output) continue;
    for (const std::size_t position : {*tensor.output, *tensor.contracted}) {
      const Sym& size = tensor.dims[position];
      if (size == facts.vocabulary || fixed_by_data(tensor, position) || comes_from_samples(facts, size)) continue;
      auto same = std::find_if(found.begin(), found.end(), [&](const Dimension& d) { return d.size == size; });
      if (same == found.end()) same = found.insert(found.end(), {size, at_target(scale, size), {}});
      if (same->tensors.empty() || same->tensors.back() != tensor.path) same->tensors.push_back(tensor.path);
    }
  }
  return found;
}

bool is_fraction(const Sym& size) {
  return std::any_of(size.terms().begin(), size.terms().end(), [](const sema::Term& term) {
    const double coefficient = term.coefficient.value();
    const bool whole = coefficient == std::round(coefficient) || 1 / coefficient == std::round(1 / coefficient);
    return !term.powers.empty() && (!whole || std::any_of(term.powers.begin(), term.powers.end(), is_rounded));
  });
}

std::optional<Sym> vocabulary_of(const model::Model& model) {
  if (!model.reads_tokens()) return std::nullopt;
  for (const model::Tensor& tensor : model.tensors)
    if (model::makes_logits(tensor) && tensor.dims.size() == 2) return tensor.dims[0];
  return std::nullopt;
}

const syntax::Argument* model_argument(const Facts& facts, double value, std::string_view name) {
  std::vector<const syntax::Argument*> found;
  for (const ModelArgument& one : facts.arguments) {
    if (one.value != value) continue;
    if (one.argument->name && one.argument->name->text == name) return one.argument;
    found.push_back(one.argument);
  }
  return found.size() == 1 ? found.front() : nullptr;
}

std::string name_of(const Facts& facts, const Size& size) {
  const auto constant = size.value.constant();
  const syntax::Argument* argument = constant ? model_argument(facts, *constant, size.argument) : nullptr;
  return argument != nullptr && argument->name ? argument->name->text : size.value.text();
}

Span span_of(const Facts& facts, const ScaleValues& scale, const Size& size) {
  for (const std::string& axis : size.value.axes())
    if (const auto* setting = scale.settings.find(axis)) return setting->span;
  const auto constant = size.value.constant();
  if (!constant) return scale.settings.span;
  const syntax::Argument* argument = model_argument(facts, *constant, size.argument);
  if (argument == nullptr) return facts.spec.model->span;
  return argument->name ? join(argument->name->span, argument->value->span) : argument->value->span;
}

}  // namespace cdp::analysis
