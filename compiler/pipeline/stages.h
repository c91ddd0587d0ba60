// The one place that knows the order of the stages: text -> tree -> names -> spec -> model -> settings. The plan is
// made of what comes out (emit.h), the linter reads it (linting.h). Commands go through here, and so can any other
// program.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/model/model.h"
#include "compiler/plan/plan.h"
#include "compiler/scaling/rules.h"
#include "compiler/scaling/settings.h"
#include "compiler/sema/constants.h"
#include "compiler/sema/program.h"
#include "compiler/sema/spec.h"

namespace cdp::pipeline {

/// A spec with everything that does not depend on the target. Heavy members hold references to each other,
/// hence no copies.
struct AnalysedSpec {
  SourceMap sources;
  diag::DiagnosticSink sink;
  sema::Program program;
  std::optional<sema::Constants> constants;
  std::optional<sema::Spec> spec;  // none: a library, or errors
  std::optional<model::Model> model;
  std::optional<scaling::RuleSet> rules;
  std::optional<scaling::Scale> reference;
  std::vector<std::string> sets;  // overrides, as typed
};

/// Where files come from: the disk and the embedded standard library.
[[nodiscard]] Files default_files();

/// Runs all stages before scaling. Errors of the text are in the sink; an unreadable spec is the Error. Who reads many
/// specs shares the trees of what they use. `sets` are overrides, `base.lr=2e-3`, which act after all that the spec
/// says; what is wrong with the second of them is found at `--set:2`.
[[nodiscard]] Result<std::unique_ptr<AnalysedSpec>> analyse(const std::string& path, const Files& files,
                                                            sema::Trees* trees = nullptr,
                                                            const std::vector<std::string>& sets = {});

/// Which scale of a spec: a target's name ("" or "reference": the reference), and axes that are set on top of it. The
/// overrides are read when the spec is (analyse).
struct ScaleChoice {
  std::string target;
  std::string at;                      // `width=1024,batch=256seq`, as typed
  std::vector<std::string> sets = {};  // `base.lr=2e-3`, as typed
};

/// Whether the stages before scaling have understood a whole spec.
[[nodiscard]] bool ready(const AnalysedSpec& analysis);

/// The values of a spec that is ready at one of its scales; null after errors (in the sink). An unknown target is an
/// error of the command line.
[[nodiscard]] Result<std::optional<scaling::Scaled>> scale_to(AnalysedSpec& analysis, const ScaleChoice& choice);

/// A spec's values at its reference or at one of its targets.
struct ScaledTarget {
  const sema::ScaleSettings* settings = nullptr;  // as written in the spec
  scaling::Scaled scaled;
};
/// The reference, then the targets of that name (`all`: every target) in the order they are written, but those with
/// errors (in the sink). Nothing where the spec is not ready or the reference has errors.
[[nodiscard]] std::vector<ScaledTarget> scale_targets(AnalysedSpec& analysis, const std::string& name);

/// How much there was to check.
struct CheckedTargets {
  std::size_t targets = 0;  // the reference included
  std::size_t tensors = 0;  // of the reference
};

/// Scales to the reference and every target, for their diagnostics; nothing where the spec has none or has errors.
CheckedTargets check_targets(AnalysedSpec& analysis);

/// How many declarations of each kind stand in a file itself.
struct DeclarationCounts {
  std::size_t modules = 0;
  std::size_t rule_sets = 0;
  std::size_t constants = 0;
  std::size_t axes = 0;
};
[[nodiscard]] DeclarationCounts count_declarations(const sema::Program& program);

}  // namespace cdp::pipeline
