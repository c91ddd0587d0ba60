// Forward through the data flow: how the entries of each value grow at initialisation, and how what training changes in
// them does.
#pragma once

#include <cstddef>
#include <vector>

#include "compiler/analysis/growth/given.h"
#include "compiler/analysis/growth/graph.h"

namespace cdp::analysis {

/// One size at the three regimes (growth.h).
struct Sizes {
  Exponent entry = kNothing;    // at initialisation
  Exponent first = kNothing;    // its change in the first steps
  Exponent aligned = kNothing;  // its change over the run, once updates align

  /// After training: what was there, or what it became.
  [[nodiscard]] Exponent trained() const { return larger(entry, aligned); }
};

struct FlowSizes : Sizes {
  bool stream = false;  // the input of a stack's body with nothing but what layers add to it
  Sizes added = {};     // of a stream: the largest of what this layer adds
  double shared = 0;    // of weights that share 1: how their number grows
  double slack = 0;     // by how much a matrix onto a fixed size may have made it smaller at first than it will be
};

/// Of attention's logits, which are no value of the graph.
struct Logits {
  const model::Node* node = nullptr;
  Exponent entry;    // at initialisation, queries and keys independent
  Exponent trained;  // once they are aligned
};

/// Of layers that are no residual stream.
inline constexpr std::string_view kFades =
    "the stack is no residual stream, so how much of an early layer is left at its end is open";

struct ForwardPass {
  std::vector<FlowSizes> values;  // by id
  std::vector<bool> fades;        // by stack: it is no residual stream
  std::vector<Logits> logits;
};

/// How one step of the optimizer changes an entry of each tensor (nothing: at initialisation).
using Steps = std::vector<Exponent>;

[[nodiscard]] ForwardPass forward_pass(const Given& given, const Steps& steps);

/// What a matrix makes of a change that is aligned with it: by its spectral norm, std (fan_in^1/2 + fan_out^1/2)
/// (arXiv:2310.17813). Onto fewer numbers than it reads, inside of a model, only a run can show whether what reaches it
/// is aligned (`may_align`); it then has of what is possible the size that does the least harm.
[[nodiscard]] Exponent spectral_gain(const Given& given, std::size_t tensor);
[[nodiscard]] bool may_align(const Given& given, std::size_t tensor);

}  // namespace cdp::analysis
