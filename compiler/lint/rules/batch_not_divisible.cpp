// batch-not-divisible: sequences that cannot be dealt out evenly to data-parallel devices.
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/lint/folded.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

/// The devices of one node, where the team has not said how many it uses: then only models of tokens, in batches that
/// several nodes could share, are held to it.
constexpr double kNode = 8;

}  // namespace

void batch_not_divisible(const CheckedSpec& checked, Findings& findings) {
  const double stated = checked.text.thresholds.devices;
  const double devices = stated > 0 ? stated : kNode;
  FoldedBy batches;
  for (const ScaleValues& scale : checked.scales) {
    const double batch = scale.scaled.target.at("batch");
    if (scale.settings.find("batch") == nullptr || std::fmod(batch, devices) == 0) continue;
    if (stated <= 0 && (!scale.scaled.target.tokens || batch < kNode)) continue;
    batches.add(shortest(batch), scale);
  }
  for (const auto& [batch, folded] : batches.all()) {
    const ScaleValues& scale = *folded.worst();
    const double below = std::floor(scale.scaled.target.at("batch") / devices) * devices;
    const std::string nearest = (below > 0 ? shortest(below) + " or " : "") + shortest(below + devices);
    findings
        .report(scale.settings.find("batch")->span, batch, scale.scaled.target.tokens ? "sequences" : "samples",
                scale.name(), shortest(devices), nearest)
        .append(folded.others());
  }
}

}  // namespace cdp::lint::rules
