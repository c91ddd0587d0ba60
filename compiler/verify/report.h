// A verification as people and as programs read it.
#pragma once

#include <string>

#include "compiler/verify/verify.h"

namespace cdp::verify {

/// What was held against what, as the user calls them.
struct ShownNames {
  std::string plan;
  std::string weights;
};

/// Equal faults of a stack are one line: `blocks.0-11.attn.q.weight`. Names are as they are in the file, control
/// characters and all.
[[nodiscard]] std::string to_text(const Verification& verification, const ShownNames& names);

/// One object; every tensor of every finding by its own name.
[[nodiscard]] std::string to_json(const Verification& verification, const ShownNames& names);

}  // namespace cdp::verify
