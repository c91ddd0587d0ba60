// Names of tensors: how alike two of them are, and what some are known for.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::verify {

/// 0..1: how many of the words between points and underscores two patterns share, words that only begin alike counting
/// less. `attn.q` and `self_attn.q_proj` are alike, `attn.q` and `mlp.up` are not.
[[nodiscard]] double likeness(std::string_view a, std::string_view b);

/// Whether one of the words between points and underscores is `word`.
[[nodiscard]] bool has_word(std::string_view name, std::string_view word);

/// Attention masks, rotary tables, running means: what frameworks store beside weights. From the name and the shape.
[[nodiscard]] bool is_buffer(std::string_view name, const std::vector<std::int64_t>& shape);
/// Adam's averages and their like, by the names that frameworks give them.
[[nodiscard]] bool is_optimizer_state(std::string_view name);

}  // namespace cdp::verify
