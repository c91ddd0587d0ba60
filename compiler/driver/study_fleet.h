// What `cdp sweep` and `cdp search` share: the options that say on what trials train and who trains them, the workers
// made of these, and what is shown while they work.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/driver/commands.h"
#include "compiler/plan/plan.h"
#include "study/store/store.h"
#include "study/workers/fleet.h"

namespace cdp::driver {

class Options;
struct Option;

struct FleetOptions {
  std::vector<std::string> data = {}, include = {};
  std::string token_type = {}, device = {}, precision = {};
  unsigned workers = 0;      // 0: one for each core
  std::string launch = {};   // what stands in front of a worker's command
  std::string program = {};  // of a worker, where it is not this machine's cdp-run
};

/// --data, --include, --token-type, --device, --precision, --workers, --launch, --worker. The first is returned: it is
/// the command's matter whether it is required.
Option& add_fleet(Options& command, FleetOptions& options);

/// Workers of one thread each. `folder` is the study's: where trials need a table, workers learn so from a plan kept
/// there. Errors: cdp-run is not there, a plan cannot be written.
[[nodiscard]] Result<study::Fleet> fleet_of(const FleetOptions& options, const plan::Plan& first,
                                            const std::string& folder);

/// On standard error, at once.
void say_line(const std::string& line);

/// A line for each trial that ended, with how many there are and about how long the rest will take, on standard error.
class TrialLines {
 public:
  explicit TrialLines(std::size_t workers) : workers_(workers) {}
  void ended(const study::Store& store, const study::Trial& trial);

 private:
  std::size_t workers_;
  double done_flops_ = 0, done_seconds_ = 0;
};

/// `2 h 5 min`, `12 min`, `40 s`
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace cdp::driver
