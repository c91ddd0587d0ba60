// What is read off a model's data flow, once: the branches of streams that go through norms, attention with its heads,
// mixtures with their experts. How sizes grow in it is growth/'s. What is written in another way than it knows it
// leaves out, so that who asks stays silent there.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "compiler/model/model.h"

namespace cdp::analysis {

/// A multiplier in a product, or (-1) in what is divided by.
struct Factor {
  std::size_t multiplier = 0;
  double exponent = 1;
};

/// What is added to a stream that runs through stacks.
struct Branch {
  std::vector<std::size_t> stacks;  // outermost first
  std::vector<Factor> factors;      // the products that it ends in
  Span span;                        // of the sum
};

struct Attention {
  std::optional<std::size_t> multiplier;  // of the logits
  model::Sym number;                      // where there is none
  std::optional<model::Sym> head_dim;
  std::optional<model::Sym> heads;
  std::optional<model::Sym> kv_heads;
  Span span;  // of the operation
};

/// How many experts there are, and how many of them see a token.
struct Mixture {
  model::Sym experts;
  model::Sym top_k;
};

struct Flow {
  std::vector<Branch> normed_branches;          // of streams that go through a norm in every layer (post-norm)
  std::vector<const model::Node*> looks_ahead;  // where a token sees what comes after it: attention that is not
                                                // causal, and means over all tokens
  std::vector<Attention> attentions;
  std::vector<Mixture> mixtures;
  /// Each once: the widths of heads whose logits have a multiplier, the numbers of heads (of queries, of keys and
  /// values), and how many tokens a token sees where that is limited.
  std::vector<model::Sym> head_widths, head_counts, windows;
};

/// The model outlives it.
[[nodiscard]] Flow flow_of(const model::Model& model);

}  // namespace cdp::analysis
