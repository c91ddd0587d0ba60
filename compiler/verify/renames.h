// Patterns of tensor names, as in the language's selectors: `*` is one part between points, `**` one or more.
// `model.layers.*.self_attn.q_proj.weight=blocks.*.attn.q.weight` says that the file's names on the left are the plan's
// on the right; what the stars stand for is carried over in order. `a + b` is one stacked below the other, `a[*]` a
// matrix of a bank, whose index is the last star. python/cdp_plan.py reads the same lines.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::verify {

struct Rename {
  std::string file;  // a pattern, or several: `a + b`
  std::string plan;
};

/// One name of a side.
struct Term {
  std::string pattern;
  bool in_bank = false;  // `[*]` stands behind it
};
[[nodiscard]] std::vector<Term> terms_of(std::string_view side);

/// Whether it says more than another name: one side is a sum, or there is a bank.
[[nodiscard]] bool joins(const Rename& rename);

/// The pattern with what its stars stand for.
[[nodiscard]] std::string filled(std::string_view pattern, std::span<const std::string> stars);

/// What the stars of the pattern stand for in the name; nothing where it does not match.
[[nodiscard]] std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view name);

/// As it is written: `FILE=PLAN`.
[[nodiscard]] std::string text_of(const Rename& rename);

/// `FILE=PLAN`, with as many stars of each kind in every name, in the same order; one side may be a sum.
[[nodiscard]] Result<Rename> parse_rename(std::string_view text);

/// One a line; empty lines and what follows a `#` are passed over. Errors name the line.
[[nodiscard]] Result<std::vector<Rename>> parse_renames(std::string_view text);

}  // namespace cdp::verify
