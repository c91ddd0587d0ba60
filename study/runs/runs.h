// Finished runs, of a study of cdp's or of another trainer, as transfer, fit and compare read them: where each stood on
// the axes of scale, which values it had, and its loss.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cdp::study {

struct Run {
  std::map<std::string, double> axes;       // width, depth, batch, duration, context, params: as far as known
  std::map<std::string, double> values;     // hyperparameters as `--set` names them: base.lr, @hidden.lr
  std::map<std::string, std::string> tags;  // what must not be mixed: schedule, optimizer, decay
  std::optional<std::int64_t> seed = {};
  std::optional<double> loss = {};   // none: the run diverged
  std::optional<double> flops = {};  // what it cost, where that is known

  friend bool operator==(const Run&, const Run&) = default;
};

struct Runs {
  std::string name;  // of the file or folder, for messages
  std::vector<Run> runs;
};

}  // namespace cdp::study
