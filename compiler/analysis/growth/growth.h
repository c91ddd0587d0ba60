// How the sizes of a model grow along one axis, as exponents: a quantity of exponent e grows as n^e while the axis
// grows by n and every other axis stays. Read off the data flow, the rules and the optimizer, before anything runs.
//
// Three regimes, since correlations build up while a model trains:
//   at initialisation  weights are independent of what they act on: sums of k terms grow as k^1/2
//   first steps        updates exist and are not yet aligned with what flows: their sums too grow as k^1/2
//   after alignment    updates are aligned with what flows: their sums grow as k
// Sizes are root mean squares of entries. The counting is that of arXiv:2011.14522 and arXiv:2310.17813;
// docs/scaling.md teaches it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/facts.h"
#include "compiler/analysis/growth/backward.h"
#include "compiler/analysis/growth/forward.h"
#include "compiler/analysis/growth/given.h"

namespace cdp::analysis {

/// Of an activation (a value of the data flow).
struct ValueGrowth {
  Exponent entry;           // an entry at initialisation
  Exponent first;           // its change in the first steps
  Exponent aligned;         // its change over the run, after alignment
  Exponent gradient_first;  // an entry of the loss's gradient, at initialisation
  Exponent gradient;        // the same after alignment
};

/// Of a trained tensor.
struct TensorGrowth {
  Exponent std;             // an entry at initialisation
  Exponent spectral;        // the spectral norm at initialisation; of what is no matrix an entry
  Exponent step;            // an entry of one step of the optimizer
  Exponent gradient_first;  // an entry of the gradient, at initialisation
  Exponent gradient;        // the same after alignment
  Exponent relative;        // an entry of a step over one of the tensor at initialisation
  Exponent reach;           // what its steps change in the model's output, after alignment
  Exponent eps;             // the optimizer's eps; nothing where it has none
  Exponent decay;           // what one step of weight decay takes, relative to the tensor; nothing without decay
  Exponent equilibrium;     // an entry once steps and decay balance; nothing without decay
};

struct AxisGrowth {
  std::vector<ValueGrowth> values;    // by the id of the value in the model's graph: `%7` of a plan is values[7]
  std::vector<TensorGrowth> tensors;  // as the model lists them
  std::vector<Logits> logits;         // of each attention
};

/// Along width, depth or axes of the user's. Batch and duration concern the optimizer's statistics (horizon.h).
[[nodiscard]] AxisGrowth growth_along(const Facts& facts, const Direction& direction);

/// The passes behind it, for whoever asks what a correction does.
struct Passes {
  ForwardPass initial;    // without steps
  BackwardPass backward;  // of that
  Steps steps;
  ForwardPass trained;
  std::vector<Exponent> reach;  // by tensor
};
[[nodiscard]] Passes passes_of(const Given& given, const FlowGraph& graph);

/// An entry of one step. Adam and Lion: the size of lr whatever the gradient (arXiv:2203.03466, Appendix B.3); Muon: a
/// spectral norm of lr; SGD: lr times the gradient. Nothing where lr is 0.
[[nodiscard]] Exponent step_of(const Given& given, const BackwardPass& backward, std::size_t tensor);
[[nodiscard]] bool is_gradient_sized(const Given& given, std::size_t tensor);

/// The exponent of what one step of weight decay takes, relative to the tensor; nothing without decay.
[[nodiscard]] Exponent decay_of(const Given& given, std::size_t tensor);
/// An entry once steps and decay balance: a step over the root of what decay takes, for AdamW (lr / weight_decay)^1/2
/// (arXiv:2305.17212, Table 1). Nothing without decay.
[[nodiscard]] Exponent equilibrium_of(const Given& given, const Steps& steps, std::size_t tensor);

}  // namespace cdp::analysis
