// What a file says as it is written, read off its tree once: which names it declares and reads, which axes it sets, the
// lines of its tunes.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "compiler/analysis/tuning.h"
#include "compiler/sema/program.h"

namespace cdp::analysis {

/// The tree outlives it.
struct FileFacts {
  bool is_spec = false;  // it has a model, and is no file of declarations for others
  /// Names that are read anywhere: in expressions, as callees, and as types of members. A declaration does not use
  /// itself; `a` of `a.b` is used.
  std::set<std::string> used;
  std::vector<const syntax::Statement*> unread;  // declarations whose name nothing in the file reads
  /// Names that make an axis a used one: keys of `reference` and of targets, and `experts` of a ratio `m_experts`.
  std::set<std::string> axis_keys, axes_of_ratios;
  std::vector<TuneLine> tune_lines;
  std::set<const syntax::Tune*> per_layer;  // those with a line that differs from layer to layer
};
[[nodiscard]] FileFacts facts_of(const sema::Program& program);

/// The file that an import of the root names, an index of `program.files`; null where its path leads to another one.
[[nodiscard]] std::optional<std::size_t> imported_file(const sema::Program& program, const syntax::Use& use);
/// What a file declares itself: only this is brought into others.
[[nodiscard]] std::set<std::string> declared_in(const sema::Program& program, std::size_t file);

/// Whether an expression comes to the same at every scale: it reads no axis, also not through constants.
[[nodiscard]] bool is_constant(const sema::Program& program, std::size_t file, const syntax::Expr& expr);

}  // namespace cdp::analysis
