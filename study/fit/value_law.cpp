// See value_law.h.
#include "study/fit/value_law.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>
#include <Eigen/SVD>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "study/statistics/student.h"

namespace cdp::study {
namespace {

std::vector<std::string> quoted(const std::vector<std::string>& names) {
  std::vector<std::string> result;
  for (const std::string& name : names) result.push_back("`" + name + "`");
  return result;
}

std::vector<const CellOptimum*> inside_of(std::span<const CellOptimum> optima) {
  std::vector<const CellOptimum*> result;
  for (const CellOptimum& optimum : optima)
    if (optimum.inside()) result.push_back(&optimum);
  return result;
}

LawAxis axis_over(const std::string& name, const std::vector<const CellOptimum*>& optima) {
  LawAxis axis{name, std::numeric_limits<double>::infinity(), 0, 0};
  for (const CellOptimum* optimum : optima) {
    const double value = optimum->cell.scale.at(name);
    axis.low = std::min(axis.low, value);
    axis.high = std::max(axis.high, value);
    axis.center += std::log(value) / static_cast<double>(optima.size());
  }
  return axis;
}

/// Where two axes grow together: the run that tells them apart has one large and the other small.
Error together(const ValueLaw& law, const std::vector<std::size_t>& which) {
  const LawAxis& large = law.axes[which.front()];
  const LawAxis& small = law.axes[which.size() > 1 ? which[1] : which.front()];
  std::vector<std::string> names;
  for (const std::size_t i : which) names.push_back(law.axes[i].name);
  return {fmt::format("{} grow together in these runs, so their exponents cannot be told apart; leave one out with "
                      "--axis, or add runs with {} {} and {} {}",
                      list_of(quoted(names)), large.name, with_suffix(large.high), small.name, with_suffix(small.low)),
          ""};
}

/// Columns of unit length; the direction in which they nearly cancel, where there is one, names axes that go together.
std::optional<Error> collinear(const ValueLaw& law, const Eigen::MatrixXd& rows) {
  constexpr double kNearly = 0.02;  // smallest against largest singular value
  Eigen::MatrixXd columns = rows.rightCols(rows.cols() - 1);
  for (Eigen::Index i = 0; i < columns.cols(); ++i) columns.col(i).array() -= columns.col(i).mean();
  for (Eigen::Index i = 0; i < columns.cols(); ++i) columns.col(i).normalize();
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(columns, Eigen::ComputeThinV);
  const Eigen::Index last = columns.cols() - 1;
  if (columns.rows() >= columns.cols() && svd.singularValues()(last) > kNearly * svd.singularValues()(0)) return {};
  std::vector<std::size_t> which;
  for (Eigen::Index i = 0; i <= last; ++i)
    if (std::abs(svd.matrixV()(i, last)) > 0.1) which.push_back(static_cast<std::size_t>(i));
  return together(law, which);
}

void summarize_left_out(ValueLaw& law) {
  double squares = 0;
  for (const double error : law.fit.left_out) {
    if (std::isnan(error)) continue;
    const double octaves = std::abs(error) / std::numbers::ln2;
    squares += octaves * octaves;
    law.left_out_most = std::max(law.left_out_most, octaves);
    ++law.left_out_count;
  }
  if (law.left_out_count > 0) law.left_out_rms = std::sqrt(squares / static_cast<double>(law.left_out_count));
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return (values[(values.size() - 1) / 2] + values[values.size() / 2]) / 2;
}

std::optional<Error> too_few(const std::vector<std::string>& axes, std::size_t inside, std::size_t all) {
  if (inside > axes.size()) return {};
  return Error{
      fmt::format("a law in {} has {} coefficients and needs an optimum at {} scales or more; {} of {} have one",
                  list_of(quoted(axes)), axes.size() + 1, axes.size() + 2, inside, all),
      ""};
}

}  // namespace

double ValueLaw::exponent(std::size_t axis) const {
  return fit.coefficients(static_cast<Eigen::Index>(axis) + 1);
}

double ValueLaw::half_width(std::size_t axis) const {
  return fit.half_width(static_cast<Eigen::Index>(axis) + 1);
}

double Predicted::value() const {
  return std::exp(ln_value);
}
double Predicted::low() const {
  return std::exp(ln_value - half);
}
double Predicted::high() const {
  return std::exp(ln_value + half);
}

Result<ValueLaw> fit_value_law(std::span<const CellOptimum> optima, const std::vector<std::string>& axes) {
  const std::vector<const CellOptimum*> inside = inside_of(optima);
  if (const auto fault = too_few(axes, inside.size(), optima.size())) return *fault;
  ValueLaw law;
  for (const std::string& name : axes) {
    law.axes.push_back(axis_over(name, inside));
    if (law.axes.back().low == law.axes.back().high)
      return Error{
          fmt::format("`{0}` is {1} at every scale that has an optimum, so it has no exponent; leave it out of "
                      "--axis, or add runs at another {0}",
                      name, with_suffix(law.axes.back().low)),
          ""};
  }
  std::vector<double> own;
  for (const CellOptimum* optimum : inside) own.push_back(optimum->value_spread);
  const double typical = median(own);
  const auto count = static_cast<Eigen::Index>(inside.size());
  Eigen::MatrixXd rows(count, static_cast<Eigen::Index>(axes.size()) + 1);
  Eigen::VectorXd values(count);
  Eigen::VectorXd weights(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const CellOptimum& optimum = *inside[static_cast<std::size_t>(i)];
    law.scales.push_back(optimum.cell.scale);
    law.spreads.push_back(optimum.value_spread + typical);
    rows.row(i) = law_row(law, optimum.cell.scale);
    values(i) = optimum.ln_value;
    weights(i) = 1 / law.spreads.back();
  }
  if (!axes.empty())
    if (const auto fault = collinear(law, rows)) return *fault;
  auto fit = fit_linear(rows, values, weights);
  if (!fit) return Error{"the scales do not determine the law; add runs at other scales", ""};
  law.fit = *std::move(fit);
  summarize_left_out(law);
  return law;
}

Eigen::VectorXd law_row(const ValueLaw& law, const ScalePoint& scale) {
  Eigen::VectorXd row(static_cast<Eigen::Index>(law.axes.size()) + 1);
  row(0) = 1;
  for (std::size_t i = 0; i < law.axes.size(); ++i)
    row(static_cast<Eigen::Index>(i) + 1) = std::log(scale.at(law.axes[i].name)) - law.axes[i].center;
  return row;
}

Predicted predict(const ValueLaw& law, const ScalePoint& scale) {
  const Eigen::VectorXd row = law_row(law, scale);
  Predicted result{row.dot(law.fit.coefficients), std::numeric_limits<double>::infinity()};
  if (law.fit.freedom > 0) result.half = t_quantile(law.fit.freedom) * std::sqrt(row.dot(law.fit.covariance * row));
  return result;
}

bool has_sign(const ValueLaw& law, std::size_t axis) {
  return std::abs(law.exponent(axis)) > law.half_width(axis);
}

double beyond(const ValueLaw& law, const ScalePoint& scale) {
  double most = 1;
  for (const LawAxis& axis : law.axes) {
    const double value = scale.at(axis.name);
    most = std::max({most, value / axis.high, axis.low / value});
  }
  return most;
}

}  // namespace cdp::study
