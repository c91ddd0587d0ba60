// A Code Quality report, the artifact `codequality` of a GitLab job:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
#include <nlohmann/json.hpp>

#include "compiler/findings/json_text.h"
#include "compiler/findings/paths.h"

namespace cdp::findings {

namespace {

std::string_view severity(diag::Severity level) {
  switch (level) {
    case diag::Severity::kError:
      return "critical";
    case diag::Severity::kWarning:
      return "major";
    case diag::Severity::kInfo:
      return "info";
  }
  return "";
}

}  // namespace

std::string gitlab(const Report& report) {
  const std::vector<std::string> prints = fingerprints(report);
  Json issues = Json::array();
  for (std::size_t i = 0; i < report.findings.size(); ++i) {
    const lint::Finding& finding = report.findings[i];
    if (!finding.is_open()) continue;
    const Json lines = {{"begin", finding.at.begin.line}, {"end", finding.at.end.line}};
    issues.push_back({{"description", finding.message + " [" + std::string(finding.code()) + "]"},
                      {"check_name", lint::name_of(*finding.row)},
                      {"fingerprint", prints[i]},
                      {"severity", severity(finding.level)},
                      {"location", {{"path", relative_path(finding.at.path, report.folder)}, {"lines", lines}}}});
  }
  return written(issues);
}

}  // namespace cdp::findings
