// See facts_dimensions.h.
#include "compiler/lint/facts_dimensions.h"

#include <algorithm>
#include <cmath>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"

namespace cdp::lint {

namespace {

using sema::Sym;

void add_once(std::vector<Sym>& list, const Sym& size) {
  if (std::find(list.begin(), list.end(), size) == list.end()) list.push_back(size);
}

void visit_nodes(const model::Block& block, const std::function<void(const model::Node&)>& visit) {
  for (const model::Node& node : block.nodes) {
    visit(node);
    if (node.body) visit_nodes(*node.body, visit);
  }
}

/// The values of an operation's constant, each once.
std::vector<Sym> attributes(const CheckedSpec& checked, plan::Op op, std::string_view name) {
  std::vector<Sym> found;
  visit_nodes(checked.model.graph, [&](const model::Node& node) {
    if (node.stack || node.op != op) return;
    for (const auto& [key, value] : node.attributes)
      if (const auto* number = key == name ? std::get_if<Sym>(&value) : nullptr) add_once(found, *number);
  });
  return found;
}

bool is_rounded(const sema::Power& power) {
  const sema::AtomKind kind = power.atom->kind;
  return kind == sema::AtomKind::kRound || kind == sema::AtomKind::kFloor || kind == sema::AtomKind::kCeil;
}

}  // namespace

bool is_large(const CheckedSpec& checked, const ScaleValues& scale) {
  return scale.scaled.parameters.total >= checked.text.thresholds.small_model;
}

namespace {

/// Whether the data fix how large a tensor is there: the rows of a table (tokens, positions), what a matrix reads of a
/// sample, and how many numbers are asked for (classes, outputs).
bool fixed_by_data(const model::Tensor& tensor, std::size_t position) {
  const bool table = tensor.roles.contains(model::Role::kTable) || !tensor.roles.contains(model::Role::kMatrix);
  if (table && position != tensor.output.value_or(tensor.dims.size() - 1)) return true;
  if (!has_tag(tensor, "trunk")) return false;
  if (has_tag(tensor, "input") && position == *tensor.contracted) return true;
  return has_tag(tensor, "output") && position == *tensor.output;
}

/// A number that no argument of the model says, where samples are numbers: it was worked out from their shape (the
/// pixels of a patch, the patches of an image), and who trains cannot choose it.
bool comes_from_samples(const CheckedSpec& checked, const Sym& size) {
  const auto constant = size.constant();
  return constant && !checked.model.reads_tokens() && model_argument(checked, *constant, "hidden") == nullptr;
}

}  // namespace

std::vector<Dimension> dimensions_at(const CheckedSpec& checked, const ScaleValues& scale) {
  const auto words = vocabulary(checked);
  std::vector<Dimension> found;
  for (const model::Tensor& tensor : checked.model.tensors) {
    if (!tensor.contracted || !tensor.output) continue;
    for (const std::size_t position : {*tensor.output, *tensor.contracted}) {
      const Sym& size = tensor.dims[position];
      if ((words && size == *words) || fixed_by_data(tensor, position) || comes_from_samples(checked, size)) continue;
      auto same = std::find_if(found.begin(), found.end(), [&](const Dimension& d) { return d.size == size; });
      if (same == found.end()) same = found.insert(found.end(), {size, size.at(scale.scaled.target.values()), {}});
      if (same->tensors.empty() || same->tensors.back() != tensor.path) same->tensors.push_back(tensor.path);
    }
  }
  return found;
}

double missed_tile(double size) {
  constexpr double kLarge = 512;  // below it the last tile of 64 is a large part of all whatever the size
  if (size >= 64 && std::fmod(size, 8) != 0) return 8;
  return size >= kLarge && std::fmod(size, 64) != 0 ? 64 : 0;
}

std::string tile_text(double size, double tile) {
  if (tile == 8) return "not a multiple of 8, which tensor cores need for aligned rows";
  const double empty = 1 - std::fmod(size, tile) / tile;
  return fmt::format("not a multiple of 64, so that tensor cores leave {:.0f}% of the last tile empty", 100 * empty);
}

std::string nearest_multiples(double size, double tile) {
  const double below = std::floor(size / tile) * tile;
  return (below > 0 ? shortest(below) + " and " : "") + shortest(below + tile);
}

bool is_fraction(const Sym& size) {
  return std::any_of(size.terms().begin(), size.terms().end(), [](const sema::Term& term) {
    const double coefficient = term.coefficient.value();
    const bool whole = coefficient == std::round(coefficient) || 1 / coefficient == std::round(1 / coefficient);
    return !term.powers.empty() && (!whole || std::any_of(term.powers.begin(), term.powers.end(), is_rounded));
  });
}

std::optional<Sym> vocabulary(const CheckedSpec& checked) {
  if (!checked.model.reads_tokens()) return std::nullopt;
  for (const model::Tensor& tensor : checked.model.tensors) {
    const bool logits = has_tag(tensor, "tied") || (has_tag(tensor, "output") && has_tag(tensor, "trunk"));
    if (logits && tensor.dims.size() == 2 && tensor.roles.contains(model::Role::kMatrix)) return tensor.dims[0];
  }
  return std::nullopt;
}

std::vector<Sym> head_widths(const CheckedSpec& checked) {
  std::vector<Sym> widths;
  visit_nodes(checked.model.graph, [&](const model::Node& node) {
    if (node.stack || node.op != plan::Op::attention) return;
    const auto* scale = std::get_if<sema::MultiplierRef>(&node.args.back());
    if (scale == nullptr) return;
    if (const auto& width = checked.model.multipliers[scale->index].contraction) add_once(widths, *width);
  });
  return widths;
}

std::vector<Sym> head_counts(const CheckedSpec& checked) {
  return attributes(checked, plan::Op::split_heads, "heads");
}

std::vector<Sym> windows(const CheckedSpec& checked) {
  std::vector<Sym> limited = attributes(checked, plan::Op::attention, "window");
  std::erase(limited, Sym(0));
  return limited;
}

const syntax::Argument* model_argument(const CheckedSpec& checked, double value, std::string_view name) {
  const auto* call = std::get_if<syntax::Call>(&checked.spec.model->node);
  if (call == nullptr) return nullptr;
  diag::DiagnosticSink heard;  // the arguments are known to be sound
  std::vector<const syntax::Argument*> found;
  for (const syntax::Argument& argument : call->arguments) {
    const auto meant = sema::evaluate(*argument.value, checked.constants.context(0, heard), heard);
    const auto* quantity = meant ? sema::as<sema::Quantity>(*meant) : nullptr;
    if (quantity == nullptr || quantity->value.constant() != value) continue;
    if (argument.name && argument.name->text == name) return &argument;
    found.push_back(&argument);
  }
  return found.size() == 1 ? found.front() : nullptr;
}

std::string name_of(const CheckedSpec& checked, const Size& size) {
  const auto constant = size.value.constant();
  const syntax::Argument* argument = constant ? model_argument(checked, *constant, size.argument) : nullptr;
  return argument != nullptr && argument->name ? argument->name->text : size.value.text();
}

Span span_of(const CheckedSpec& checked, const ScaleValues& scale, const Size& size) {
  for (const std::string& axis : size.value.axes())
    if (const auto* setting = scale.settings.find(axis)) return setting->span;
  const auto constant = size.value.constant();
  if (!constant) return scale.settings.span;
  const syntax::Argument* argument = model_argument(checked, *constant, size.argument);
  if (argument == nullptr) return checked.spec.model->span;
  return argument->name ? join(argument->name->span, argument->value->span) : argument->value->span;
}

}  // namespace cdp::lint
