// Findings of all sorts for the tests of reports: every level and standing, a fix of each safety, notes, and names and
// texts that are hostile to each format.
#pragma once

#include <string>

#include "compiler/findings/report.h"

namespace cdp::findings {

inline lint::Location place(std::string path, std::uint32_t line, std::uint32_t column, std::uint32_t length) {
  return {std::move(path), {line, column}, {line, column + length}, 100 * line + column, length};
}

inline lint::Finding finding(std::string_view code, lint::Location at, std::string message, std::string line) {
  lint::Finding made;
  made.row = lint::find_row(code);
  made.level = made.row->severity;
  made.message = std::move(message);
  made.shown = std::string(code) + " as the terminal shows it\n";
  made.at = std::move(at);
  made.line = std::move(line);
  return made;
}

inline Report sample() {
  const std::string hostile = "odd, \"100%\":<größe>\n& 'co'.cdp";
  Report report;
  report.folder = "/srv/specs";
  report.files = {"gpt.cdp", hostile, "/srv/specs/clean.cdp", "/etc/outside.cdp"};
  report.failures = {{"there is no such file", "none.cdp"}};

  lint::Finding error = finding("E0201", place("gpt.cdp", 5, 13, 5), "unknown name `widht`; did you mean `width`?",
                                "model = Gpt(widht, depth)");
  error.notes.push_back({place("./lib/blocks.cdp", 2, 1, 3), "declared here"});
  error.fix = lint::Finding::Edit{place("gpt.cdp", 5, 13, 5), "width", diag::Safety::kUnsafe};
  report.findings.push_back(std::move(error));

  lint::Finding unused = finding("W4601", place("gpt.cdp", 7, 5, 1), "`a` is never used", "let a   = 1");
  unused.fix = lint::Finding::Edit{place("gpt.cdp", 7, 1, 9), "", diag::Safety::kSafe};
  report.findings.push_back(unused);

  unused.at = place("gpt.cdp", 9, 5, 1);  // the same line once more, suppressed
  unused.state = lint::FindingState::kSuppressed;
  unused.reason = "the \"notebook\" reads it";
  report.findings.push_back(unused);

  unused.at = place("gpt.cdp", 11, 5, 1);
  unused.state = lint::FindingState::kAccepted;
  unused.reason = "";
  report.findings.push_back(unused);

  lint::Finding info = finding("W4112", place(hostile, 1, 1, 0), "100% of `<a & b>`,\r\nor: \"more\" \x01\xFF]]>",
                               "target a\tb { } // größe");
  info.level = diag::Severity::kInfo;
  report.findings.push_back(std::move(info));

  report.findings.push_back(
      finding("W4903", place("/etc/outside.cdp", 3, 4, 6), "this comment suppresses nothing", "// cdp: ingore"));
  return report;
}

}  // namespace cdp::findings
