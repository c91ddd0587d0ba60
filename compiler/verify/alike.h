// Tensors that are left over on both sides and have the same shape: which of them are the same under another name.
#pragma once

#include "compiler/verify/sides.h"

namespace cdp::verify {

struct Alike {
  std::vector<Item> items;
  std::vector<Rename> renames;  // their patterns
};

/// Pairs families of the same indices and shape (then: of the transposed one) by the likeness of their names, the
/// clearest first. Nothing is guessed: where two candidates are as likely, all stay open.
[[nodiscard]] Alike find_alike(Sides& sides);

/// What is open on both sides with the same shape, an item for all of a shape and place: names do not tell which is
/// which.
[[nodiscard]] std::vector<Item> find_ambiguous(Sides& sides);

}  // namespace cdp::verify
