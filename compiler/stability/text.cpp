// The report for the terminal.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/base/utf8.h"
#include "compiler/stability/report.h"

namespace cdp::stability {

namespace {

std::string as_it_is(std::string_view name) {
  return std::string(name);
}

std::string repair_text(const Finding& finding, Color color) {
  const std::string line = paint(color, Style::kGreen, finding.repair);
  if (finding.rules_at.empty())
    return finding.repair.empty() ? "" : fmt::format("    repair: add to the rules  {}\n", line);
  if (finding.repair.empty()) return fmt::format("    repair: leave out the rule at {}\n", finding.rules_at);
  return fmt::format("    repair: the rule at {} becomes  {}\n", finding.rules_at, line);
}

std::string head(const Finding& finding, const Axis& axis, Color color) {
  const std::string word = finding.is_fault() ? paint(color, Style::kRed, cdp::word(finding.verdict))
                                              : paint(color, Style::kYellow, "no fault");
  return fmt::format("  {}  {}: {}", word, paint(color, Style::kBold, subject_of(finding.names, axis).text(as_it_is)),
                     sentence(finding, axis));
}

/// `x width^0.5  sum over the fan-in  std/linear.cdp:7:61`, and what the factors come to.
std::string terms_text(const Finding& finding, const Axis& axis, Color color) {
  const std::string base = base_of(axis), effect = exponent_text({finding.effect}, base);
  std::size_t width = count_code_points(effect);
  for (const Term& term : finding.because)
    width = std::max(width, count_code_points(exponent_text({term.exponent}, base)));
  std::vector<std::vector<Cell>> rows;
  for (const Term& term : finding.because) {
    const std::string factor = exponent_text({term.exponent}, base);
    const std::string padding(width - count_code_points(factor), ' ');
    rows.push_back({{(rows.empty() ? "  " : "x ") + factor + padding, {}}, {term.text, {}}, {term.at, Style::kDim}});
  }
  const Style style = finding.is_fault() ? Style::kRed : Style::kYellow;
  std::string out = columns(rows, {}, 4, color);
  out += fmt::format("    = {}{}  {}\n", paint(color, style, effect),
                     std::string(width - count_code_points(effect), ' '), sum_of_terms(finding));
  if (const std::string more = remark(finding, axis); !more.empty())
    out += fmt::format("{}{}\n", std::string(width + 8, ' '), more);
  return out;
}

std::string finding_text(const Finding& finding, const Axis& axis, Detail detail, Color color) {
  std::string out = head(finding, axis, color);
  if (!finding.is_fault()) {
    out += fmt::format("; {} ({})\n", finding.excuse, word(finding.verdict));
    return detail == Detail::kAll ? out + terms_text(finding, axis, color) : out;
  }
  out += "\n";
  return detail == Detail::kShort ? out : out + terms_text(finding, axis, color) + repair_text(finding, color);
}

/// What stays is dim, so that one sees what does not.
std::string table(const std::vector<Column>& heads, const std::vector<Row>& body, const std::string& what,
                  const Axis& axis, Color color) {
  std::vector<std::vector<Cell>> rows{{{what, Style::kBold}}};
  for (const Column& head : heads) rows.front().push_back({std::string(head.head), Style::kBold});
  for (const Row& row : body) {
    rows.push_back({{row.name, {}}});
    for (const analysis::Exponent& exponent : row.exponents) {
      const std::string text = exponent_text(exponent, axis.name == "depth" ? "L" : "n");
      rows.back().push_back({text, text == "1" ? std::optional(Style::kDim) : std::nullopt});
    }
  }
  return columns(rows, {}, 2, color);
}

std::string axis_text(const Report& report, const Axis& axis, Detail detail, Color color) {
  const Style style = !axis.stable() ? Style::kRed : axis.undecided.empty() ? Style::kGreen : Style::kYellow;
  std::string out = fmt::format("{} under {}, along {}: {}\n", report.spec, report.rules, axis.name,
                                paint(color, style, verdict(axis)));
  if (axis.stable() && detail != Detail::kShort && axis.undecided.empty())
    out += fmt::format("  {}\n", what_stays(axis));
  for (const Finding& finding : axis.findings) out += finding_text(finding, axis, detail, color);
  for (const auto& [names, why] : undecided_by_reason(axis))
    out += fmt::format("  {}  {}: {}\n", paint(color, Style::kYellow, "unknown"),
                       paint(color, Style::kBold, subject_of(names, axis).text(as_it_is)), why);
  if (detail != Detail::kAll) return out;
  const std::string values = table(value_columns(), axis.values, "activation", axis, color);
  return out + "\n" + values + "\n" + table(tensor_columns(), axis.tensors, "tensor", axis, color);
}

}  // namespace

std::string to_text(const Report& report, Detail detail, Color color) {
  std::string out;
  for (const Axis& axis : report.axes)
    out += axis_text(report, axis, detail, color) + (detail == Detail::kShort ? "" : "\n");
  if (detail != Detail::kShort) out += paint(color, Style::kDim, kBlindSpot) + "\n";
  return out;
}

}  // namespace cdp::stability
