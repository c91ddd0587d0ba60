// Measured lines put in order: for each module and tensor, what it measured at each scale, seed and step. The layers of
// a stack are one module, whose size is the root mean square over them.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/coordcheck/fit.h"
#include "run/measured.h"

namespace cdp::coordcheck {

/// What of a module or tensor is held against a prediction.
enum class Quantity {
  kEntry,     // an activation's entries
  kFirst,     // how far the first step moves them
  kChange,    // how far they have moved from initialisation
  kGradient,  // the entries of a tensor's gradient
  kUpdate,    // a step's update of a tensor, relative to the weights
};

/// `entries`, `first change`, `change`, `gradient`, `update / weight`
[[nodiscard]] std::string_view word(Quantity quantity);

struct Series {
  std::string name;  // folded: `blocks.*.attn.q`
  Quantity quantity = Quantity::kEntry;
  std::map<std::int64_t, std::vector<Point>> steps;
};

/// Where an axis is measured: its lines have every other axis at the reference, as far as they name it.
struct Study {
  std::string axis;
  std::map<std::string, double> reference;
  bool deepens = false;  // the axis makes stacks longer
  /// Activations whose size is the last layer's, not the mean: what sums up from layer to layer has the end of the sum
  /// compared, since few layers are nearer to it in the mean than many.
  std::set<std::string> last_layer = {};
};

/// The series of a study, in the order in which modules come in the lines. Lines of other studies are passed over.
[[nodiscard]] std::vector<Series> series_of(std::span<const run::MeasuredLine> lines, const Study& study);

/// Lines of a file or a program, blank ones left out. Errors name the line's number.
[[nodiscard]] Result<std::vector<run::MeasuredLine>> read_lines(std::string_view text, const std::string& path);

}  // namespace cdp::coordcheck
