// The linter's own JSON, for scripts. Its keys keep their meaning; new ones may come, and `version` counts what would
// break a reader:
//   files      the paths that were linted
//   findings   code, name, level (error, warning, info), message, path, begin and end (line, column from 1 in code
//              points; end is behind the last character), notes, fix (null, or safe, begin, end, replacement),
//              standing (open; suppressed or accepted, with its reason), fingerprint (stays when lines move)
//   failures   what could not be read
#include "compiler/findings/json_text.h"
#include "compiler/findings/paths.h"

namespace cdp::findings {

namespace {

Json place(const Position& position) {
  return {{"line", position.line}, {"column", position.column}};
}

std::string_view word(lint::FindingState state) {
  switch (state) {
    case lint::FindingState::kOpen:
      return "open";
    case lint::FindingState::kSuppressed:
      return "suppressed";
    case lint::FindingState::kAccepted:
      return "accepted";
  }
  return "";
}

Json notes_of(const lint::Finding& finding, const Report& report) {
  Json notes = Json::array();
  for (const lint::Finding::Note& note : finding.notes)
    notes.push_back({{"message", note.text},
                     {"path", relative_path(note.at.path, report.folder)},
                     {"begin", place(note.at.begin)},
                     {"end", place(note.at.end)}});
  return notes;
}

Json fix_of(const lint::Finding& finding) {
  if (!finding.fix) return nullptr;
  return {{"safe", finding.fix->safety == diag::Safety::kSafe},
          {"begin", place(finding.fix->at.begin)},
          {"end", place(finding.fix->at.end)},
          {"replacement", finding.fix->replacement}};
}

Json json_of(const lint::Finding& finding, const std::string& fingerprint, const Report& report) {
  return {{"code", finding.code()},
          {"name", lint::name_of(*finding.row)},
          {"level", diag::word(finding.level)},
          {"message", finding.message},
          {"path", relative_path(finding.at.path, report.folder)},
          {"begin", place(finding.at.begin)},
          {"end", place(finding.at.end)},
          {"notes", notes_of(finding, report)},
          {"fix", fix_of(finding)},
          {"standing", word(finding.state)},
          {"reason", finding.reason},
          {"fingerprint", fingerprint}};
}

}  // namespace

std::string json(const Report& report) {
  Json files = Json::array();
  for (const std::string& path : report.files) files.push_back(relative_path(path, report.folder));
  Json findings = Json::array();
  const std::vector<std::string> prints = fingerprints(report);
  for (std::size_t i = 0; i < report.findings.size(); ++i)
    if (is_listed(report.findings[i], report)) findings.push_back(json_of(report.findings[i], prints[i], report));
  Json failures = Json::array();
  for (const Error& failure : report.failures)
    failures.push_back({{"path", failure.place}, {"message", failure.message}});
  return written({{"format", "cdp-lint"},
                  {"version", 1},
                  {"files", std::move(files)},
                  {"findings", std::move(findings)},
                  {"failures", std::move(failures)}});
}

}  // namespace cdp::findings
