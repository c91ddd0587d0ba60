// See draws.h.
#include "study/transfer/draws.h"

#include <cmath>

#include "compiler/base/check.h"
#include "study/statistics/bootstrap.h"

namespace cdp::study {

namespace {

/// The end of the cells where the line or hill is lower.
double lower_end(const Curve& curve, const Parabola& drawn) {
  const double low = curve.cells.front().x;
  const double high = curve.cells.back().x;
  return drawn.at(low) < drawn.at(high) ? low : high;
}

void add(const Curve& curve, const Parabola& drawn, ScaleDraws& draws) {
  const double optimum = curve.minimum_in_reach(drawn) ? drawn.vertex() : lower_end(curve, drawn);
  draws.optimum.push_back(optimum);
  draws.lowest.push_back(drawn.at(optimum));
  draws.curvature.push_back(drawn.curvature());
}

}  // namespace

std::vector<ScaleDraws> draw(const std::vector<Curve>& curves, std::size_t count) {
  std::vector<const Parabola*> fits;
  for (const Curve& curve : curves) {
    CHECK(curve.has_optimum());
    fits.push_back(&*curve.parabola);
  }
  const std::vector<double> pool = residual_pool(fits);
  std::vector<ScaleDraws> all;
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const Curve& curve = curves[i];
    Random random(/*seed=*/1, /*stream=*/i);
    ScaleDraws draws;
    Parabola drawn;
    drawn.centre = curve.parabola->centre;
    for (std::size_t n = 0; n < count; ++n) {
      drawn.coefficients = curve.noise.freedom == 0 ? curve.parabola->coefficients
                                                    : drawn_coefficients(*curve.parabola, curve.noise, pool, random);
      add(curve, drawn, draws);
    }
    all.push_back(std::move(draws));
  }
  return all;
}

}  // namespace cdp::study
