// What a search of a spec varies: the dimensions of its `search` block, or those that most specs gain by where it has
// none; and the overrides that stand for a point of that space.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "compiler/pipeline/stages.h"

namespace cdp::pipeline {

/// A value or factor that is searched in its logarithm: 0 < low < high. Of `1 - base.beta2` it is what beta2 lacks
/// to 1.
struct SearchDimension {
  std::string name;  // `base.lr`, `1 - base.beta2`, `@hidden.lr`; `blocks[i].lr knot 2 of 3`
  double low = 0.5;
  double high = 2;
  double start = 1;     // within the range: the spec's own value, a factor of 1
  bool own = true;      // the start is the spec's own: an override that only says it can be left out
  bool global = false;  // a value of `base`
};

/// A line that a point sets: `@hidden.lr *= 1.5`.
struct SearchLine {
  struct Knot {
    std::optional<std::size_t> dimension;  // none: the number stays
    double value = 1;
  };
  std::string target;  // `1 - @hidden.beta1`
  std::string sign;    // `=` or `*=`
  bool along = false;
  std::vector<Knot> knots;
};

struct SearchSpace {
  std::vector<SearchDimension> dimensions;  // those of `base` first
  std::vector<SearchLine> lines;
  bool declared = false;  // by the spec's block
};

/// Of a spec that is ready: its block's space, else default_space(). Null after errors at the reference (in the sink).
/// A start out of its range is a warning.
[[nodiscard]] std::optional<SearchSpace> search_space(AnalysedSpec& analysis);

/// Of a spec without a block: lr, weight decay, 1 - beta1, 1 - beta2 and eps of `base`; of every kind of module a
/// factor on lr and one on init_std; of every stack a curve of lr over depth; a factor on every residual multiplier
/// (arXiv:2512.22382, section on per-module hyperparameters).
[[nodiscard]] SearchSpace default_space(const AnalysedSpec& analysis, const scaling::Scaled& reference);

/// The value of an entry of `base` at the reference; null: none is written.
[[nodiscard]] std::optional<double> base_value(const AnalysedSpec& analysis, sema::Hp hp);

/// The overrides of a point, a value for each dimension: what is the spec's own is left out.
[[nodiscard]] std::vector<std::string> sets_at(const SearchSpace& space, std::span<const double> point);

}  // namespace cdp::pipeline
