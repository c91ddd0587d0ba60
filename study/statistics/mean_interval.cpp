// See mean_interval.h.
#include "study/statistics/mean_interval.h"

#include <cmath>
#include <limits>

#include "compiler/base/check.h"
#include "study/statistics/student.h"

namespace cdp::study {

MeanInterval mean_interval(std::span<const double> values) {
  CHECK(!values.empty());
  MeanInterval out;
  const auto count = static_cast<double>(values.size());
  for (const double value : values) out.mean += value / count;
  double squares = 0;
  for (const double value : values) squares += (value - out.mean) * (value - out.mean);
  out.half = values.size() < 2 ? std::numeric_limits<double>::infinity()
                               : t_quantile(values.size() - 1) * std::sqrt(squares / (count - 1) / count);
  return out;
}

}  // namespace cdp::study
