// Tensors that are left over on both sides and have the same shape: which of them are the same under another name.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "compiler/verify/sides.h"

namespace cdp::verify {

using Pool = std::vector<const Family*>;

/// The pair that is told apart from all others most clearly by its names: the plan's and the file's.
[[nodiscard]] std::optional<std::pair<const Family*, const Family*>> clearest(const Pool& plan, const Pool& file);

/// Pairs families of the same indices and shape (then: of the transposed one) by the likeness of their names, the
/// clearest first. Nothing is guessed: where two candidates are as likely, all stay open.
[[nodiscard]] Explained find_alike(Sides& sides);

/// What is open on both sides with the same shape, an item for all of a shape and place: names do not tell which is
/// which.
[[nodiscard]] std::vector<Item> find_ambiguous(Sides& sides);

}  // namespace cdp::verify
