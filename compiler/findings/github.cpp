// Annotations as GitHub Actions reads them from a job's log:
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
// What is escaped is what the runner undoes (actions/toolkit, packages/core/src/command.ts).
#include <fmt/format.h>

#include "compiler/findings/paths.h"

namespace cdp::findings {

namespace {

std::string_view command(diag::Severity level) {
  switch (level) {
    case diag::Severity::kError:
      return "error";
    case diag::Severity::kWarning:
      return "warning";
    case diag::Severity::kInfo:
      return "notice";
  }
  return "";
}

std::string escaped(std::string_view text, std::string_view more) {
  std::string result;
  for (const char character : text) {
    const bool special =
        character == '%' || character == '\r' || character == '\n' || more.find(character) != std::string_view::npos;
    result += special ? fmt::format("%{:02X}", static_cast<unsigned char>(character)) : std::string(1, character);
  }
  return result;
}

std::string as_message(std::string_view text) {
  return escaped(text, "");
}

std::string as_property(std::string_view text) {
  return escaped(text, ":,");
}

}  // namespace

std::string github(const Report& report) {
  std::string result;
  for (const lint::Finding* finding : open_findings(report)) {
    const lint::Location& at = finding->at;
    const std::string_view name = lint::name_of(*finding->row);
    const std::string title = name == finding->code() ? std::string(name) : fmt::format("{} {}", finding->code(), name);
    result += fmt::format("::{} file={},line={},col={},endLine={},endColumn={},title={}::{}\n", command(finding->level),
                          as_property(relative_path(at.path, report.folder)), at.begin.line, at.begin.column,
                          at.end.line, at.end.column, as_property(title), as_message(finding->message));
  }
  for (const Error& failure : report.failures)
    result += fmt::format("::error title=cdp could not run::{}\n", as_message(failure.text()));
  return result;
}

}  // namespace cdp::findings
