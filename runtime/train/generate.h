// `cdp sample`: lets a trained model go on with a prompt.
#pragma once

#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "run/options.h"

namespace cdp::runtime {

/// Prints prompt and continuation; a model of token ids takes and prints ids ("12 7 99"). Equal options give equal
/// tokens.
[[nodiscard]] Status generate(const run::SampleOptions& options, std::FILE* out, std::FILE* notes);

/// The token that `draw`, uniform in [0, 1), picks from softmax(logits / temperature) over the top_k largest.
[[nodiscard]] std::int64_t pick_token(std::span<const float> logits, double temperature, std::int64_t top_k,
                                      double draw);

/// Ids between spaces or commas.
[[nodiscard]] Result<std::vector<std::int64_t>> parse_ids(const std::string& text, std::int64_t vocabulary);

}  // namespace cdp::runtime
