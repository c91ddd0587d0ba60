// A coordinate check as text for people; see report.h.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/base/utf8.h"
#include "compiler/coordcheck/report.h"

namespace cdp::coordcheck {
namespace {

using Row = std::array<std::string, 5>;

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string table(const std::vector<Row>& rows) {
  Row::size_type last = rows.front().size() - 1;
  std::array<std::size_t, 5> widths{};
  for (const Row& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], columns(row[i]));
  std::string text;
  for (const Row& row : rows) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += " " + row[i];
      if (i != last) line += std::string(widths[i] - columns(row[i]) + 1, ' ');
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

Row row_of(const Check& check) {
  std::string said(word(check.verdict));
  if (fails(check.verdict)) said += ": " + check.words;
  return {check.name, std::string(word(check.quantity)), predicted_text(check.predicted), measured_text(check), said};
}

/// `41 checks pass; the farthest from its prediction is the change of blocks.*.attn.q, by 0.12`
std::string passing_text(const StudyResult& study) {
  std::size_t passing = 0;
  std::size_t unpredicted = 0;
  const Check* farthest = nullptr;
  for (const Check& check : study.checks) {
    if (fails(check.verdict)) continue;
    ++passing;
    unpredicted += check.predicted.unknown.empty() || check.verdict == Verdict::kZero ? 0 : 1;
    if (farthest == nullptr || check.distance() > farthest->distance()) farthest = &check;
  }
  std::string text = fmt::format("  {} {}", counted(passing, "check"), passing == 1 ? "passes" : "pass");
  if (farthest != nullptr && farthest->distance() > 0)
    text += fmt::format("; farthest from its prediction: {} of {}, by {:.2f}", word(farthest->quantity), farthest->name,
                        farthest->distance());
  if (unpredicted > 0) text += fmt::format("; {} without a prediction", unpredicted);
  return text + "\n";
}

/// The first few, and how many more there are.
std::string few(std::vector<std::string> names) {
  constexpr std::size_t kMost = 4;
  const std::size_t more = names.size() > kMost ? names.size() - kMost : 0;
  names.resize(names.size() - more);
  if (more > 0) names.push_back(fmt::format("{} more", more));
  return list_of(names);
}

/// Where in the data flow it begins: what follows may fail for that reason alone.
std::string first_failing(const StudyResult& study) {
  for (const Series& series : study.series)
    for (const Check& check : study.checks)
      if (check.name == series.name && check.quantity == series.quantity && fails(check.verdict) &&
          series.quantity != Quantity::kGradient && series.quantity != Quantity::kUpdate)
        return fmt::format("  first in the data flow: {} of {}\n", word(check.quantity), check.name);
  return "";
}

std::string bends(const StudyResult& study, double tolerance) {
  std::vector<std::string> bent;
  for (const Check& check : study.checks)
    if (check.fit && std::abs(check.fit->upper - check.fit->slope) > std::max(tolerance, check.fit->half))
      bent.push_back(fmt::format("{} of {} ({:+.2f})", word(check.quantity), check.name, check.fit->upper));
  if (bent.empty()) return "";
  return fmt::format("  another slope over the larger scales: {}\n", few(std::move(bent)));
}

std::string study_text(const StudyResult& study, const CoordCheck& check, bool all) {
  std::vector<std::string> scales;
  for (const double scale : study.scales) scales.push_back(short_number(scale));
  const auto failing = static_cast<std::size_t>(
      std::count_if(study.checks.begin(), study.checks.end(), [](const Check& one) { return fails(one.verdict); }));
  const std::string verdict =
      failing == 0 ? "ok" : fmt::format("{} of {} fail", failing, counted(study.checks.size(), "check"));
  std::string text = fmt::format("{} {}: {}\n", study.axis, fmt::join(scales, ", "), verdict);
  std::vector<Row> rows = {{"module", "of", "predicted", "measured", "verdict"}};
  for (const Check& one : study.checks)
    if (all || fails(one.verdict)) rows.push_back(row_of(one));
  if (rows.size() > 1) text += table(rows);
  text += first_failing(study) + passing_text(study) + bends(study, check.tolerance);
  if (!study.unknown.empty()) text += fmt::format("  not in the spec, not judged: {}\n", few(study.unknown));
  return text;
}

}  // namespace

std::string predicted_text(const Range& range) {
  if (!range.unknown.empty()) return "?";
  if (range.low == range.high) return fmt::format("{:+.2f}", range.low);
  return fmt::format("{:+.2f} to {:+.2f}", range.low, range.high);
}

std::string measured_text(const Check& check) {
  return check.fit ? fmt::format("{:+.2f} ± {:.2f}", check.fit->slope, check.fit->half) : "-";
}

bool fails(const StudyResult& study) {
  return std::any_of(study.checks.begin(), study.checks.end(), [](const Check& one) { return fails(one.verdict); });
}

bool fails(const CoordCheck& check) {
  return std::any_of(check.studies.begin(), check.studies.end(), [](const StudyResult& one) { return fails(one); });
}

std::string to_text(const CoordCheck& check, bool all) {
  std::string text =
      fmt::format("{} under {}: {}, {}, {}; exponents with 95% intervals, tolerance {}\n", check.spec,
                  check.parameterization, check.data, counted(static_cast<std::size_t>(check.steps), "step"),
                  counted(check.seeds, "seed"), short_number(check.tolerance));
  for (const StudyResult& study : check.studies) text += "\n" + study_text(study, check, all);
  return text;
}

}  // namespace cdp::coordcheck
