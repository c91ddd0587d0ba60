// Whether a plan's graph is what Hugging Face's GraniteForCausalLM computes, and which tensor plays which part there.
// Decided by the data flow alone, whatever the tensors are called.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"

namespace cdp::exporting {

/// linear(x, weight), and the offset that is added behind it.
struct Linear {
  std::string weight;
  std::optional<std::string> offset;
};

/// Names are the graph's: `*` is the number of the block.
struct Granite {
  std::string embed, final_norm, head;  // the head is the embedding where they are tied
  std::string attn_norm, mlp_norm;
  Linear q, k, v, out, gate, up, down;
  std::int64_t layers = 1, heads = 1, kv_heads = 1;
  std::int64_t vocab = 1, width = 1, hidden = 1;
  double rope_theta = 10000, norm_eps = 1e-6;
  double embedding_multiplier = 1, residual_multiplier = 1, attention_multiplier = 1, logits_multiplier = 1;

  [[nodiscard]] bool is_tied() const { return head == embed; }
};

/// Pre-norm blocks of RmsNorm, causal rotary attention and SwiGlu behind equal residual multipliers. Anything else is
/// an error that says what differs and where.
[[nodiscard]] Result<Granite> recognise_granite(const plan::Plan& plan);

/// `model.layers.0.self_attn.q_proj.weight` and `blocks.0.attn.q.weight`: every tensor of the foreign file, in its
/// order.
struct NamedTensor {
  std::string theirs;
  std::string ours;
};
[[nodiscard]] std::vector<NamedTensor> granite_tensors(const Granite& granite);

}  // namespace cdp::exporting
