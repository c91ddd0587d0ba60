// See study_spec.h.
#include "compiler/driver/study_spec.h"

#include <utility>

#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"

namespace cdp::driver {
namespace {

Answer refused(const study::CompiledTrial& compiled, const Colors& colors) {
  Answer answer = compiled.opened.fault ? answer_of(*compiled.opened.fault, colors) : Answer{};
  if (!compiled.opened.fault) answer.err = rendered(*compiled.opened.analysis, colors.err);
  answer.exit_code = kCouldNotRun;
  return answer;
}

}  // namespace

std::variant<SpecOfStudy, Answer> spec_of_study(const study::Store& store, const std::string& path,
                                                const ConfigChoice& config, const study::TrialPoint& point,
                                                const Colors& colors) {
  auto source = read_source(path.empty() ? store.info().spec : path);
  if (!source) return could_not_run(source.error(), colors);
  SpecOfStudy out{{*std::move(source), "reference", config, {}}, {}};
  study::read_settings(store.info().settings, out.spec);
  out.compiled = study::compile(out.spec, point);
  if (!out.compiled.plan) return refused(out.compiled, colors);
  study::StudyInfo found = store.info();
  found.spec_sha256 = out.compiled.plan->spec.sha256;
  found.compiler = CDP_VERSION;
  if (const Status same = study::same_study(store.info(), found, store.folder()); !same)
    return could_not_run(same.error(), colors);
  return out;
}

}  // namespace cdp::driver
