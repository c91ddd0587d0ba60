// The state of a search for violations: what is given, with the repairs so far, and what was found.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/analysis/growth/violations.h"

namespace cdp::analysis {

/// Below this, exponents count as equal: they are sums of a few rationals.
inline constexpr double kSameExponent = 1e-6;
[[nodiscard]] inline bool is_zero(double exponent) {
  return std::abs(exponent) < kSameExponent;
}

struct Search {
  Search(const Facts& facts, const Direction& direction) : given(facts, direction), graph(facts.model) {
    found.direction = direction;
  }

  Given given;
  FlowGraph graph;
  AxisVerdicts found;
  std::size_t visits = 0;  // of operations so far

  /// Whether another pass over the data flow is within what a search may take; else that is noted once.
  [[nodiscard]] bool may_pass();

  /// Notes it, and goes on as though the value had the exponent that it must have; what is no fault stays as it is.
  void repair(Violation violation);
};

/// Sizes at initialisation (initial_sizes.cpp): entries of what matrices make stay, sums over layers do, attention's
/// logits do. Repairs initial stds and multipliers.
void check_initial_sizes(Search& search);

/// The entry that a tensor's use makes at initialisation, and the first of its ends where it has no fixed size.
[[nodiscard]] std::optional<double> size_before_norm(const Search& search, const ForwardPass& forward, const Use& use);

/// What a tensor's steps change in the output stays (updates.cpp). Repairs learning rates.
void check_updates(Search& search);

/// Along batch and duration, under AdamW (horizon.cpp).
void check_horizon(Search& search);

/// eps follows the gradient, weight decay takes the same share (statistics.cpp).
void check_statistics(Search& search);

}  // namespace cdp::analysis
