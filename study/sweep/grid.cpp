// Reading and unrolling grids; see grid.h.
#include "study/sweep/grid.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/pipeline/number.h"

namespace cdp::study {
namespace {

constexpr std::size_t kMostValues = 1000;
constexpr const char* kOver = "--over";
constexpr const char* kAt = "--at";

Error over_fault(const std::string& what) {
  return {what + "; write a range as in base.lr=2^-10..2^-5:2^0.5, or a list as in base.lr=0.001,0.002", kOver};
}

/// At commas outside of brackets.
std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts(1);
  int depth = 0;
  for (const char c : text) {
    if (c == '(' || c == '[') ++depth;
    if (c == ')' || c == ']') --depth;
    if (c == ',' && depth == 0)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  for (std::string& part : parts) {
    part.erase(0, std::min(part.find_first_not_of(' '), part.size()));
    part.erase(part.find_last_not_of(' ') + 1);
  }
  return parts;
}

/// 4.000000000000001 is what 2^0.5 four times gives: values of a range are rounded to 12 digits.
double rounded(double value) {
  return std::stod(fmt::format("{:.12g}", value));
}

Status fill_range(Over& over, const std::string& low_text, const std::string& high_text, const std::string& step_text) {
  const auto low = pipeline::number_of(low_text, kOver);
  if (!low) return low.error();
  const auto high = pipeline::number_of(high_text, kOver);
  if (!high) return high.error();
  if (!(*low < *high)) return over_fault(fmt::format("the range {}..{} is empty", low_text, high_text));
  const bool sum = step_text.starts_with('+');
  over.kind = sum ? Step::kSum : Step::kFactor;
  over.step = 2;
  if (!step_text.empty()) {
    const auto step = pipeline::number_of(sum ? step_text.substr(1) : step_text, kOver);
    if (!step) return step.error();
    over.step = *step;
  }
  if (sum ? !(over.step > 0) : !(over.step > 1))
    return over_fault(fmt::format("the step {} leads nowhere: {}", step_text,
                                  sum ? "what is added must be above 0" : "the factor must be above 1"));
  if (!sum && !(*low > 0))
    return over_fault(fmt::format("the range {}..{} reaches 0, which no factor leaves; add a step, as in :+0.1",
                                  low_text, high_text));
  constexpr double kSlack = 1e-9;
  const double steps = sum ? (*high - *low) / over.step : std::log(*high / *low) / std::log(over.step);
  if (steps >= static_cast<double>(kMostValues))
    return over_fault(fmt::format("the range {}..{} has over {} values", low_text, high_text, kMostValues));
  for (double i = 0; i <= steps + kSlack; ++i)
    over.values.push_back(rounded(sum ? *low + i * over.step : *low * std::pow(over.step, i)));
  for (const double value : over.values) over.texts.push_back(shortest(value));
  return Done{};
}

Status fill_list(Over& over, const std::string& text) {
  over.texts = split_list(text);
  std::vector<std::pair<double, std::string>> numbers;
  for (const std::string& one : over.texts) {
    if (one.empty()) return over_fault(fmt::format("`{}{}` has an empty value", over.set, text));
    if (std::count(over.texts.begin(), over.texts.end(), one) > 1)
      return over_fault(fmt::format("`{}{}` names {} twice", over.set, text, one));
    if (const auto number = pipeline::number_of(one, kOver)) numbers.emplace_back(*number, one);
  }
  if (over.texts.size() > kMostValues) return over_fault(fmt::format("over {} values", kMostValues));
  if (numbers.size() != over.texts.size()) return Done{};  // the language has more than numbers: along(1, 2)
  std::sort(numbers.begin(), numbers.end());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    over.values.push_back(numbers[i].first);
    over.texts[i] = numbers[i].second;
  }
  return Done{};
}

}  // namespace

Result<Over> read_over(const std::string& text) {
  const std::size_t is = text.find('=');
  if (is == std::string::npos || is == 0) return over_fault(fmt::format("found `{}`", text));
  Over over{text.substr(0, is + 1), {}, {}};
  const std::string grid = text.substr(is + 1);
  if (grid.empty()) return over_fault(fmt::format("`{}` has no values", text));
  const std::size_t dots = grid.find("..");
  Status filled = Done{};
  if (dots == std::string::npos) {
    filled = fill_list(over, grid);
  } else {
    const std::size_t colon = grid.find(':', dots);
    const std::string high = grid.substr(dots + 2, colon == std::string::npos ? colon : colon - dots - 2);
    filled = fill_range(over, grid.substr(0, dots), high, colon == std::string::npos ? "" : grid.substr(colon + 1));
  }
  if (!filled) return filled.error();
  return over;
}

Result<AtAxis> read_at(const std::string& text) {
  const std::size_t is = text.find('=');
  AtAxis at{text.substr(0, is), {}};
  if (is == std::string::npos || at.axis.empty())
    return Error{fmt::format("found `{}`; write an axis and its values, as in width=64,128,256", text), kAt};
  at.values = split_list(std::string_view(text).substr(is + 1));
  for (const std::string& value : at.values) {
    if (value.empty()) return Error{fmt::format("`{}` has an empty value", text), kAt};
    if (value.find('=') != std::string::npos)
      return Error{fmt::format("found `{}` among the values of `{}`; each axis has an --at of its own", value, at.axis),
                   kAt};
    if (std::count(at.values.begin(), at.values.end(), value) > 1)
      return Error{fmt::format("`{}` names {} twice", text, value), kAt};
  }
  return at;
}

Result<std::vector<TrialPoint>> points(const Grid& grid) {
  std::vector<TrialPoint> all(1);
  const auto too_many = [&](std::size_t more) { return more > kMostTrials / std::max<std::size_t>(1, all.size()); };
  const Error fault{fmt::format("the grid has more than {} trials; take fewer values, scales or seeds", kMostTrials),
                    ""};
  for (const AtAxis& axis : grid.scales) {
    if (too_many(axis.values.size())) return fault;
    std::vector<TrialPoint> next;
    for (const TrialPoint& point : all)
      for (const std::string& value : axis.values) {
        next.push_back(point);
        next.back().at.emplace_back(axis.axis, value);
      }
    all = std::move(next);
  }
  for (const Over& over : grid.overs) {
    if (too_many(over.texts.size())) return fault;
    std::vector<TrialPoint> next;
    for (const TrialPoint& point : all)
      for (std::size_t i = 0; i < over.texts.size(); ++i) {
        next.push_back(point);
        next.back().sets.push_back(over.at(i));
      }
    all = std::move(next);
  }
  if (too_many(grid.seeds.size())) return fault;
  std::vector<TrialPoint> seeded;
  for (const std::int64_t seed : grid.seeds)
    for (TrialPoint point : all) {
      point.seed = seed;
      seeded.push_back(std::move(point));
    }
  return seeded;
}

}  // namespace cdp::study
