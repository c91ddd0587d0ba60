// See student.h.
#include "study/statistics/student.h"

#include <array>
#include <cmath>
#include <limits>

namespace cdp::study {

double t_quantile(std::size_t freedom) {
  constexpr std::array<double, 5> kFirst = {std::numeric_limits<double>::infinity(), 12.7062, 4.30265, 3.18245,
                                            2.77645};
  if (freedom < kFirst.size()) return kFirst[freedom];
  const double z = 1.959964;
  const auto n = static_cast<double>(freedom);  // the expansion of Cornish and Fisher
  const double z3 = z * z * z;
  const double z5 = z3 * z * z;
  const double z7 = z5 * z * z;
  return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n) +
         (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * n * n * n);
}

}  // namespace cdp::study
