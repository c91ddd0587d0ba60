// See tuned.h.
#include "study/search/tuned.h"

#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/pipeline/overrides.h"

namespace cdp::study {
namespace {

std::string scale_text(const Scale& at) {
  return at.empty() ? "the reference" : scale_words(at);
}

/// `-0.0213 (-0.0301 to -0.0125)`
std::string interval_text(const MeanInterval& interval) {
  if (!std::isfinite(interval.half)) return fmt::format("{:+.4f} with one seed", interval.mean);
  return fmt::format("{:+.4f} ({:+.4f} to {:+.4f})", interval.mean, interval.low(), interval.high());
}

std::string gain_text(const Confirmation& one, const Comparison& pair) {
  std::string text = fmt::format("//   {} against {} at {}: ", pair.better, pair.worse, scale_text(one.at));
  text += pair.loss ? fmt::format("loss {}, {}", interval_text(*pair.loss), counted(pair.seeds, "seed"))
                    : "nothing to compare";
  if (pair.diverged > 0) text += fmt::format(", {} diverged", pair.diverged);
  return text + (pair.carried() ? "\n" : ": did not carry\n");
}

const std::vector<std::string>& kept_sets(const Tuned& tuned, std::vector<std::string>& none) {
  switch (kept(tuned.confirmed)) {
    case Kept::kModules:
      return tuned.found.modules->sets;
    case Kept::kGlobal:
      return tuned.found.global->sets;
    case Kept::kStart:
      return none;
  }
  return none;
}

}  // namespace

std::string tuned_path(const std::string& spec) {
  const std::filesystem::path path(spec == "-" ? "spec.cdp" : spec);
  return (path.parent_path() / (path.stem().string() + ".tuned.cdp")).string();
}

std::string verdict_text(const std::vector<Confirmation>& confirmed) {
  const std::string where =
      confirmed.size() > 1 ? "at every scale" : "at the search's own scale, with new seeds; no other scale was tried";
  switch (kept(confirmed)) {
    case Kept::kModules:
      return "kept: the values of modules; they beat all others " + where;
    case Kept::kGlobal:
      return "kept: the values of base; those of modules did not beat them " + where;
    case Kept::kStart:
      return "kept: the spec as it is; nothing beat it " + where;
  }
  return "";
}

Result<std::string> tuned_text(const Tuned& tuned, const StudiedSpec& spec) {
  std::string text =
      fmt::format("// Found by `cdp search {}` in {}: {} over {}.\n// {}.\n", tuned.spec, tuned.folder,
                  counted(tuned.trials, "trial"), counted(tuned.search.space.dimensions.size(), "dimension"),
                  verdict_text(tuned.confirmed));
  text += "// Losses of the first less that of the second, 95% intervals:\n";
  for (const Confirmation& one : tuned.confirmed)
    for (const Comparison& pair : one.comparisons) text += gain_text(one, pair);
  std::vector<std::string> none;
  std::vector<std::string> sets = spec.sets;
  const std::vector<std::string>& own = kept_sets(tuned, none);
  sets.insert(sets.end(), own.begin(), own.end());
  SourceMap sources;
  diag::DiagnosticSink sink;
  const auto statements = pipeline::read_overrides(sets, sources, sink);
  if (sink.has_errors()) return Error{sink.sorted().front().message, "--set"};
  const std::string name = std::filesystem::path(tuned.spec).filename().string();
  return text + pipeline::override_lines(statements, sources, name);
}

}  // namespace cdp::study
