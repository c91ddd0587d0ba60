// Patterns of tensor names, as in the language's selectors: `*` is one part between points, `**` one or more.
// `model.layers.*.self_attn.q_proj.weight=blocks.*.attn.q.weight` says that the file's names on the left are the plan's
// on the right; what the stars stand for is carried over in order.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::verify {

struct Rename {
  std::string file;  // a pattern
  std::string plan;
};

/// What the stars of the pattern stand for in the name; nothing where it does not match.
[[nodiscard]] std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view name);

/// The name on the plan's side, or nothing where the left side does not match.
[[nodiscard]] std::optional<std::string> renamed(const Rename& rename, std::string_view name);

/// As it is written: `FILE=PLAN`.
[[nodiscard]] std::string text_of(const Rename& rename);

/// `FILE=PLAN`, with as many stars of each kind on both sides, in the same order.
[[nodiscard]] Result<Rename> parse_rename(std::string_view text);

/// One a line; empty lines and what follows a `#` are passed over. Errors name the line.
[[nodiscard]] Result<std::vector<Rename>> parse_renames(std::string_view text);

}  // namespace cdp::verify
