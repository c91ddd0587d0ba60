// See words.h.
#include "study/transfer/words.h"

#include <cmath>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "study/transfer/rates.h"

namespace cdp::study {

std::string percent(double share) {
  if (!std::isfinite(share)) return "infinite";
  const double hundredths = 100 * share;
  if (std::abs(hundredths) < 0.05) return "0%";
  std::string text = fmt::format("{:.{}f}", hundredths, std::abs(hundredths) < 9.95 ? 1 : 0);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text + "%";
}

std::string signed_less(double value) {
  if (!std::isfinite(value)) return shortest(value);
  return fmt::format("{:.3g}", value);
}

std::string with_sign(double value) {
  if (!std::isfinite(value)) return shortest(value);
  return fmt::format("{:+.2f}", std::abs(value) < 0.005 ? 0.0 : value);
}

std::string with_interval(double value, const Interval& interval, NumberWords words) {
  return fmt::format("{} ({} to {})", words(value), words(interval.low), words(interval.high));
}

std::string with_interval(const Estimate& estimate, NumberWords words) {
  return with_interval(estimate.value, estimate.interval, words);
}

std::string rate_words(const Rate& rate) {
  return rate.identifiable ? with_interval(rate.value, rate.interval, with_sign) : "not identifiable";
}

std::string table_text(const std::vector<std::vector<std::string>>& rows, const std::vector<Align>& alignment) {
  std::vector<std::vector<Cell>> cells;
  for (const auto& row : rows) {
    auto& line = cells.emplace_back();
    for (const std::string& text : row) line.push_back({text, {}});
  }
  return columns(cells, alignment, 2, Color::kNever);
}

}  // namespace cdp::study
