// Experts: one side holds their matrices in a bank (experts, out, in), the other one by one.
#pragma once

#include <vector>

#include "compiler/verify/sides.h"

namespace cdp::verify {

struct Banks {
  Explained found;
  std::vector<Item> unclear;  // the shapes are right, and names do not tell which is which
};

/// Open banks of the plan, and tensors of the file that are called alike but for an index that counts from 0 to their
/// first dimension.
[[nodiscard]] Banks find_one_by_one(Sides& sides);

/// The other way round: the file has the banks.
[[nodiscard]] Banks find_banks(Sides& sides);

}  // namespace cdp::verify
