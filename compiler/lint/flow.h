// What rules of the linter read off a model's data flow: what scales the result of a matrix, the branches of residual
// streams, attention with its heads, mixtures with their experts. What is written in another way than it knows it
// leaves out, so that a rule stays silent there.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "compiler/model/model.h"

namespace cdp::lint {

/// A multiplier in a product, or (-1) in what is divided by.
struct Factor {
  std::size_t multiplier = 0;
  double exponent = 1;
};

/// What is added to a stream that runs through stacks.
struct Branch {
  std::vector<std::size_t> stacks;    // outermost first
  std::vector<Factor> factors;        // the products that it ends in
  std::optional<std::size_t> matrix;  // whose result they scale
  Span span;                          // of the sum
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

class Flow {
 public:
  explicit Flow(const model::Model& model);

  /// The multipliers of the products right before and right after a matrix.
  [[nodiscard]] std::vector<Factor> factors_of(std::size_t tensor) const;
  /// Of streams that only sum.
  [[nodiscard]] std::vector<Branch> branches() const;
  /// Of streams that go through a norm in every layer (post-norm).
  [[nodiscard]] std::vector<Branch> normed_branches() const;
  /// The operations in which a token sees what comes after it: attention that is not causal, and means over all tokens.
  [[nodiscard]] std::vector<const model::Node*> looks_ahead() const;
  [[nodiscard]] std::vector<Attention> attentions() const;
  [[nodiscard]] std::vector<Mixture> mixtures() const;

 private:
  void add(const model::Block& block);
  [[nodiscard]] const model::Node* made_by(const model::NodeArgument& argument) const;
  [[nodiscard]] const model::NodeArgument& before_products(const model::NodeArgument& end,
                                                           std::vector<Factor>& factors) const;
  void after(std::size_t id, std::vector<Factor>& factors) const;
  struct Stream {
    const model::Block& body;
    std::vector<std::size_t> stacks;
    bool through_norms = false;
    std::set<std::size_t> others = {};  // values that are known not to be it
  };
  bool follow(std::size_t id, int depth, Stream& stream, std::vector<Branch>& found) const;
  [[nodiscard]] Branch branch(const model::Node& sum, const model::NodeArgument& added,
                              const std::vector<std::size_t>& stacks) const;
  void branches_in(const model::Block& block, const std::vector<std::size_t>& stacks, bool normed,
                   std::vector<Branch>& found) const;
  [[nodiscard]] const model::Node* split_before(const model::NodeArgument& argument) const;
  [[nodiscard]] std::optional<model::Sym> head_dim_before(const model::Node& split) const;

  const model::Model& model_;
  std::vector<const model::Node*> nodes_;               // of all blocks, in order
  std::map<std::size_t, const model::Node*> makers_;    // by the value that they make
  std::map<std::size_t, const model::Node*> products_;  // by their matrix: its first
  std::multimap<std::size_t, const model::Node*> readers_;
};

}  // namespace cdp::lint
