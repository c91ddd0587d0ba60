// Measured sizes with known exponents, for the tests of the coordinate check.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "compiler/coordcheck/study.h"

namespace cdp::coordcheck {

inline const std::vector<double> kScales = {64, 128, 256, 512};

/// size = factor * scale^slope, seeds a little apart.
inline std::vector<Point> points(double slope, double factor = 1, double spread = 0.01) {
  std::vector<Point> out;
  for (const double scale : kScales)
    for (std::int64_t seed = 1; seed <= 3; ++seed)
      out.push_back({scale, seed, factor * std::pow(scale, slope) * std::exp(spread * static_cast<double>(seed - 2))});
  return out;
}

/// Lines of a module whose entries and changes have these exponents, over two steps.
inline void add_lines(std::vector<run::MeasuredLine>& lines, const std::string& module, double entry, double change) {
  for (const Point& point : points(0)) {
    const run::MeasuredScale scale = {{"width", point.scale}, {"depth", 2}};
    lines.push_back(
        run::ActivationLine{scale, point.seed, 0, module, {}, std::pow(point.scale, entry) * point.size, {}});
    for (std::int64_t step = 1; step <= 2; ++step) {
      const double moved = 0.1 * static_cast<double>(step) * std::pow(point.scale, change) * point.size;
      lines.push_back(run::ActivationLine{scale, point.seed, step, module, {}, 1, moved});
    }
  }
}

inline void add_tensor(std::vector<run::MeasuredLine>& lines, const std::string& tensor, double gradient,
                       double update) {
  for (const Point& point : points(0))
    lines.push_back(run::TensorLine{{{"width", point.scale}, {"depth", 2}},
                                    point.seed,
                                    1,
                                    tensor,
                                    1.0,
                                    std::pow(point.scale, gradient) * point.size,
                                    std::pow(point.scale, update) * point.size,
                                    0.1});
}

inline const Study kWidth{"width", {{"depth", 2}}, false, {}};

/// Expects entries and changes of `embed`, `blocks.*.attn.q` and `head` to stay, and the gradient of `head.weight` to.
inline Expected sample_expected() {
  Expected expected;
  for (const char* name : {"embed", "blocks.*.attn.q", "head"}) {
    expected.roles.values.insert(name);
    for (const Quantity quantity : {Quantity::kEntry, Quantity::kFirst, Quantity::kChange})
      expected.ranges[name][quantity] = {0, 0};
  }
  expected.ranges["head.weight"][Quantity::kGradient] = {0, 0};
  expected.ranges["head.weight"][Quantity::kUpdate] = {0, 0, "not known"};
  return expected;
}

/// A check where `blocks.*.attn.q` explodes and the others pass.
inline CoordCheck sample_check() {
  std::vector<run::MeasuredLine> lines;
  add_lines(lines, "embed", 0.05, 0);
  add_lines(lines, "blocks.0.attn.q", 0, 0.7);
  add_lines(lines, "blocks.1.attn.q", 0, 0.7);
  add_lines(lines, "head", -0.02, 0);
  add_lines(lines, "stranger<", 0, 0);
  add_tensor(lines, "head.weight", 0, -0.5);
  CoordCheck check{"net<.cdp", "mup", "synthetic tokens", 2, 4, 3, kTolerance, {}};
  check.studies.push_back(*judge_study(lines, kWidth, sample_expected(), kTolerance));
  return check;
}

}  // namespace cdp::coordcheck
