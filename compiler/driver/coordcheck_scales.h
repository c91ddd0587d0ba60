// The scales of a coordinate check: read from the command line or chosen, and each compiled into a plan for a few
// steps.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/coordcheck/expected.h"
#include "compiler/driver/coordcheck.h"
#include "compiler/pipeline/open.h"
#include "compiler/plan/plan.h"

namespace cdp::driver {

/// A spec at the scales of one axis, the others at the reference.
struct ScaledAxis {
  coordcheck::Study study;
  coordcheck::Expected expected;
  std::vector<double> values;     // ascending
  std::vector<plan::Plan> plans;  // one each
};

/// All axes, or the answer that says why there are none.
struct ScaledAxes {
  std::vector<ScaledAxis> axes;
  std::string parameterization;
  Answer answer;

  [[nodiscard]] explicit operator bool() const { return !axes.empty(); }
};
[[nodiscard]] ScaledAxes scale_axes(const pipeline::Source& source, const CoordcheckOptions& options,
                                    const Colors& colors);

/// `width=64,128`: an axis and its values, none where they are to be chosen.
struct AxisWish {
  std::string axis;
  std::vector<double> values;
};
[[nodiscard]] Result<AxisWish> parse_axis(const std::string& text);

/// The plan as it is measured: few steps at the peak learning rate, without warm-up, decay or clipping, in fp32. What
/// rules made of the spec's batch stays, though `batch` is smaller; 0: some thousand tokens, or the plan's samples up
/// to 256.
[[nodiscard]] plan::Plan brief(plan::Plan plan, unsigned steps, unsigned batch);

}  // namespace cdp::driver
