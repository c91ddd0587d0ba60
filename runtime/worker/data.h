// The data of a worker's trials, read once. Trials of other contexts share the tokens: only the split is made anew.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/plan/plan.h"
#include "run/options.h"
#include "runtime/data/file_watch.h"
#include "runtime/train/inputs.h"

namespace cdp::runtime {

class WorkerData {
 public:
  /// Reads what the options name: for the task of their plan, or, without one, as text or tokens.
  [[nodiscard]] static Result<WorkerData> read(const run::WorkerOptions& options);

  /// The fingerprint, as checkpoints have it.
  [[nodiscard]] const std::string& id() const { return id_; }

  /// The data for a plan whose model gives `outputs` numbers, held against it; good until the next call.
  [[nodiscard]] Result<const Data*> for_plan(const plan::Plan& plan, std::int64_t outputs);

  /// Whether a file was written to, or shortened, so that the data are not those that were read.
  [[nodiscard]] Status check();

 private:
  WorkerData(Data data, plan::TaskKind task);

  Data data_;
  plan::TaskKind task_;
  std::string id_;
  FileWatch watch_;
};

}  // namespace cdp::runtime
