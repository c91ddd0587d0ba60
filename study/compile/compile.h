// From a trial to its plan: the compiler's pipeline at the trial's scale, with its values and its seed; and what the
// plan says about the trial.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/pipeline/open.h"
#include "compiler/plan/plan.h"
#include "study/store/trial.h"

namespace cdp::study {

/// The spec of a study: where it is, at which target its trials begin, and the settings that hold.
struct StudiedSpec {
  pipeline::Source source;
  std::string target = "reference";
  pipeline::ConfigChoice config = {};
  std::vector<std::string> sets = {};  // that all trials share, before their own
};

/// Target and values that all trials share, as a study keeps them (JSON), and back.
[[nodiscard]] std::string settings_text(const StudiedSpec& spec);
void read_settings(const std::string& text, StudiedSpec& spec);

/// A plan, or why there is none: what the stages found, or the fault.
struct CompiledTrial {
  std::optional<plan::Plan> plan;
  pipeline::OpenedSpec opened;
};
[[nodiscard]] CompiledTrial compile(const StudiedSpec& spec, const TrialPoint& point);

/// All axes of the plan at its target, and `params`, those without embeddings.
[[nodiscard]] std::map<std::string, double> scale_of(const plan::Plan& plan);

/// What runs must share to be compared: optimizer, schedule, decay (coupled or
/// independent), precision, rules.
[[nodiscard]] std::map<std::string, std::string> tags_of(const plan::Plan& plan);

/// Floating-point operations of a whole run, about: 6 an item and number of every matrix (tables that are looked up
/// cost none) and 12 x width x context a token for each attention (Chowdhery et al., arXiv:2204.02311, appendix B).
/// Experts count as if every token went to all of them.
[[nodiscard]] double flops_of(const plan::Plan& plan);

}  // namespace cdp::study
