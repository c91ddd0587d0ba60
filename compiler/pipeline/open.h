// A spec or a plan as a command or an editor names it, opened: under the settings that hold for it, at the scale that
// is asked for. Nothing is shown here: what the stages found is in the analysis, what kept it from being opened a
// SettingsFault.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/settings.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/plan.h"

namespace cdp::pipeline {

/// A file on the disk, or a text that has been read already and is shown under that name.
struct Source {
  std::string path;
  std::optional<std::string> text = {};  // of standard input or a pipe: under the settings of the current folder
};

/// A spec and its values at a scale.
struct OpenedSpec {
  std::unique_ptr<AnalysedSpec> analysis;
  std::optional<scaling::Scaled> scaled;  // none: errors in the analysis's sink, or a fault
  std::optional<SettingsFault> fault;
};

/// All stages before scaling.
[[nodiscard]] OpenedSpec analyse_source(Source source, const ConfigChoice& choice,
                                        const std::vector<std::string>& sets = {});

/// At the scale that is asked for, else at the target of cdp.toml, else at the reference. A file of declarations is a
/// fault.
[[nodiscard]] OpenedSpec open_spec(Source source, const ScaleAndConfig& choice);

/// A plan is JSON, and begins with a brace; no spec does.
[[nodiscard]] bool is_plan(std::string_view text);

/// Whether a scale or overrides are asked for, which only a spec has.
[[nodiscard]] bool is_given(const ScaleChoice& choice);

/// That a plan was given a scale or overrides; `path` as shown to users.
[[nodiscard]] Error already_compiled(const std::string& path);

/// A plan that was read, or that a spec was compiled into.
struct OpenedPlan {
  std::optional<plan::Plan> plan;
  OpenedSpec spec;  // where it was one, and why there is no plan
};

/// Of a text that was read, which users are shown as `shown`. `spec` is how it is opened where it is no plan: read
/// again from its file, it has the settings of its folder.
[[nodiscard]] OpenedPlan open_plan(std::string_view text, const std::string& shown, Source spec,
                                   const ScaleAndConfig& choice, Reasons reasons);

}  // namespace cdp::pipeline
