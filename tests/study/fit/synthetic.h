// Tables of runs made from a known law with known noise: lr* = c N^a D^d B^b, L = L_0 + A N^-g + A' D^-h + C (ln lr /
// lr*)^2.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "study/runs/tags.h"
#include "study/statistics/random.h"

namespace cdp::study::test {

/// Defaults: arXiv:2601.05049, equation 6, about an anchor that is made up.
struct Truth {
  double lr = 3e-3;  // at 10M parameters, 100M tokens, batch 64
  double params = -0.2219, duration = -0.3509, batch = 0;
  double floor = 1.7, params_factor = 1.5, params_gamma = 0.34, duration_factor = 0.9, duration_gamma = 0.28;
  double curvature = 0.08;
  double noise = 0.003;  // standard deviation of a loss
};

struct Sweep {
  std::vector<double> params = {2e6, 8e6, 32e6};
  std::vector<double> durations = {40e6, 160e6, 640e6};
  std::vector<double> octaves = {-1, 0, 1};  // of the values about a guess within half an octave of the optimum
  double batch_power = 0;                    // batch = 64 (D / 100M)^batch_power
  std::vector<double> batches = {};          // instead: these, at every scale
  std::size_t seeds = 1;
};

inline double true_lr(const Truth& truth, double params, double duration, double batch) {
  return truth.lr * std::pow(params / 1e7, truth.params) * std::pow(duration / 1e8, truth.duration) *
         std::pow(batch / 64, truth.batch);
}

inline double true_loss(const Truth& truth, double params, double duration) {
  return truth.floor + truth.params_factor * std::pow(params / 1e7, -truth.params_gamma) +
         truth.duration_factor * std::pow(duration / 1e8, -truth.duration_gamma);
}

/// The values are on a grid of half octaves, as people choose them.
inline Group runs_of(const Truth& truth, const Sweep& sweep, std::uint64_t seed) {
  Random random(seed);
  Group group;
  group.runs.name = "runs.csv";
  for (const double params : sweep.params)
    for (const double duration : sweep.durations) {
      std::vector<double> batches = sweep.batches;
      if (batches.empty()) batches = {64 * std::pow(duration / 1e8, sweep.batch_power)};
      for (const double batch : batches) {
        const double best = true_lr(truth, params, duration, batch);
        const double guess = std::exp2(std::round(std::log2(best) * 2 + random.uniform() - 0.5) / 2);
        for (const double octave : sweep.octaves)
          for (std::size_t i = 0; i < sweep.seeds; ++i) {
            const double lr = guess * std::exp2(octave);
            Run run;
            run.axes = {{"params", params}, {"duration", duration}, {"batch", batch}};
            run.values = {{"base.lr", lr}};
            run.tags = {{"optimizer", "adamw"}, {"schedule", "wsd"}};
            run.seed = static_cast<std::int64_t>(i);
            run.loss = true_loss(truth, params, duration) + truth.curvature * std::pow(std::log(lr / best), 2) +
                       truth.noise * random.normal();
            group.runs.runs.push_back(run);
          }
      }
    }
  return group;
}

}  // namespace cdp::study::test
