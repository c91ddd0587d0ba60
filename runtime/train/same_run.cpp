// Compares the plan that is given with the one in the run's folder; see same_run.h.
#include "runtime/train/same_run.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "compiler/base/files.h"
#include "compiler/base/text.h"
#include "compiler/diff/compare.h"
#include "compiler/diff/lines.h"

namespace cdp::runtime {
namespace {

constexpr std::size_t kMostTold = 4;

}  // namespace

Result<OpenCheckpoint> open_checkpoint_of(const run::Folder& folder, const PlanFile& plan) {
  auto same = open_checkpoint(folder.checkpoint(), plan.sha256);
  if (same) return same;
  // Only the plan that the checkpoint names can tell in what they differ.
  auto own = read_plan(folder.plan());
  if (!own || own->sha256 == plan.sha256) return same;
  auto checkpoint = open_checkpoint(folder.checkpoint(), own->sha256);
  if (!checkpoint) return same;
  const auto differences = diff::compare(own->plan, plan.plan);
  if (!diff::are_different(differences)) return checkpoint;
  return Error{fmt::format("was made with another plan: {}; go on with the plan.json beside it, or choose another "
                           "--out (`cdp diff` of the two plans shows all)",
                           diff::differences_text(differences, kMostTold)),
               folder.checkpoint()};
}

Result<std::string> begun_with(const run::Folder& folder, const PlanFile& plan) {
  std::error_code ignored;
  if (!folder.resumes() || !std::filesystem::exists(folder.plan(), ignored)) return plan.sha256;
  auto own = read_plan(folder.plan());
  if (!own) return own.error();
  const auto differences = diff::compare(own->plan, plan.plan);
  if (!diff::are_different(differences)) return own->sha256;
  return Error{fmt::format("is the plan that the run was begun with, and the one given is another: {}; go on with this "
                           "one, or choose another --out (`cdp diff` of the two plans shows all)",
                           diff::differences_text(differences, kMostTold)),
               folder.plan()};
}

}  // namespace cdp::runtime
