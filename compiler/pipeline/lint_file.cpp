// See lint_file.h. Fixes are applied in rounds, because one may make room for another.
#include "compiler/pipeline/lint_file.h"

#include <utility>

#include "compiler/format/format.h"
#include "compiler/lint/fixes.h"
#include "compiler/pipeline/linting.h"

namespace cdp::pipeline {

namespace {

constexpr int kMostRounds = 20;

/// A file as it is in one round.
struct Round {
  std::vector<lint::Finding> findings;
  std::vector<diag::Fix> fixes;  // of findings that stand
  std::vector<std::string> targets;
  lint::Seen seen = lint::Seen::kText;
  std::string text;
  bool has_errors = false;
};

Result<Round> lint_once(const std::string& path, const Files& files, const LintFileOptions& options) {
  auto opened = analyse(path, files, options.trees);
  if (!opened) return opened.error();
  AnalysedSpec& analysis = **opened;
  std::vector<lint::Suppression> suppressions;
  const auto filtered = lint(analysis, options.selection, options.thresholds, options.target, suppressions);
  Round round;
  for (const lint::Filtered& one : filtered) {
    const bool open = one.by == nullptr;
    round.findings.push_back(lint::finding_of(
        one, analysis.sources,
        open && options.shown ? diag::render(one.finding, analysis.sources, *options.shown) : std::string()));
    if (open && one.finding.fix && one.finding.fix->span.file == 0) round.fixes.push_back(*one.finding.fix);
  }
  if (analysis.spec)
    for (const auto& target : analysis.spec->targets) round.targets.push_back(target.name);
  round.seen = seen_of(analysis, options.target);
  round.text = analysis.sources.file(0).text;
  round.has_errors = analysis.sink.has_errors();
  return round;
}

/// None: it does not parse.
std::optional<std::string> canonical(const std::string& text) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  const FileId file = sources.add("", text);
  return format::format(sources, file, sink);
}

class Fixer {
 public:
  Fixer(std::string path, const Files& files, const LintFileOptions& options)
      : path_(std::move(path)), files_(files), options_(options) {}

  /// The file without what could be fixed.
  Round run(Round round, LintedFile& linted) {
    const auto before = canonical(round.text);
    const bool was_canonical = before == round.text;
    for (int count = 0; count < kMostRounds; ++count) {
      lint::Fixed fixed = lint::apply(round.text, wanted(round));
      if (fixed.count == 0) break;
      const auto form = canonical(fixed.text);
      auto next = form ? with_text(was_canonical ? *form : fixed.text) : std::nullopt;
      if (!next || (next->has_errors && !round.has_errors)) {
        linted.dropped = before.has_value();  // what was broken before cannot be left so by a fix
        break;
      }
      if (next->text == round.text) break;
      linted.fixed += fixed.count;
      round = *std::move(next);
    }
    return round;
  }

 private:
  std::vector<diag::Fix> wanted(const Round& round) const {
    std::vector<diag::Fix> fixes;
    for (const diag::Fix& fix : round.fixes)
      if (options_.fixing == Fixing::kAll || fix.safety == diag::Safety::kSafe) fixes.push_back(fix);
    return fixes;
  }

  std::optional<Round> with_text(std::string text) {
    files_.memory.insert_or_assign(path_, std::move(text));
    auto round = lint_once(path_, files_, options_);
    return round ? std::optional(std::move(*round)) : std::nullopt;
  }

  std::string path_;
  Files files_;
  const LintFileOptions& options_;
};

}  // namespace

Result<LintedFile> lint_file(const std::string& path, const Files& files, const LintFileOptions& options) {
  auto first = lint_once(path, files, options);
  if (!first) return first.error();
  LintedFile linted;
  linted.before = first->text;
  Round last =
      options.fixing == Fixing::kNone ? *std::move(first) : Fixer(path, files, options).run(*std::move(first), linted);
  linted.findings = std::move(last.findings);
  linted.targets = std::move(last.targets);
  linted.seen = last.seen;
  linted.after = std::move(last.text);
  return linted;
}

}  // namespace cdp::pipeline
