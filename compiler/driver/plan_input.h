// What the commands that read a spec or a plan share: either comes as a path or on standard input, and both end as a
// plan.
#pragma once

#include <optional>
#include <string>

#include "compiler/driver/commands.h"
#include "compiler/pipeline/open.h"
#include "compiler/plan/plan.h"

namespace cdp::driver {

/// Whether what is at a path is still there when it has been read: standard input and pipes are gone by then.
[[nodiscard]] bool can_be_read_again(const std::string& path);

using pipeline::already_compiled;
using pipeline::is_plan;

/// The plan, or the answer that says why there is none.
struct OpenedPlan {
  std::optional<plan::Plan> plan;
  Answer answer;  // of a success: the warnings of the spec

  [[nodiscard]] explicit operator bool() const { return plan.has_value(); }
};

/// A spec or plan as it was read.
struct PlanText {
  std::string path;  // - is standard input
  std::string text;

  /// As users are shown it.
  [[nodiscard]] std::string shown() const;
};
[[nodiscard]] Result<PlanText> read_plan_text(const std::string& path);

/// Reads a plan, or compiles a spec at the scale.
[[nodiscard]] OpenedPlan open_plan(const PlanText& input, const ScaleAndConfig& choice, pipeline::Reasons reasons,
                                   const Colors& colors);
[[nodiscard]] OpenedPlan open_plan(const std::string& path, const ScaleAndConfig& choice, pipeline::Reasons reasons,
                                   const Colors& colors);

}  // namespace cdp::driver
