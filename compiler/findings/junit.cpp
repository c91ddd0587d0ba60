// JUnit's XML, for CI that shows tests only: a suite a file, a case a finding. What does not fail the run is a case
// that passes and says so. Elements and attributes are those that Jenkins's xUnit plugin knows (its junit-10.xsd).
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/utf8.h"
#include "compiler/findings/paths.h"

namespace cdp::findings {

namespace {

/// Characters that XML 1.0 cannot hold, and bytes that are not UTF-8, become U+FFFD. Line feeds in attributes are
/// written as references, or readers would fold them.
std::string escaped(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    const std::string_view bytes = text.substr(at, point.bytes);
    const bool none = (point.value < 0x20 && bytes != "\t" && bytes != "\n" && bytes != "\r") ||
                      point.value == kReplacement || point.value == 0xFFFE || point.value == 0xFFFF;
    if (none)
      result += "\xEF\xBF\xBD";
    else if (std::string_view("&<>\"'\t\n\r").find(bytes) != std::string_view::npos)
      result += fmt::format("&#{};", static_cast<unsigned>(point.value));
    else
      result += bytes;
    at += point.bytes;
  }
  return result;
}

std::string case_of(const lint::Finding& finding, const std::string& path, diag::Severity fail_on) {
  const std::string name =
      fmt::format("{} {}:{}", lint::name_of(*finding.row), finding.at.begin.line, finding.at.begin.column);
  const std::string place = fmt::format("{}:{}:{}: {} [{}]\n{}", path, finding.at.begin.line, finding.at.begin.column,
                                        finding.message, finding.code(), finding.line);
  const std::string head = fmt::format("    <testcase name=\"{}\" classname=\"{}\">\n", escaped(name), escaped(path));
  if (!fails(finding, fail_on))
    return fmt::format("{}      <system-out>{}</system-out>\n    </testcase>\n", head, escaped(place));
  return fmt::format("{}      <failure type=\"{}\" message=\"{}\">{}</failure>\n    </testcase>\n", head,
                     diag::word(finding.level), escaped(finding.message), escaped(place));
}

std::string suite(const std::string& path, const std::string& cases, std::size_t tests, std::size_t failures,
                  std::size_t errors) {
  return fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}  </testsuite>\n",
                     escaped(path), tests, failures, errors, cases);
}

}  // namespace

std::string junit(const Report& report) {
  std::vector<std::string> files = report.files;
  const std::vector<const lint::Finding*> found = open_findings(report);
  for (const lint::Finding* finding : found)  // in what a linted file uses
    if (std::find(files.begin(), files.end(), finding->at.path) == files.end()) files.push_back(finding->at.path);
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::string suites;
  for (const std::string& file : files) {
    const std::string path = relative_path(file, report.folder);
    std::string cases;
    std::size_t here = 0;
    std::size_t failed = 0;
    for (const lint::Finding* finding : found) {
      if (finding->at.path != file) continue;
      cases += case_of(*finding, path, report.fail_on);
      ++here;
      failed += fails(*finding, report.fail_on) ? 1 : 0;
    }
    if (here == 0) {
      cases = fmt::format("    <testcase name=\"no findings\" classname=\"{}\"/>\n", escaped(path));
      here = 1;
    }
    suites += suite(path, cases, here, failed, 0);
    tests += here;
    failures += failed;
  }
  for (const Error& failure : report.failures)
    suites +=
        suite(failure.place,
              fmt::format("    <testcase name=\"could not run\" classname=\"{}\">\n      <error message=\"{}\"/>\n"
                          "    </testcase>\n",
                          escaped(failure.place), escaped(failure.message)),
              1, 0, 1);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"cdp lint\" tests=\"{}\" failures=\"{}\" errors=\"{}\">\n{}</testsuites>\n",
      tests + report.failures.size(), failures, report.failures.size(), suites);
}

}  // namespace cdp::findings
