// What rules about hardware ask of a model at a scale: the dimensions of its matrices, its heads, its vocabulary, and
// which of them are no multiple of what tensor cores want.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lint/facts.h"

namespace cdp::lint {

/// Whether the model at a scale is large enough for the speed of its products to matter.
[[nodiscard]] bool is_large(const CheckedSpec& checked, const ScaleValues& scale);

/// A dimension as written, its size at a scale, and the matrices that have it.
struct Dimension {
  sema::Sym size;
  double at = 0;
  std::vector<std::string> tensors;
};
/// Each dimension of matrices and tables once, but the vocabulary's and others that the data fix: a spec cannot choose
/// them.
[[nodiscard]] std::vector<Dimension> dimensions_at(const CheckedSpec& checked, const ScaleValues& scale);

/// 8 or 64, where a size is large enough to be held to it and no multiple; 0: it is fine. NVIDIA's "Matrix
/// Multiplication Background User's Guide": 16 bytes are needed, 128 bytes are best.
[[nodiscard]] double missed_tile(double size);
/// `not a multiple of 64, so that the last tile is 40% empty`
[[nodiscard]] std::string tile_text(double size, double tile);
/// `960 and 1024`
[[nodiscard]] std::string nearest_multiples(double size, double tile);

/// A dimension that a fraction of the width is rounded to, or should have been: `round(8 / 3 * width)`.
[[nodiscard]] bool is_fraction(const sema::Sym& size);

/// The vocabulary, where the model makes logits of tokens.
[[nodiscard]] std::optional<sema::Sym> vocabulary(const CheckedSpec& checked);
/// The widths of attention's heads, and their numbers (of queries, of keys and values), each once.
[[nodiscard]] std::vector<sema::Sym> head_widths(const CheckedSpec& checked);
[[nodiscard]] std::vector<sema::Sym> head_counts(const CheckedSpec& checked);
/// How many tokens a token sees, where that is limited.
[[nodiscard]] std::vector<sema::Sym> windows(const CheckedSpec& checked);

/// The model's argument that has this constant value: the one of that name, else the only one; null where there is
/// none.
[[nodiscard]] const syntax::Argument* model_argument(const CheckedSpec& checked, double value, std::string_view name);

/// A size, and what the library's modules call it where it is an argument: `head_dim`.
struct Size {
  const sema::Sym& value;
  std::string_view argument;
};
/// `4 * width`, or the argument that a constant is of: `hidden`.
[[nodiscard]] std::string name_of(const CheckedSpec& checked, const Size& size);
/// Where a size comes from: an axis that the scale sets, or the model's argument; else the model.
[[nodiscard]] Span span_of(const CheckedSpec& checked, const ScaleValues& scale, const Size& size);

}  // namespace cdp::lint
