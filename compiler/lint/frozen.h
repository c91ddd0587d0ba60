// Which lines freeze tensors: those whose learning rate is 0 at the reference.
#pragma once

#include <string>
#include <vector>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// What becomes of a tensor whose lr is 0: weight decay that is independent of lr still shrinks it.
enum class Fate : std::uint8_t { kStays, kShrinks };

/// A line, the factor of 0 where there is one, and what it freezes: `embed.weight`, or of a tensor that is trained in
/// other layers each layer that is not, `blocks.0.attn.q.weight`.
struct Frozen {
  Span at;
  std::vector<std::string> names;
};
[[nodiscard]] std::vector<Frozen> frozen_by_line(const CheckedSpec& checked, Fate fate);

}  // namespace cdp::lint
