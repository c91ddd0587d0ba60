// A prefix that all names of one side have and the other's lack: what wrappers put before a model's own names
// (`model.`, `module.`, `_orig_mod.`).
#pragma once

#include <optional>
#include <string>

#include "compiler/verify/sides.h"

namespace cdp::verify {

enum class PrefixSide { kFile, kPlan };

struct Prefix {
  std::string text;  // with its point
  PrefixSide side = PrefixSide::kFile;
};

/// The prefix that brings most open tensors of both sides together; nothing where it is fewer than two, unless there is
/// only one.
[[nodiscard]] std::optional<Prefix> common_prefix(const Sides& sides);

/// Gives the file's open tensors the plan's names as far as the prefix explains them; says which rename does the same.
Rename take_prefix(const Prefix& prefix, Sides& sides);

}  // namespace cdp::verify
