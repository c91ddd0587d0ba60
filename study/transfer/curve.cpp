// See curve.h. First each scale by itself, then the noise that they share, then what is judged by it.
#include "study/transfer/curve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "study/statistics/least_squares.h"
#include "study/statistics/monotone_spline.h"
#include "study/statistics/student.h"

namespace cdp::study {

namespace {

constexpr double kAbout99 = 1.3;    // times the quantile of 97.5%: about that of 99.5%
constexpr double kAbout999 = 1.68;  // about that of 99.95%

struct Points {
  std::vector<double> x, y;
};

void add(const SweepRun& run, double x, CurveCell& cell) {
  const std::size_t runs = cell.finite + cell.diverged;
  cell.low = runs == 0 ? x : std::min(cell.low, x);
  cell.high = runs == 0 ? x : std::max(cell.high, x);
  cell.x += (x - cell.x) / static_cast<double>(runs + 1);
  if (!run.loss) {
    ++cell.diverged;
    return;
  }
  ++cell.finite;
  const double apart = *run.loss - cell.mean;  // Welford's update
  cell.mean += apart / static_cast<double>(cell.finite);
  cell.squares += apart * (*run.loss - cell.mean);
}

std::size_t count_values(const SweepScale& scale) {
  std::set<double> values;
  for (const SweepRun& run : scale.runs) values.insert(run.value);
  return values.size();
}

std::vector<CurveCell> cells_of(const SweepScale& scale, std::size_t values) {
  constexpr std::size_t kMostValues = 16;
  constexpr double kParts = 12;
  const double from = std::log2(scale.runs.front().value);
  const double part = (std::log2(scale.runs.back().value) - from) / kParts;
  std::map<double, CurveCell> cells;
  for (const SweepRun& run : scale.runs) {
    const double x = std::log2(run.value);
    const double key = values > kMostValues && part > 0 ? std::min(kParts - 1, std::floor((x - from) / part)) : x;
    add(run, x, cells[key]);
  }
  std::vector<CurveCell> result;
  for (const auto& [key, cell] : cells) result.push_back(cell);
  return result;
}

Points points_of(const SweepScale& scale, const Curve& curve) {
  Points points;
  for (const SweepRun& run : scale.runs) {
    const double x = std::log2(run.value);
    if (!run.loss || x < curve.cells[curve.first].low || x > curve.cells[curve.last].high) continue;
    const auto cell = std::lower_bound(curve.cells.begin(), curve.cells.end(), x,
                                       [](const CurveCell& one, double at) { return one.high < at; });
    if (!cell->stable()) continue;
    points.x.push_back(x);
    points.y.push_back(*run.loss);
  }
  return points;
}

/// Whether a term u^power, beside those of the parabola, is significant at about 99%.
bool bends(const Points& points, double centre, int power) {
  const auto count = static_cast<Eigen::Index>(points.x.size());
  Eigen::MatrixXd rows(count, 4);
  for (Eigen::Index i = 0; i < count; ++i) {
    const double u = points.x[static_cast<std::size_t>(i)] - centre;
    rows.row(i) << 1, u, u * u, std::pow(u, power);
  }
  const Eigen::Map<const Eigen::VectorXd> y(points.y.data(), count);
  const auto fit = fit_linear(rows, y);
  if (!fit || fit->freedom == 0) return false;
  const double rounding = 1e-9 * (y.maxCoeff() - y.minCoeff());
  const double largest = std::abs(fit->coefficients(3)) * rows.col(3).cwiseAbs().maxCoeff();
  return largest > rounding && std::abs(fit->coefficients(3)) > kAbout99 * fit->half_width(3);
}

std::size_t stable_between(const Curve& curve, std::size_t first, std::size_t last) {
  return static_cast<std::size_t>(std::count_if(curve.cells.begin() + static_cast<std::ptrdiff_t>(first),
                                                curve.cells.begin() + static_cast<std::ptrdiff_t>(last) + 1,
                                                [](const CurveCell& cell) { return cell.stable(); }));
}

/// Takes away cells at the end that is farther from the best one: one, or a sixteenth where they are many.
void narrow(Curve& curve) {
  const double best = curve.cells[curve.best_cell].x;
  std::size_t cells = std::max<std::size_t>(1, (curve.last - curve.first) / 16);
  while (cells-- > 0) {
    const bool right = curve.cells[curve.last].x - best >= best - curve.cells[curve.first].x;
    do {
      if (right)
        --curve.last;
      else
        ++curve.first;
    } while (!curve.cells[right ? curve.last : curve.first].stable());
  }
}

void fit(const SweepScale& scale, Curve& curve) {
  constexpr std::size_t kLeastCells = 3;
  const auto begin = curve.cells.begin();
  const auto stable = [](const CurveCell& cell) { return cell.stable(); };
  const auto first = std::find_if(begin, curve.cells.end(), stable);
  if (first == curve.cells.end()) return;
  curve.best_cell = curve.first = static_cast<std::size_t>(first - begin);
  for (std::size_t i = curve.first; i < curve.cells.size(); ++i) {
    if (!curve.cells[i].stable()) continue;
    curve.last = i;
    if (curve.cells[i].mean < curve.cells[curve.best_cell].mean) curve.best_cell = i;
  }
  while (true) {
    const Points points = points_of(scale, curve);
    curve.parabola = fit_parabola(points.x, points.y);
    const std::size_t cells = stable_between(curve, curve.first, curve.last);
    const bool repeated = points.x.size() >= 2 * cells;  // by seeds, which tell the noise of three values too
    if (!curve.parabola || cells <= (repeated ? kLeastCells : kLeastCells + 1)) return;
    if (!bends(points, curve.parabola->centre, 3) && !bends(points, curve.parabola->centre, 4)) return;
    narrow(curve);
  }
}

/// See curves_of().
void share_noise(std::vector<Curve>& curves) {
  constexpr double kWeight = 4;
  double squares = 0;
  std::size_t freedom = 0;
  for (const Curve& curve : curves) {
    if (!curve.parabola) continue;
    squares += curve.parabola->noise.variance * static_cast<double>(curve.parabola->noise.freedom);
    freedom += curve.parabola->noise.freedom;
  }
  if (freedom == 0) return;
  const double mean = squares / static_cast<double>(freedom);
  for (Curve& curve : curves) {
    if (!curve.parabola) continue;
    const Noise& own = curve.parabola->noise;
    const auto own_freedom = static_cast<double>(own.freedom);
    curve.noise.variance = (own_freedom * own.variance + kWeight * mean) / (own_freedom + kWeight);
    curve.noise.freedom = std::min(freedom, own.freedom + static_cast<std::size_t>(kWeight));
  }
}

/// How far apart two means must be to differ, at about 99.9%. By the seeds within cells where there are enough, else by
/// what a polynomial with room for two minima leaves over; else by the parabolas' noise.
double apart(const Noise& noise, std::size_t one, std::size_t other) {
  if (noise.freedom == 0) return std::numeric_limits<double>::infinity();
  return kAbout999 * t_quantile(noise.freedom) *
         std::sqrt(noise.variance * (1 / static_cast<double>(one) + 1 / static_cast<double>(other)));
}

/// By a polynomial of up to the sixth degree, of at least one degree of freedom.
void add_wiggles(const Curve& curve, double& squares, std::size_t& freedom) {
  std::vector<const CurveCell*> stable;
  for (const CurveCell& cell : curve.cells)
    if (cell.stable()) stable.push_back(&cell);
  const auto count = static_cast<Eigen::Index>(stable.size());
  if (count < 6) return;
  const Eigen::Index degree = std::min<Eigen::Index>(6, count - 2);
  const double centre = (stable.front()->x + stable.back()->x) / 2;
  const double half = (stable.back()->x - stable.front()->x) / 2;
  Eigen::MatrixXd rows(count, degree + 1);
  Eigen::VectorXd y(count), weights(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const CurveCell& cell = *stable[static_cast<std::size_t>(i)];
    double power = 1;
    for (Eigen::Index n = 0; n <= degree; ++n, power *= (cell.x - centre) / half) rows(i, n) = power;
    y(i) = cell.mean;
    weights(i) = static_cast<double>(cell.finite);
  }
  const auto fit = fit_linear(rows, y, weights);
  if (!fit || !std::isfinite(fit->variance)) return;
  squares += fit->variance * static_cast<double>(fit->freedom);
  freedom += fit->freedom;
}

Noise noise_of_cells(const std::vector<Curve>& curves) {
  constexpr std::size_t kEnough = 4;
  double within = 0, beyond = 0;
  std::size_t within_freedom = 0, beyond_freedom = 0;
  for (const Curve& curve : curves) {
    for (const CurveCell& cell : curve.cells) {
      if (!cell.stable() || cell.low != cell.high) continue;
      within += cell.squares;
      within_freedom += cell.finite - 1;
    }
    add_wiggles(curve, beyond, beyond_freedom);
  }
  if (within_freedom >= kEnough) return {within / static_cast<double>(within_freedom), within_freedom};
  if (beyond_freedom >= kEnough) return {beyond / static_cast<double>(beyond_freedom), beyond_freedom};
  for (const Curve& curve : curves)
    if (curve.noise.freedom > 0) return curve.noise;
  return {};
}

/// A cell that is higher than one to its left and one to its right, and not by noise.
bool has_two_minima(const Curve& curve, const Noise& noise) {
  std::vector<const CurveCell*> stable;
  for (const CurveCell& cell : curve.cells)
    if (cell.stable()) stable.push_back(&cell);
  if (stable.size() < 3) return false;
  const auto lower = [](const CurveCell* a, const CurveCell* b) { return b->mean < a->mean ? b : a; };
  std::vector<const CurveCell*> lowest_right = stable;  // from here on
  for (std::size_t i = stable.size() - 1; i-- > 0;) lowest_right[i] = lower(stable[i], lowest_right[i + 1]);
  const CurveCell* left = stable.front();
  for (std::size_t i = 1; i + 1 < stable.size(); ++i) {
    const CurveCell& middle = *stable[i];
    const CurveCell* const right = lowest_right[i + 1];
    const CurveCell& higher = left->mean > right->mean ? *left : *right;
    const double rounding = 1e-9 * std::abs(higher.mean);
    if (middle.mean - higher.mean > std::max(rounding, apart(noise, middle.finite, higher.finite))) return true;
    left = lower(left, stable[i]);
  }
  return false;
}

bool spline_differs(const Curve& curve, const Noise& noise) {
  std::vector<double> x, y;
  double step = 0;  // the widest beside the best cell
  for (std::size_t i = 0; i < curve.cells.size(); ++i) {
    const CurveCell& cell = curve.cells[i];
    if (!cell.stable()) continue;
    x.push_back(cell.x);
    y.push_back(cell.mean);
    if (i + 1 == curve.best_cell || i == curve.best_cell + 1)
      step = std::max(step, std::abs(cell.x - curve.cells[curve.best_cell].x));
  }
  const CurveCell& best = curve.cells[curve.best_cell];
  if (std::abs(curve.optimum() - best.x) <= step) return false;
  const MonotoneSpline spline(std::move(x), std::move(y));
  return spline.at(curve.optimum()) - best.mean > apart(noise, best.finite, best.finite);
}

/// Without a parabola that has a minimum, by the best cell alone.
Edge edge_of(const Curve& curve) {
  std::size_t low = 0;
  std::size_t high = curve.cells.size() - 1;
  while (low < high && !curve.cells[low].stable()) ++low;
  while (low < high && !curve.cells[high].stable()) --high;
  if (high < low + 2) return Edge::kNone;
  bool beyond_low = curve.best_cell == low;
  bool beyond_high = curve.best_cell == high;
  if (curve.has_optimum()) {
    beyond_low = beyond_low || curve.interval.low < curve.cells[low].low;
    beyond_high = beyond_high || curve.interval.high > curve.cells[high].high;
  }
  if (beyond_low == beyond_high) return Edge::kNone;  // neither, or noise
  if (beyond_low) return low > 0 ? Edge::kUnstable : Edge::kLow;
  return high + 1 < curve.cells.size() ? Edge::kUnstable : Edge::kHigh;
}

}  // namespace

bool Curve::minimum_in_reach(const Parabola& one) const {
  if (!one.has_minimum()) return false;
  const double reach = span() / 2;
  return one.vertex() >= cells.front().low - reach && one.vertex() <= cells.back().high + reach;
}

std::vector<Curve> curves_of(const Sweep& sweep) {
  std::vector<Curve> curves;
  for (const SweepScale& scale : sweep.scales) {
    Curve curve;
    curve.scale = scale.scale;
    curve.values = count_values(scale);
    curve.cells = cells_of(scale, curve.values);
    fit(scale, curve);
    curves.push_back(std::move(curve));
  }
  share_noise(curves);
  const Noise of_cells = noise_of_cells(curves);
  for (Curve& curve : curves) {
    if (curve.parabola) curve.interval = vertex_interval(*curve.parabola, curve.noise);
    curve.two_minima = has_two_minima(curve, of_cells);
    curve.edge = edge_of(curve);
    if (!curve.has_optimum()) continue;
    curve.splines_differ = spline_differs(curve, of_cells);
  }
  return curves;
}

}  // namespace cdp::study
