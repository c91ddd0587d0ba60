// Selectors: which tensors and multipliers a `tune` or a rule means. A match with a folded path
// (`blocks.*.attn.q.weight`) may hold for some indices only.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/syntax/ast.h"

namespace cdp::scaling {

/// What a selector asks of the index at one stack level. Both ends included; negative counts from the end.
struct IndexRange {
  std::int64_t first = 0;
  std::int64_t last = -1;
  const syntax::Ident* bound = nullptr;  // `[i]`: the name given to the index
  bool named = false;                    // the selector wrote this level out, as an index, range, name or `*`
};

/// One way in which a selector matches: a range for each stack level of the path.
struct Match {
  std::vector<IndexRange> levels;

  /// Whether it asks for anything less than all.
  [[nodiscard]] bool partial() const;
  [[nodiscard]] bool holds(std::span<const std::int64_t> indices, std::span<const std::int64_t> counts) const;
  /// The level that `along` runs over: the innermost bound one (`[i]`), else the innermost one written as a range or
  /// `*`, else the innermost one written at all, else the outermost.
  [[nodiscard]] std::optional<std::size_t> along_level() const;
};

/// All ways in which it matches (several where `**` or alternatives allow them); empty: not at all.
[[nodiscard]] std::vector<Match> match(const syntax::Selector& selector, const std::string& path,
                                       const std::set<std::string>& tags);

/// Whether it means a tensor or multiplier of the folded model, in some layers or in all.
[[nodiscard]] bool selects(const syntax::Selector& selector, const std::string& path,
                           const std::set<std::string>& tags);

/// `; did you mean `blocks.*.mlp.up`?` for `mlp.up`: the whole path to what is named by its end; else the nearest of
/// the known, else the path whose end is nearest. Empty where there is none.
[[nodiscard]] std::string meant_path(std::string_view written, const model::Model& model,
                                     std::span<const std::string> known);

/// Reports tags that no member has and no derivation gives, and (where `must_match`) alternatives that match nothing.
/// Of those that are tags of the language alone, such as `@norm, @bias`, one that matches is enough.
bool check_selector(const syntax::Selector& selector, const model::Model& model, bool must_match,
                    diag::DiagnosticSink& sink);

}  // namespace cdp::scaling
