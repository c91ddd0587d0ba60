// SARIF 2.1.0, for code scanning: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
// Rules are those that have found something. Files are relative to %SRCROOT%, which is the folder that cdp was run in
// and is not named, so that a report is the same on all machines.
#include <map>

#include <fmt/format.h>

#include "compiler/diag/explain.h"
#include "compiler/findings/json_text.h"
#include "compiler/findings/paths.h"

namespace cdp::findings {

namespace {

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
constexpr std::string_view kRoot = "%SRCROOT%";

std::string_view level(diag::Severity severity) {
  switch (severity) {
    case diag::Severity::kError:
      return "error";
    case diag::Severity::kWarning:
      return "warning";
    case diag::Severity::kInfo:
      return "note";
  }
  return "";
}

Json message(std::string_view text) {
  return {{"text", text}};
}

std::string fenced(std::string_view example) {
  return fmt::format("```\n{}{}```\n", example, example.ends_with('\n') ? "" : "\n");
}

Json rule_of(const diag::CatalogRow& row) {
  const lint::Rule* rule = lint::find_rule(row.id);
  const std::string what = rule != nullptr ? std::string(rule->what) : diag::without_holes(row.message);
  std::string text = std::string(row.why) + ".";
  std::string markdown = text + "\n";
  if (!row.bad.empty()) {
    text += fmt::format("\n\nThis is wrong:\n\n{}\nThis is right:\n\n{}", row.bad, row.good);
    markdown += fmt::format("\nThis is wrong:\n\n{}\nThis is right:\n\n{}", fenced(row.bad), fenced(row.good));
  }
  return {{"id", row.id},
          {"name", lint::name_of(row)},
          {"shortDescription", message(what)},
          {"fullDescription", message(row.why)},
          {"help", {{"text", text}, {"markdown", markdown}}},
          {"defaultConfiguration", {{"level", level(row.severity)}}}};
}

/// A file that is not below the folder has no relative path that others could follow.
Json artifact(const std::string& path, const std::string& folder) {
  const std::string below = relative_path(path, folder);
  if (below.starts_with('/')) return {{"uri", "file://" + uri_path(below)}};
  return {{"uri", uri_path(below)}, {"uriBaseId", kRoot}};
}

Json region(const lint::Location& at) {
  return {{"startLine", at.begin.line},
          {"startColumn", at.begin.column},
          {"endLine", at.end.line},
          {"endColumn", at.end.column}};
}

Json location(const lint::Location& at, const Report& report) {
  return {{"physicalLocation", {{"artifactLocation", artifact(at.path, report.folder)}, {"region", region(at)}}}};
}

Json fix_of(const lint::Finding::Edit& fix, const Report& report) {
  const Json replacement = {{"deletedRegion", region(fix.at)}, {"insertedContent", message(fix.replacement)}};
  return {{"description", message(fix.safety == diag::Safety::kSafe ? "leaves every compiled number as it is"
                                                                    : "may change compiled numbers")},
          {"artifactChanges",
           {{{"artifactLocation", artifact(fix.at.path, report.folder)}, {"replacements", {replacement}}}}}};
}

Json suppressions_of(const lint::Finding& finding) {
  switch (finding.state) {
    case lint::FindingState::kOpen:
      return Json::array();
    case lint::FindingState::kSuppressed:
      return {{{"kind", "inSource"}, {"status", "accepted"}, {"justification", finding.reason}}};
    case lint::FindingState::kAccepted:
      return {{{"kind", "external"}, {"status", "accepted"}, {"justification", "in the baseline"}}};
  }
  return {};
}

Json result_of(const lint::Finding& finding, std::size_t rule, const std::string& fingerprint, const Report& report) {
  Json result = {{"ruleId", finding.code()},
                 {"ruleIndex", rule},
                 {"level", level(finding.level)},
                 {"message", message(finding.message)},
                 {"locations", {location(finding.at, report)}},
                 {"partialFingerprints", {{"cdpLine/v1", fingerprint}}},
                 {"suppressions", suppressions_of(finding)}};
  for (const lint::Finding::Note& note : finding.notes) {
    Json related = location(note.at, report);
    related["message"] = message(note.text);
    result["relatedLocations"].push_back(std::move(related));
  }
  if (finding.fix) result["fixes"] = {fix_of(*finding.fix, report)};
  return result;
}

Json invocation(const Report& report) {
  Json notifications = Json::array();
  for (const Error& failure : report.failures)
    notifications.push_back({{"level", "error"}, {"message", message(failure.text())}});
  return {{"executionSuccessful", report.failures.empty()}, {"toolExecutionNotifications", std::move(notifications)}};
}

}  // namespace

std::string sarif(const Report& report) {
  Json rules = Json::array();
  Json results = Json::array();
  std::map<std::string_view, std::size_t> indices;
  const std::vector<std::string> prints = fingerprints(report);
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    const lint::Finding& finding = report.findings[i];
    if (!is_listed(finding, report)) continue;
    const auto [known, fresh] = indices.emplace(finding.code(), rules.size());
    if (fresh) rules.push_back(rule_of(*finding.row));
    results.push_back(result_of(finding, known->second, prints[i], report));
  }
  const Json driver = {{"name", "cdp"}, {"version", CDP_VERSION}, {"semanticVersion", CDP_VERSION}, {"rules", rules}};
  const Json root = {{"description", message("the folder that cdp was run in")}};
  const Json run = {{"tool", {{"driver", driver}}},
                    {"columnKind", "unicodeCodePoints"},
                    {"originalUriBaseIds", {{kRoot, root}}},
                    {"invocations", {invocation(report)}},
                    {"results", results}};
  return written({{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", {run}}});
}

}  // namespace cdp::findings
