// The shipped examples over tables, cut short: their plans as compiled, their data as they are.
#pragma once

#include <filesystem>
#include <string>

#include "compiler/base/files.h"
#include "run/log.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {

inline const std::filesystem::path kExamples = std::filesystem::path(CDP_SOURCE_DIR) / "examples";

/// `06_classifier` at its reference.
inline plan::Plan example_plan(const std::string& name) {
  const auto bytes = Files{}.read((kExamples / (name + ".reference.json")).string());
  EXPECT_TRUE(bytes) << name;
  auto plan = plan::from_json(*bytes);
  EXPECT_TRUE(plan) << plan.error().text();
  return *plan;
}

class TableRun : public TinyRun {
 protected:
  /// The example on its data, `steps` steps long.
  run::TrainOptions options(const std::string& example, const std::string& data, std::int64_t steps,
                            const std::string& out = "run") {
    plan_ = example_plan(example);
    plan_.training.schedule.warmup_steps = std::min(plan_.training.schedule.warmup_steps, steps);
    plan_.training.steps = steps;
    run::TrainOptions asked = TinyRun::options(out);
    asked.data = {(kExamples / "data" / data).string()};
    asked.eval_every = steps;
    return asked;
  }

  /// The last evaluation that the run has recorded.
  run::EvalLine last_evaluation(const std::string& out = "run") const {
    const auto log = run::read_log(dir_.read(out + "/metrics.jsonl"), out);
    EXPECT_TRUE(log && !log->evals.empty());
    return log->evals.back();
  }
};

}  // namespace cdp::runtime::testing
