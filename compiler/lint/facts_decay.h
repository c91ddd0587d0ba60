// What rules about the weight decay of gains and biases share.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/lint/facts.h"

namespace cdp::lint {

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
[[nodiscard]] Decayed decayed(const CheckedSpec& checked, std::string_view tag);

/// The number after `weight_decay =` in `base`.
[[nodiscard]] Span base_decay_span(const CheckedSpec& checked);

/// The fix: `tune SELECTOR { weight_decay = 0 }` after all other tuning.
void offer_exemption(const CheckedSpec& checked, const std::string& selector, diag::Report& report);

}  // namespace cdp::lint
