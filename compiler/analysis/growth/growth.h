// How the sizes of a model grow along one axis, as exponents: a quantity of exponent e grows as n^e while the axis grows
// by n and every other axis stays. Read off the data flow, the rules and the optimizer, before anything runs.
//
// Three regimes, since correlations build up while a model trains:
//   at initialisation  weights are independent of what they act on: sums of k terms grow as k^1/2
//   first steps        updates exist and are not yet aligned with what flows: their sums too grow as k^1/2
//   after alignment    updates are aligned with what flows: their sums grow as k
// Sizes are root mean squares of entries.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/facts.h"

namespace cdp::analysis {

/// An exponent, or why it cannot be told.
struct Exponent {
  double value = 0;
  std::string_view unknown = {};  // the reason; empty: known

  [[nodiscard]] bool known() const { return unknown.empty(); }
};

/// Of an activation (a value of the data flow).
struct ValueGrowth {
  Exponent entry;           // an entry at initialisation
  Exponent first;           // its change from first steps
  Exponent aligned;         // its change over the run, after alignment
  Exponent gradient_first;  // an entry of the loss's gradient, at initialisation
  Exponent gradient;        // the same after alignment
};

/// Of a trained tensor.
struct TensorGrowth {
  Exponent std;             // an entry at initialisation
  Exponent spectral;        // the spectral norm at initialisation
  Exponent step;            // an entry of one step of the optimizer
  Exponent gradient_first;  // an entry of the gradient, at initialisation
  Exponent gradient;        // the same after alignment
  Exponent relative;        // the change that its steps make in what it makes, relative to that
  Exponent reach;           // the change that its steps make in the model's output, after alignment
  Exponent eps;             // of the optimizer's eps, relative to nothing
  Exponent decay;           // what weight decay takes over the whole run: lr * weight_decay * steps
};

struct AxisGrowth {
  std::string axis;
  std::vector<ValueGrowth> values;    // by the id of the value in the model's graph: `%7` of a plan is values[7]
  std::vector<TensorGrowth> tensors;  // as the model lists them
};

/// `axis`: width, depth or an axis of the user's; batch and duration concern the optimizer's statistics (horizon.h).
[[nodiscard]] AxisGrowth growth_along(const Facts& facts, std::string_view axis);

}  // namespace cdp::analysis
