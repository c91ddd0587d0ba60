// One corpus for plans of several contexts, and what does not fit it.
#include "runtime/worker/data.h"

#include <gmock/gmock.h>

#include "tests/runtime/data/token_files.h"
#include "tests/runtime/train/table_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class WorkerDataTest : public TinyRun {
 protected:
  run::WorkerOptions worker() const {
    run::WorkerOptions options;
    options.data = {dir_.write("text", text_)};
    return options;
  }
  static std::string fault(const Result<const Data*>& data) { return data ? "" : data.error().text(); }
};

TEST_F(WorkerDataTest, EachContextHasTheSplitOfItsOwn) {
  auto data = WorkerData::read(worker());
  ASSERT_TRUE(data) << data.error().text();
  const char* tokens = nullptr;
  for (const std::int64_t context : {8, 1000, 8}) {
    plan_.training.context = context;
    const auto fitting = data->for_plan(plan_, 256);
    ASSERT_TRUE(fitting) << fitting.error().text();
    const auto alone = read_data(options("run"), plan_);
    ASSERT_TRUE(alone) << alone.error().text();
    EXPECT_EQ(data->id(), data_id(*alone));
    const auto& text = std::get<TextData>(**fitting);
    const auto& expected = std::get<TextData>(*alone);
    EXPECT_EQ(text.context, context);
    EXPECT_EQ(text.split.block_tokens, context == 8 ? 400 : 1001);
    EXPECT_EQ(text.split.block_tokens, expected.split.block_tokens);
    EXPECT_EQ(text.split.train_tokens(), expected.split.train_tokens());
    EXPECT_EQ(text.split.held_out_tokens(), expected.split.held_out_tokens());
    text.corpus.for_each_span([&](const auto span) {
      const auto* const here = reinterpret_cast<const char*>(span.data());
      EXPECT_TRUE(tokens == nullptr || tokens == here) << "the tokens are not copied";
      tokens = here;
    });
  }
}

TEST_F(WorkerDataTest, WhatDoesNotFitIsSaidAndTheNextPlanIsTaken) {
  auto data = WorkerData::read(worker());
  ASSERT_TRUE(data) << data.error().text();
  EXPECT_THAT(fault(data->for_plan(plan_, 16)), HasSubstr("256"));  // bytes, for a vocabulary of 16
  plan_.training.context = 10'000;
  EXPECT_NE(fault(data->for_plan(plan_, 256)), "");
  EXPECT_THAT(fault(data->for_plan(example_plan("06_classifier"), 3)),
              StartsWith("plan: its task is classify, and the worker has read data for next_token"));
  plan_.training.context = 8;
  EXPECT_EQ(fault(data->for_plan(plan_, 256)), "");
}

TEST_F(WorkerDataTest, APlanSaysThatTheDataAreATable) {
  run::WorkerOptions options;
  options.plan = (kExamples / "06_classifier.reference.json").string();
  options.data = {(kExamples / "data" / "iris.csv").string()};
  auto data = WorkerData::read(options);
  ASSERT_TRUE(data) << data.error().text();
  EXPECT_THAT(data->id(), StartsWith("150 rows, "));
  const plan::Plan plan = example_plan("06_classifier");
  EXPECT_EQ(fault(data->for_plan(plan, 3)), "");
  EXPECT_NE(fault(data->for_plan(plan, 2)), "") << "a label of a class that the model has not";
  EXPECT_THAT(fault(data->for_plan(plan_, 256)), HasSubstr("its task is next_token"));
}

TEST_F(WorkerDataTest, BadOptionsAreSaid) {
  run::WorkerOptions options = worker();
  options.data = {dir_.file("none")};
  EXPECT_FALSE(WorkerData::read(options));
  options = worker();
  options.plan = dir_.file("none.json");
  EXPECT_FALSE(WorkerData::read(options));
}

TEST_F(WorkerDataTest, TokensThatAreWrittenOverAreNotTrainedOn) {
  std::vector<std::uint16_t> tokens;
  for (std::uint16_t i = 0; i < 8000; ++i) tokens.push_back(i % 200);
  run::WorkerOptions options;
  options.data = {dir_.write("tokens.bin", test::token_bytes(tokens))};
  options.token_type = "uint16";
  auto data = WorkerData::read(options);
  ASSERT_TRUE(data) << data.error().text();
  EXPECT_TRUE(data->check());
  dir_.write("tokens.bin", test::token_bytes(tokens));
  EXPECT_TRUE(data->check()) << "written, but the same";
  tokens[100] = 7;
  dir_.write("tokens.bin", test::token_bytes(tokens));
  const Status changed = data->check();
  ASSERT_FALSE(changed);
  EXPECT_THAT(changed.error().text(), HasSubstr("tokens.bin: changed after it was read"));
}

}  // namespace
}  // namespace cdp::runtime::testing
