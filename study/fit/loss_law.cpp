// See loss_law.h.
#include "study/fit/loss_law.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "study/statistics/least_squares.h"
#include "study/statistics/student.h"

namespace cdp::study {
namespace {

using Gammas = std::vector<double>;
constexpr double kInfinite = std::numeric_limits<double>::infinity();

struct Solved {
  Gammas gammas;
  LinearFit fit;
  double squares = kInfinite;
};

Eigen::VectorXd row_of(const LossLaw& law, const ScalePoint& scale, const Gammas& gammas) {
  Eigen::VectorXd row(static_cast<Eigen::Index>(law.terms.size()) + 1);
  row(0) = 1;
  for (std::size_t i = 0; i < law.terms.size(); ++i)
    row(static_cast<Eigen::Index>(i) + 1) =
        std::exp(-gammas[i] * (std::log(scale.at(law.terms[i].axis)) - law.terms[i].center));
  return row;
}

/// Null where the gammas need a negative L_0 or A.
std::optional<Solved> solve(const LossLaw& law, const Gammas& gammas) {
  const auto count = static_cast<Eigen::Index>(law.losses.size());
  Eigen::MatrixXd rows(count, static_cast<Eigen::Index>(law.terms.size()) + 1);
  for (Eigen::Index i = 0; i < count; ++i) rows.row(i) = row_of(law, law.scales[static_cast<std::size_t>(i)], gammas);
  const Eigen::VectorXd losses = Eigen::Map<const Eigen::VectorXd>(law.losses.data(), count);
  auto fit = fit_linear(rows, losses);
  if (!fit || fit->coefficients.minCoeff() < 0) return {};
  const double squares = fit->residuals.squaredNorm();
  return Solved{gammas, *std::move(fit), squares};
}

/// Ranges of the gammas.
struct Box {
  Gammas low, high;

