// What a run's figures are called, task by task: for the record, the progress line and the report.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "compiler/base/check.h"
#include "compiler/plan/words.h"

namespace cdp::run {

struct TaskWords {
  plan::TaskKind task;
  std::string_view items;      // what is counted; also the keys of the record: tokens, tokens_per_second
  std::string_view rate;       // of items, short
  std::string_view loss_unit;  // of the loss
  std::string_view score;      // what else an evaluation gives, the record's key; empty: nothing
};

inline constexpr std::array<TaskWords, 3> kTaskWords = {{
    {plan::TaskKind::next_token, "tokens", "tok/s", "nats a token", ""},
    {plan::TaskKind::classify, "samples", "samples/s", "nats a sample", "accuracy"},
    {plan::TaskKind::regress, "samples", "samples/s", "squared standard deviations", "r2"},
}};

[[nodiscard]] inline const TaskWords& words_of(plan::TaskKind task) {
  const TaskWords& words = kTaskWords[static_cast<std::size_t>(task)];
  CHECK(words.task == task);
  return words;
}

}  // namespace cdp::run
