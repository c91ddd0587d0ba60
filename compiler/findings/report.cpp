// The table of formats, and the forms for people.
#include "compiler/findings/report.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"
#include "compiler/diag/snippet.h"

namespace cdp::findings {

namespace {

constexpr Format kFormats[] = {{"text", &text},     {"concise", &concise}, {"json", &json},  {"sarif", &sarif},
                               {"github", &github}, {"gitlab", &gitlab},   {"junit", &junit}};

using Found = std::vector<const lint::Finding*>;

std::string bold(const Report& report, const std::string& line) {
  return report.color == diag::Color::kAlways ? fmt::format("\x1b[1m{}\x1b[0m\n", line) : line + "\n";
}

bool is_safe(const lint::Finding& finding) {
  return finding.fix && finding.fix->safety == diag::Safety::kSafe;
}

/// `1 fixable with --fix, 2 more with --unsafe-fixes`; empty where there are none.
std::string fixable(const Found& found) {
  const auto safe = static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [](const lint::Finding* finding) { return is_safe(*finding); }));
  const auto unsafe = static_cast<std::size_t>(std::count_if(
      found.begin(), found.end(), [](const lint::Finding* finding) { return finding->fix && !is_safe(*finding); }));
  if (safe > 0 && unsafe > 0) return fmt::format("; {} fixable with --fix, {} more with --unsafe-fixes", safe, unsafe);
  if (safe > 0) return fmt::format("; {} fixable with --fix", safe);
  if (unsafe > 0) return fmt::format("; {} fixable with --fix --unsafe-fixes", unsafe);
  return "";
}

std::string counts(const Found& found) {
  std::vector<std::string> parts;
  for (const diag::Severity level : {diag::Severity::kError, diag::Severity::kWarning, diag::Severity::kInfo}) {
    const auto number = static_cast<std::size_t>(
        std::count_if(found.begin(), found.end(), [level](const auto* finding) { return finding->level == level; }));
    if (number == 0) continue;
    parts.push_back(level == diag::Severity::kInfo ? fmt::format("{} info", number)
                                                   : counted(number, diag::word(level)));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// ` (2 suppressed, 3 accepted by the baseline)`
std::string put_aside(const Report& report) {
  const auto number = [&](lint::FindingState state) {
    return std::count_if(report.findings.begin(), report.findings.end(),
                         [state](const auto& finding) { return finding.state == state; });
  };
  std::vector<std::string> parts;
  if (const auto suppressed = number(lint::FindingState::kSuppressed); suppressed > 0)
    parts.push_back(fmt::format("{} suppressed", suppressed));
  if (const auto accepted = number(lint::FindingState::kAccepted); accepted > 0)
    parts.push_back(fmt::format("{} accepted by the baseline", accepted));
  return parts.empty() ? "" : fmt::format(" ({})", fmt::join(parts, ", "));
}

}  // namespace

std::span<const Format> formats() {
  return kFormats;
}

bool fails(const lint::Finding& finding, diag::Severity fail_on) {
  return finding.is_open() && finding.level <= fail_on;
}

bool is_listed(const lint::Finding& finding, const Report& report) {
  return finding.is_open() || report.lists_closed;
}

std::vector<const lint::Finding*> open_findings(const Report& report) {
  Found found;
  for (const lint::Finding& finding : report.findings)
    if (finding.is_open()) found.push_back(&finding);
  return found;
}

std::string summary(const Report& report) {
  const Found found = open_findings(report);
  if (found.empty()) return fmt::format("{}: no findings{}", counted(report.files.size(), "file"), put_aside(report));
  std::set<std::string_view> files;
  for (const lint::Finding* finding : found) files.insert(finding->at.path);
  return fmt::format("{} in {}{}{}", counts(found), counted(files.size(), "file"), put_aside(report), fixable(found));
}

std::string text(const Report& report) {
  std::string result;
  for (const lint::Finding* finding : open_findings(report)) result += finding->shown + "\n";
  return result + bold(report, summary(report));
}

std::string concise(const Report& report) {
  std::string result;
  for (const lint::Finding* finding : open_findings(report))
    result += fmt::format("{}:{}:{}: {}: {} [{}]\n", diag::harmless(finding->at.path), finding->at.begin.line,
                          finding->at.begin.column, diag::word(finding->level), diag::harmless(finding->message),
                          finding->code());
  return result + summary(report) + "\n";
}

std::string statistics(const Report& report) {
  struct Count {
    std::size_t found = 0;
    std::size_t fixable = 0;
  };
  std::map<std::string_view, Count> by_code;
  for (const lint::Finding* finding : open_findings(report)) {
    ++by_code[finding->code()].found;
    if (finding->fix) ++by_code[finding->code()].fixable;
  }
  std::vector<std::pair<std::string_view, Count>> rows(by_code.begin(), by_code.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto& a, const auto& b) { return a.second.found > b.second.found; });
  std::string result;
  for (const auto& [code, count] : rows) {
    const std::string_view name = lint::name_of(*lint::find_row(code));
    result += fmt::format("{:>5}  {}{}{}\n", count.found, code, name == code ? "" : fmt::format("  {}", name),
                          count.fixable == 0 ? "" : fmt::format("  ({} fixable)", count.fixable));
  }
  return result + summary(report) + "\n";
}

}  // namespace cdp::findings
