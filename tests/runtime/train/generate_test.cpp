// `cdp sample`: choosing tokens, text and ids, and what is refused.
#include "runtime/train/generate.h"

#include <gmock/gmock.h>

#include <cmath>
#include <filesystem>

#include "tests/runtime/data/token_files.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(PickToken, FollowsTheSoftmax) {
  const std::vector<float> logits = {0, std::log(3.0F), -100};  // 1/4, 3/4, nothing
  EXPECT_EQ(pick_token(logits, 1, 0, 0.0), 1);                  // the likeliest first
  EXPECT_EQ(pick_token(logits, 1, 0, 0.74), 1);
  EXPECT_EQ(pick_token(logits, 1, 0, 0.76), 0);
  EXPECT_EQ(pick_token(logits, 1, 0, 0.9999), 0);
}

TEST(PickToken, TemperatureAndTopKNarrowIt) {
  const std::vector<float> logits = {0, 1, 2};
  EXPECT_EQ(pick_token(logits, 0, 0, 0.99), 2);
  EXPECT_EQ(pick_token(logits, 1, 1, 0.99), 2);
  EXPECT_EQ(pick_token(logits, 1, 2, 0.99), 1);
  EXPECT_EQ(pick_token(logits, 0.01, 0, 0.99), 2);
  EXPECT_EQ(pick_token(logits, 100, 0, 0.99), 0);
  EXPECT_EQ(pick_token(logits, 1, 9, 0.999), 0);
}

TEST(ParseIds, TakesSpacesAndCommas) {
  const auto ids = parse_ids(" 12, 7 99,", 100);
  ASSERT_TRUE(ids);
  EXPECT_THAT(*ids, ElementsAre(12, 7, 99));
  for (const char* bad : {"", "x", "1x", "100", "-1", "1.5"}) EXPECT_FALSE(parse_ids(bad, 100)) << bad;
  EXPECT_THAT(parse_ids("hello", 100).error().text(),
              HasSubstr("trained on token ids, not text: give ids from 0 to 99"));
}

class SampleRun : public TinyRun {
 protected:
  std::string sampled(run::SampleOptions asked) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* const out = open_memstream(&text, &size);
    asked.device = run::DeviceChoice::cpu;
    const Status done = generate(asked, out, out);
    std::fclose(out);
    std::string result(text, size);
    std::free(text);
    EXPECT_TRUE(done) << done.error().text();
    return result;
  }
  std::string refusal(const run::SampleOptions& asked) {
    const Status done = generate(asked, stderr, stderr);
    EXPECT_FALSE(done);
    return done ? "" : done.error().text();
  }
};

TEST_F(SampleRun, GoesOnWithThePromptDeterministically) {
  run(options("run"));
  run::SampleOptions asked{.folder = dir_.file("run"), .prompt = "the plan ", .tokens = 40};
  const std::string first = sampled(asked);
  EXPECT_EQ(first.substr(0, 9), "the plan ");
  EXPECT_EQ(first, sampled(asked));
  asked.seed = 2;
  EXPECT_NE(first, sampled(asked));
  asked.tokens = 0;
  EXPECT_EQ(sampled(asked), "the plan \n");
}

TEST_F(SampleRun, TakesTheBestCheckpointWhenAsked) {
  run::TrainOptions trained = options("run");
  trained.steps = 4;
  run(trained);
  run::SampleOptions asked{.folder = dir_.file("run"), .prompt = "the plan ", .tokens = 40};
  const std::string at_four = sampled(asked);
  const std::string kept = dir_.read("run/best.safetensors");
  trained.steps.reset();
  trained.resume = run::Resume::kYes;
  run(trained);
  std::filesystem::remove(dir_.file("run/best.safetensors"));  // another name of the checkpoint
  dir_.write("run/best.safetensors", kept);
  EXPECT_NE(sampled(asked), at_four);
  asked.best = true;
  EXPECT_EQ(sampled(asked), at_four);
}

TEST_F(SampleRun, TokenIdsStayIds) {
  run::TrainOptions train_options = options("run");
  std::vector<std::uint16_t> ids;
  for (int i = 0; i < 2000; ++i) ids.push_back(static_cast<std::uint16_t>(i * 7 % 31));
  train_options.data = {dir_.write("ids.bin", test::token_bytes(ids))};
  run(train_options);
  const std::string text = sampled({.folder = dir_.file("run"), .prompt = "1 2", .tokens = 3, .temperature = 0});
  EXPECT_THAT(text, HasSubstr("trained on token ids; what follows are ids, not text\n1 2 "));
  EXPECT_THAT(refusal({.folder = dir_.file("run"), .prompt = "hello"}),
              HasSubstr("--prompt: this model was trained on token ids"));
}

TEST_F(SampleRun, WhatIsMissingIsSaid) {
  EXPECT_THAT(refusal({.folder = dir_.file("none"), .prompt = "x"}),
              HasSubstr("none/plan.json: there is no such file"));
  run(options("run"));
  EXPECT_THAT(refusal({.folder = dir_.file("run"), .prompt = ""}), HasSubstr("--prompt: the prompt is empty"));
  std::filesystem::remove(dir_.file("run/checkpoint.safetensors"));
  EXPECT_THAT(refusal({.folder = dir_.file("run"), .prompt = "x"}),
              HasSubstr("checkpoint.safetensors: there is no such file"));
}

}  // namespace
}  // namespace cdp::runtime::testing
