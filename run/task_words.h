// What a run's figures are called, task by task: for the record, the progress line and the report.
#pragma once

#include <array>
#include <string_view>

#include "compiler/base/check.h"

namespace cdp::run {

struct TaskWords {
  std::string_view task;
  std::string_view items;      // what is counted; also the keys of the record: tokens, tokens_per_second
  std::string_view rate;       // of items, short
  std::string_view loss_unit;  // of the loss
  std::string_view score;      // what else an evaluation gives, the record's key; empty: nothing
};

inline constexpr std::array<TaskWords, 3> kTaskWords = {{
    {"next_token", "tokens", "tok/s", "nats a token", ""},
    {"classify", "samples", "samples/s", "nats a sample", "accuracy"},
    {"regress", "samples", "samples/s", "squared standard deviations", "r2"},
}};

/// The task must be one of plan::kTasks.
[[nodiscard]] inline const TaskWords& words_of(std::string_view task) {
  for (const TaskWords& words : kTaskWords)
    if (words.task == task) return words;
  CHECK(false);
  return kTaskWords[0];
}

}  // namespace cdp::run
