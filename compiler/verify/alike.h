// Tensors that are left over on both sides and have the same shape: which of them are the same under another name.
#pragma once

#include "compiler/verify/sides.h"

namespace cdp::verify {

struct Alike {
  std::vector<Item> renamed;
  std::vector<Rename> renames;  // the patterns of `renamed`
  std::vector<Item> ambiguous;  // the plan's and the file's of one shape that names do not tell apart
};

/// Pairs families of the same indices and shape (then: of the transposed one) by the likeness of their names, the
/// clearest first. Nothing is guessed:
/// where two candidates are as likely, all are ambiguous.
[[nodiscard]] Alike find_alike(Sides& sides);

}  // namespace cdp::verify
