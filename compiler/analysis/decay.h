// Weight decay: what a step of it takes of a tensor, how long it remembers, and which gains and biases it acts on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/analysis/compilation.h"

namespace cdp::analysis {

/// Whether lr takes part in what weight decay takes (plan/decay.h).
[[nodiscard]] bool decay_is_coupled(const Compilation& compilation);
/// Which part of a weight one step of decay takes at the peak.
[[nodiscard]] double decay_step(const Compilation& compilation, const scaling::Instance& instance);

/// After which share of the run weight decay has forgotten: 1 / (lr * weight_decay * steps), arXiv:2405.13698. Null
/// where the tensor has no weight decay.
[[nodiscard]] std::optional<double> time_scale(const Compilation& compilation, const ScaleValues& scale,
                                               const scaling::Instance& tensor);

/// A tensor without weight decay, and the line that says so.
struct Exempt {
  std::string name;
  Span at;
  bool by_tag = false;  // the line selects by a tag, `@vector`, and not merely this or that module by its path
};

/// The gains and offsets of norms (`norm`), or the biases (`bias`): those whose decay is what `base` says, and those
/// that have none. A decay that a `tune` sets is the author's will and in neither list.
struct Decayed {
  std::string tag;
  double value = 0;  // of base
  bool any = false;  // whether the model has such tensors at all
  std::vector<std::string> by_base;
  std::vector<Exempt> exempt;

  /// Those in by_base are what a line that selects by a tag has left out; else nothing but single modules is exempt.
  [[nodiscard]] bool left_out_by_tag() const;
};
[[nodiscard]] Decayed decayed(const Compilation& compilation, std::string_view tag);

/// The number after `weight_decay =` in `base`.
[[nodiscard]] Span base_decay_span(const Compilation& compilation);

}  // namespace cdp::analysis
