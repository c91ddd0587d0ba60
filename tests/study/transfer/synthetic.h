// Synthetic sweeps whose answer is known: loss gap and optimum follow power laws of the width, the loss is a parabola
// of the octaves from the optimum.
#pragma once

#include <cmath>
#include <vector>

#include "study/runs/runs.h"
#include "study/statistics/random.h"

namespace cdp::study {

/// loss = limit + gap (n / n0)^-alpha + curvature (log2 lr - optimum - shift (n / n0)^-beta)^2 + noise, n0 the smallest
/// width. Rates of the printed fits: slow where beta is near alpha / 2 (arXiv:2512.22768: a ReLU network on the
/// indicator of a ball has 0.742 and 0.388).
struct Law {
  double limit = 2.5, gap = 0.6, alpha = 1;
  double optimum = -8, shift = 0.6, beta = 1;
  double curvature = 0.05;
  double noise = 0.004;
  double diverges_above = 1e9;  // octaves from the optimum
  double second_well = 0;       // depth of another minimum, four octaves below the optimum
  std::vector<double> widths = {64, 128, 256, 512, 1024};
  double lowest = -11, step = 1;  // log2 of the values that are tried
  int values = 7, seeds = 3;

  [[nodiscard]] double optimum_at(double width) const {
    return optimum + shift * std::pow(width / widths.front(), -beta);
  }
  [[nodiscard]] double loss_at(double width, double x) const {
    const double apart = x - optimum_at(width);
    double loss = limit + gap * std::pow(width / widths.front(), -alpha) + curvature * apart * apart;
    if (second_well > 0) loss -= second_well * std::exp(-0.5 * std::pow((apart + 4) / 0.7, 2));
    return loss;
  }
};

inline Runs sweep_of(const Law& law, std::uint64_t seed) {
  Random random(seed, 77);
  Runs runs{"synthetic.csv", {}};
  for (const double width : law.widths)
    for (int i = 0; i < law.values; ++i)
      for (int s = 1; s <= law.seeds; ++s) {
        const double x = law.lowest + i * law.step;
        Run run;
        run.axes["width"] = width;
        run.values["base.lr"] = std::exp2(x);
        run.seed = s;
        const double loss = law.loss_at(width, x) + law.noise * random.normal();
        if (x - law.optimum_at(width) <= law.diverges_above) run.loss = loss;
        runs.runs.push_back(std::move(run));
      }
  return runs;
}

/// The sweeps of tests/golden/transfer: two seeds, losses with four decimals.
inline Runs golden_sweep(Law law) {
  law.seeds = 2;
  Runs runs = sweep_of(law, 1);
  for (Run& run : runs.runs)
    if (run.loss) run.loss = std::round(*run.loss * 1e4) / 1e4;
  return runs;
}

inline Law golden_slow_law() {
  Law law;
  law.alpha = 0.742, law.beta = 0.388, law.shift = 2, law.values = 8, law.diverges_above = 3;
  return law;
}

inline Law golden_edge_law() {
  Law law;
  law.alpha = 0.742, law.beta = 0.388, law.optimum = -5.5, law.shift = -1.2, law.values = 6;
  return law;
}

}  // namespace cdp::study