  /// The factor between neighbours of a grid over it.
  [[nodiscard]] double step(std::size_t i, std::size_t steps) const {
    return std::pow(high[i] / low[i], 1 / static_cast<double>(steps - 1));
  }
};

Box whole(std::size_t terms) {
  return {Gammas(terms, kLeastGamma), Gammas(terms, kMostGamma)};
}

/// About the gammas, a factor to each side, within the range that is searched.
Box about(const Gammas& low, const Gammas& high, const Gammas& factors) {
  Box box{low, high};
  for (std::size_t i = 0; i < low.size(); ++i) {
    box.low[i] = std::max(kLeastGamma, low[i] / factors[i]);
    box.high[i] = std::min(kMostGamma, high[i] * factors[i]);
  }
  return box;
}

/// Every combination of gammas on a grid, evenly spaced on a logarithmic scale.
void each_in(const Box& box, std::size_t steps, const std::function<void(const Gammas&)>& visit) {
  const auto at = [&](std::size_t i, std::size_t step) {
    return box.low[i] * std::pow(box.high[i] / box.low[i], static_cast<double>(step) / static_cast<double>(steps - 1));
  };
  for (std::size_t first = 0; first < steps; ++first) {
    if (box.low.size() == 1) visit({at(0, first)});
    if (box.low.size() == 2)
      for (std::size_t second = 0; second < steps; ++second) visit({at(0, first), at(1, second)});
  }
}

/// Steps of a grid along each gamma: fewer where each takes long.
std::size_t steps_for(const LossLaw& law) {
  constexpr std::size_t kMany = 300;
  if (law.losses.size() > kMany) return 15;
  return law.terms.size() > 1 ? 25 : 41;
}

std::optional<Solved> best_fit(const LossLaw& law) {
  std::optional<Solved> best;
  Box box = whole(law.terms.size());
  for (int round = 0; round < 8; ++round) {
    each_in(box, steps_for(law), [&](const Gammas& gammas) {
      auto solved = solve(law, gammas);
      if (solved && (!best || solved->squares < best->squares)) best = std::move(solved);
    });
    if (!best) return {};
    Gammas factors;
    for (std::size_t i = 0; i < law.terms.size(); ++i) factors.push_back(std::pow(box.step(i, steps_for(law)), 2));
    box = about(best->gammas, best->gammas, factors);
  }
  return best;
}

/// The squares that a fit may have to be within 95% of the best one.
double bound_of(const LossLaw& law) {
  if (law.freedom == 0) return kInfinite;
  const double t = t_quantile(law.freedom);
  const auto freedom = static_cast<double>(law.freedom);
  return law.deviation * law.deviation * freedom * (1 + t * t / freedom);
}

/// Calls `visit` with each fit of a grid that the losses admit.
void each_admitted(const LossLaw& law, const Box& box, const std::function<void(const Solved&)>& visit) {
  const double bound = bound_of(law);
  each_in(box, steps_for(law), [&](const Gammas& gammas) {
    if (const auto solved = solve(law, gammas); solved && solved->squares <= bound * (1 + 1e-12)) visit(*solved);
  });
}

/// The ranges of the gammas that are admitted: a grid over everything, then finer ones over what was found.
void take_intervals(LossLaw& law) {
  Box box = whole(law.terms.size());
  Gammas low;
  Gammas high;
  for (int round = 0; round < 5; ++round) {
    low.clear();
    for (const LossTerm& term : law.terms) low.push_back(term.gamma);
    high = low;
    each_admitted(law, box, [&](const Solved& solved) {
      for (std::size_t i = 0; i < low.size(); ++i) {
        low[i] = std::min(low[i], solved.gammas[i]);
        high[i] = std::max(high[i], solved.gammas[i]);
      }
    });
    Gammas factors;
    for (std::size_t i = 0; i < low.size(); ++i) factors.push_back(box.step(i, steps_for(law)));
    box = about(low, high, factors);
  }
  for (std::size_t i = 0; i < low.size(); ++i) {
    LossTerm& term = law.terms[i];
    term.low = low[i];
    term.high = high[i];
    term.identifiable = law.freedom > 0 && term.low > kLeastGamma * 1.01 && term.high < kMostGamma / 1.01;
  }
}

/// Profile likelihood of a linear function of the coefficients: `row(gammas)`.
LossInterval interval_of(const LossLaw& law, double value, const std::function<Eigen::VectorXd(const Gammas&)>& row) {
  LossInterval interval{value, value, value};
  if (law.freedom == 0) return {value, -kInfinite, kInfinite};
  const double bound = bound_of(law);
  Box box;
  for (const LossTerm& term : law.terms) {
    box.low.push_back(term.low);
    box.high.push_back(term.high);
  }
  each_admitted(law, box, [&](const Solved& solved) {
    const Eigen::VectorXd at = row(solved.gammas);
    const double middle = at.dot(solved.fit.coefficients);
    const double half = std::sqrt(std::max(0.0, bound - solved.squares) * at.dot(solved.fit.inverse * at));
    interval.low = std::min(interval.low, middle - half);
    interval.high = std::max(interval.high, middle + half);
  });
  return interval;
}

std::optional<Error> axes_fault(const std::vector<std::string>& axes) {
  if (axes.empty()) return Error{"the loss has no axis to fall along: nothing but the batch varies", ""};
  if (axes.size() > 2)
    return Error{fmt::format("a loss law has one or two axes, not {}; name them with --axis", axes.size()), ""};
  return {};
}

}  // namespace

Result<LossLaw> fit_loss_law(std::span<const CellOptimum> optima, const std::vector<std::string>& axes) {
  if (const auto fault = axes_fault(axes)) return *fault;
  LossLaw law;
  for (const CellOptimum& optimum : optima) {
    if (!optimum.inside()) continue;
    law.scales.push_back(optimum.cell.scale);
    law.losses.push_back(optimum.loss);
  }
  const std::size_t unknowns = 1 + 2 * axes.size();
  if (law.losses.size() < unknowns)
    return Error{
        fmt::format("a loss law along {} has {} unknowns and needs an optimum at {} scales or more; {} have one",
                    list_of(axes), unknowns, unknowns + 1, law.losses.size()),
        ""};
  for (const std::string& axis : axes) {
    LossTerm term;
    term.axis = axis;
    for (const ScalePoint& scale : law.scales)
      term.center += std::log(scale.at(axis)) / static_cast<double>(law.scales.size());
    law.terms.push_back(term);
  }
  const auto best = best_fit(law);
  if (!best)
    return Error{fmt::format("the loss does not fall as a power of {} with an offset of 0 or more", list_of(axes)), ""};
  law.floor = best->fit.coefficients(0);
  for (std::size_t i = 0; i < law.terms.size(); ++i) {
    law.terms[i].factor = best->fit.coefficients(static_cast<Eigen::Index>(i) + 1);
    law.terms[i].gamma = best->gammas[i];
  }
  law.freedom = law.losses.size() - unknowns;
  if (law.freedom > 0) law.deviation = std::sqrt(best->squares / static_cast<double>(law.freedom));
  take_intervals(law);
  Eigen::VectorXd constant = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(axes.size()) + 1);
  constant(0) = 1;
  const LossInterval floor = interval_of(law, law.floor, [&](const Gammas&) { return constant; });
  law.floor_low = std::max(0.0, floor.low);
  law.floor_high = floor.high;
  return law;
}

LossInterval predict(const LossLaw& law, const ScalePoint& scale) {
  Gammas best;
  for (const LossTerm& term : law.terms) best.push_back(term.gamma);
  double value = law.floor;
  const Eigen::VectorXd row = row_of(law, scale, best);
  for (std::size_t i = 0; i < law.terms.size(); ++i)
    value += law.terms[i].factor * row(static_cast<Eigen::Index>(i) + 1);
  return interval_of(law, value, [&](const Gammas& gammas) { return row_of(law, scale, gammas); });
}

}  // namespace cdp::study
