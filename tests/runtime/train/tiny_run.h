// A tiny plan, a small text and the options to train on them, for the tests of training.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "compiler/plan/json.h"
#include "runtime/torch_compat.h"
#include "runtime/train/train.h"
#include "tests/compiler/plan/sample_plan.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime::testing {

/// Width 16, one layer, context 8, 12 steps of 4 sequences: a step takes a millisecond.
inline plan::Plan tiny_plan() {
  plan::Plan plan =
      plan::testing::sample_plan({.depth = 1, .width = 16, .heads = 2, .vocab = 256, .context = 8, .because = false});
  plan.training.steps = 12;
  plan.training.batch = 4;
  return plan;
}

/// Words in an order that is the same everywhere.
inline std::string tiny_text(std::size_t size = 8000) {
  const char* const words[] = {"the ", "tensor ", "of ", "a ", "plan ", "is ", "trained, ", "not ", "guessed.\n"};
  std::string text;
  std::uint32_t state = 7;
  while (text.size() < size) {
    state = state * 1664525U + 1013904223U;
    text += words[(state >> 16) % std::size(words)];
  }
  text.resize(size);
  return text;
}

/// One thread and fp32, as golden losses need.
class TinyRun : public ::testing::Test {
 protected:
  TinyRun() { at::set_num_threads(1); }

  run::TrainOptions options(const std::string& out) const {
    run::TrainOptions options;
    options.plan = dir_.write("plan.json", plan::to_json(plan_));
    options.data = {dir_.write("text", text_)};
    options.out = dir_.file(out);
    options.device = run::DeviceChoice::cpu;
    options.eval_every = 4;
    return options;
  }

  /// Trains and expects the given outcome; what it printed is in out_.
  TrainEnd run(const run::TrainOptions& options, Outcome outcome = Outcome::kFinished) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* const out = open_memstream(&text, &size);
    const auto end = train(options, out);
    std::fclose(out);
    out_.assign(text, size);
    std::free(text);
    EXPECT_TRUE(end) << end.error().text();
    if (!end) return {};
    EXPECT_EQ(end->outcome, outcome) << end->message << out_;
    return *end;
  }

  std::string error(const run::TrainOptions& options) {
    const auto end = train(options, stderr);
    EXPECT_FALSE(end);
    return end ? "" : end.error().text();
  }

  test::TempFolder dir_;
  plan::Plan plan_ = tiny_plan();
  std::string text_ = tiny_text();
  std::string out_;
};

}  // namespace cdp::runtime::testing
