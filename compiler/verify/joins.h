// Renames that say more than another name: several tensors of one side are one of the other, one below the other or
// the matrices of a bank. What they say is held against the shapes, row by row.
#pragma once

#include <string>
#include <vector>

#include "compiler/verify/sides.h"

namespace cdp::verify {

/// A tensor of the file that a term of such a rename matches.
struct Use {
  std::size_t entry = 0;  // of Sides::file
  std::size_t rename = 0;
  std::size_t term = 0;  // of its left side
  std::vector<std::string> stars;
};

/// What the renames explain; all of it is closed. What the plan does not have stays open.
struct Joined {
  std::vector<Item> right;
  std::vector<Item> transposed;  // right, if the file's matrices lie as (in, out)
  std::vector<Item> wrong;       // shapes, or parts that are missing
  std::vector<Item> twice;       // one part of the plan from several tensors of the file
};

[[nodiscard]] Joined join(Sides& sides, const std::vector<Rename>& renames, const std::vector<Use>& uses);

}  // namespace cdp::verify
