// batch-not-divisible: sequences that cannot be dealt out evenly to data-parallel devices.
#include <cmath>

#include "compiler/base/text.h"
#include "compiler/lint/facts_run.h"

namespace cdp::lint::rules {

namespace {

/// The devices of one node, where the team has not said how many it uses: then only models of tokens, in batches that
/// several nodes could share, are held to it.
constexpr double kNode = 8;

}  // namespace

void batch_not_divisible(const Subject& subject, Findings& findings) {
  const double stated = subject.text.thresholds.devices;
  const double devices = stated > 0 ? stated : kNode;
  FoldedBy batches;
  for (const Place& place : subject.places) {
    const double batch = place.scaled.target.at("batch");
    if (place.settings.find("batch") == nullptr || std::fmod(batch, devices) == 0) continue;
    if (stated <= 0 && (!place.scaled.target.tokens || batch < kNode)) continue;
    batches.add(shortest(batch), place);
  }
  for (const auto& [batch, folded] : batches.all()) {
    const Place& place = *folded.worst();
    const double below = std::floor(place.scaled.target.at("batch") / devices) * devices;
    const std::string nearest = (below > 0 ? shortest(below) + " or " : "") + shortest(below + devices);
    findings
        .report(place.settings.find("batch")->span, batch, place.scaled.target.tokens ? "sequences" : "samples",
                place.name(), shortest(devices), nearest)
        .append(folded.others());
  }
}

}  // namespace cdp::lint::rules
