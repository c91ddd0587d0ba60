// The sizes of a model that hardware sees: the dimensions of its matrices, its vocabulary, and the arguments of the
// model that say them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/compilation.h"

namespace cdp::analysis {

struct Facts;

/// An argument of the model's call that is a number.
struct ModelArgument {
  const syntax::Argument* argument = nullptr;
  double value = 0;
};
[[nodiscard]] std::vector<ModelArgument> model_arguments(const Compilation& compilation);

/// A dimension as written, its size at a scale, and the matrices that have it.
struct Dimension {
  sema::Sym size;
  double at = 0;
  std::vector<std::string> tensors;
};
/// Each dimension of matrices and tables once, but the vocabulary's and others that the data fix: a spec cannot choose
/// them.
[[nodiscard]] std::vector<Dimension> dimensions_of(const Facts& facts, const ScaleValues& scale);

/// A dimension that a fraction of the width is rounded to, or should have been: `round(8 / 3 * width)`.
[[nodiscard]] bool is_fraction(const sema::Sym& size);

/// The vocabulary, where the model makes logits of tokens.
[[nodiscard]] std::optional<sema::Sym> vocabulary_of(const model::Model& model);

/// The model's argument that has this constant value: the one of that name, else the only one; null where there is
/// none.
[[nodiscard]] const syntax::Argument* model_argument(const Facts& facts, double value, std::string_view name);

/// A size, and what the library's modules call it where it is an argument: `head_dim`.
struct Size {
  const sema::Sym& value;
  std::string_view argument;
};
/// `4 * width`, or the argument that a constant is of: `hidden`.
[[nodiscard]] std::string name_of(const Facts& facts, const Size& size);
/// Where a size comes from: an axis that the scale sets, or the model's argument; else the model.
[[nodiscard]] Span span_of(const Facts& facts, const ScaleValues& scale, const Size& size);

}  // namespace cdp::analysis
