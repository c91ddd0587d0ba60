// The report for the terminal.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "compiler/plan/groups.h"
#include "compiler/stability/report.h"

namespace cdp::stability {

namespace {

constexpr std::size_t kNames = 4;  // of a finding that are shown

std::string names_text(const std::vector<std::string>& names) {
  std::vector<std::string> shown(names.begin(),
                                 names.begin() + static_cast<std::ptrdiff_t>(std::min(kNames, names.size())));
  const std::string more = names.size() > kNames ? fmt::format(" and {} more", names.size() - kNames) : "";
  return fmt::format("{}{}", fmt::join(shown, ", "), more);
}

std::string finding_text(const Finding& finding, const Axis& axis, Color color) {
  const Style style = !finding.excuse.empty() ? Style::kDim : Style::kRed;
  std::string out = fmt::format("  {}  {}: {}\n", paint(color, style, word(finding.verdict)),
                                paint(color, Style::kBold, names_text(finding.names)), sentence(finding, axis.name));
  std::vector<std::vector<Cell>> rows;
  for (const Term& term : finding.because)
    rows.push_back({{exponent_text({term.exponent}, axis.name), {}}, {term.text, {}}, {term.at, Style::kDim}});
  rows.push_back({{exponent_text({finding.effect}, axis.name), style}, {"together", {}}, {"", {}}});
  out += columns(rows, {Align::kLeft, Align::kLeft, Align::kLeft}, 4, color);
  if (!finding.excuse.empty()) {
    out += fmt::format("    no fault: {}\n", finding.excuse);
  } else if (!finding.rules_at.empty()) {
    out += fmt::format("    repair: {} becomes {}\n", finding.rules_at, paint(color, Style::kGreen, finding.repair));
  } else if (!finding.repair.empty()) {
    out += fmt::format("    repair: {}\n", paint(color, Style::kGreen, finding.repair));
  }
  return out;
}

std::string table(const std::vector<Column>& heads, const std::vector<Row>& body, const std::string& what,
                  const Axis& axis, Color color) {
  std::vector<std::vector<Cell>> rows{{{what, Style::kBold}}};
  std::vector<Align> alignment{Align::kLeft};
  for (const Column& head : heads) {
    rows.front().push_back({std::string(head.head), Style::kDim});
    alignment.push_back(Align::kLeft);
  }
  for (const Row& row : body) {
    rows.push_back({{row.name, {}}});
    for (const analysis::Exponent& exponent : row.exponents)
      rows.back().push_back({exponent_text(exponent, axis.name == "depth" ? "L" : "n"), {}});
  }
  return columns(rows, alignment, 2, color);
}

}  // namespace

std::string to_text(const Report& report, bool all, Color color) {
  std::string out;
  for (const Axis& axis : report.axes) {
    const std::string verdict =
        axis.stable() ? paint(color, Style::kGreen, "stable") : paint(color, Style::kRed, "not stable");
    out += fmt::format("{} under {}, along {}: {}\n", report.spec, report.rules, axis.name, verdict);
    for (const Finding& finding : axis.findings) out += finding_text(finding, axis, color);
    for (const auto& [name, why] : axis.undecided) out += fmt::format("  unknown  {}: {}\n", name, why);
    if (all) {
      out += "\n" + table(value_columns(), axis.values, "activation", axis, color);
      out += "\n" + table(tensor_columns(), axis.tensors, "tensor", axis, color);
    }
    out += "\n";
  }
  if (!out.empty()) out.pop_back();
  return out;
}

}  // namespace cdp::stability
