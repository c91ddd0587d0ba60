// lr-implausible: a peak learning rate beyond what its optimizer has been run with; mostly a slip in an exponent.
#include <algorithm>

#include "compiler/base/number_text.h"
#include "compiler/lint/facts_values.h"

namespace cdp::lint::rules {

namespace {

/// Where tuned peaks lie, with an order of magnitude to either side. Steps of adamw and lion move every number by about
/// lr, so numbers that start larger bear a larger one.
struct Range {
  std::string_view optimizer;
  double least;
  double most;
  bool relative;  // `most` grows with the size of the numbers
};
constexpr Range kRanges[] = {
    {"adamw", 1e-8, 0.1, true},  // arXiv:2309.14322 sweeps 1e-4 to 1e-1; fine-tuning goes to 1e-6
    {"lion", 1e-9, 0.03, true},  // arXiv:2302.06675: 3 to 10 times below AdamW's
    {"muon", 1e-6, 1, false},    // Keller Jordan, 2024: 0.02 to 0.05; steps have a spectral norm of 1
    {"sgd", 1e-6, 100, false},   // 0.1 (arXiv:1512.03385), times the width for inputs (arXiv:2203.03466, Table 3)
};

/// Beyond which bound, by what factor; 1 where it is within them.
struct Excess {
  double bound = 0;
  double factor = 1;
};

Excess excess_of(const Range& range, double lr, double size) {
  const double most = range.relative ? range.most * std::max(1.0, size / range.most) : range.most;
  if (lr > most) return {most, lr / most};
  if (lr < range.least) return {range.least, range.least / lr};
  return {};
}

Excess excess_of(const Subject& subject, const model::Tensor& tensor, const scaling::Instance& instance, double lr) {
  const std::string_view optimizer = updater_of(subject, tensor).name;
  for (const Range& range : kRanges)
    if (range.optimizer == optimizer && lr > 0) return excess_of(range, lr, initial_size(tensor, instance));
  return {};
}

}  // namespace

void lr_implausible(const Subject& subject, Findings& findings) {
  Causes causes;
  visit_values(subject, sema::Hp::lr, [&](const ValueAt& found) {
    const Excess excess = excess_of(subject, found.tensor, found.instance, found.value);
    // A step that is rounded away is lr-below-precision's.
    if (excess.factor > 1 && rounding_loss(subject, found) <= 1) causes.add(found, excess.factor);
  });
  for (const Cause& cause : causes.all()) {
    const double bound = excess_of(subject, *cause.tensor, *cause.instance, cause.value).bound;
    const bool high = cause.value > bound;
    findings.report(cause.at, short_number(cause.value), named(cause.names), place_text(*cause.place),
                    high ? "above" : "below", short_number(bound), updater_of(subject, *cause.tensor).name);
  }
}

}  // namespace cdp::lint::rules
