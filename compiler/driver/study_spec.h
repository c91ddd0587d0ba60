// The spec of a study that is there, where a command trains or hands out trials of it.
#pragma once

#include <string>
#include <variant>

#include "compiler/driver/commands.h"
#include "study/compile/compile.h"
#include "study/store/store.h"

namespace cdp::driver {

/// The spec with what all trials share, and a trial of it compiled: `compiled.plan` is there.
struct SpecOfStudy {
  study::StudiedSpec spec;
  study::CompiledTrial compiled;
};

/// `path` is where the spec is now; empty: where the study was begun. Else what to answer: it cannot be read, does not
/// compile, or is another spec than the study's, or this another version of cdp.
[[nodiscard]] std::variant<SpecOfStudy, Answer> spec_of_study(const study::Store& store, const std::string& path,
                                                              const ConfigChoice& config,
                                                              const study::TrialPoint& point, const Colors& colors);

}  // namespace cdp::driver
