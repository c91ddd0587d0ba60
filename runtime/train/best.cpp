// What best.h says of a run that goes on.
#include "runtime/train/best.h"

namespace cdp::runtime {
namespace {

std::optional<Best> in_file(const run::Folder& folder, const CheckpointInfo& begin) {
  const auto file = open_checkpoint(folder.best(), begin.plan_sha256);
  if (!file || file->info.data != begin.data || file->info.step > begin.step || !file->info.held_out_loss) return {};
  return Best{file->info.step, *file->info.held_out_loss, true};
}

}  // namespace

Result<std::optional<Best>> best_so_far(const run::Folder& folder, const CheckpointInfo& begin,
                                        const run::Metrics& metrics) {
  std::optional<Best> best = in_file(folder, begin);
  const auto& recorded = metrics.best();
  if (!recorded || (best && best->loss <= recorded->loss)) return best;
  best = Best{recorded->step, recorded->loss, false};
  if (recorded->step != begin.step || begin.held_out_loss != recorded->loss) return best;
  if (const Status kept = folder.keep_best(); !kept) return kept.error();
  best->kept = true;
  return best;
}

}  // namespace cdp::runtime
