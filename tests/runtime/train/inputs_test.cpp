// What a run is made from: good inputs in, each bad one refused in the user's words.
#include "runtime/train/inputs.h"

#include <gmock/gmock.h>

#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "tests/compiler/plan/sample_classifier.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::TempFolder;
using ::testing::HasSubstr;

class Inputs : public ::testing::Test {
 protected:
  run::TrainOptions options() const {
    run::TrainOptions options;
    options.plan = dir_.write("plan.json", plan::to_json(plan_));
    options.data = {text_};
    options.out = dir_.file("out");
    return options;
  }
  std::string error(const run::TrainOptions& options) const {
    const auto inputs = read_inputs(options);
    EXPECT_FALSE(inputs);
    return inputs ? "" : inputs.error().text();
  }

  TempFolder dir_;
  plan::Plan plan_ = plan::testing::sample_plan();
  std::string text_ = dir_.write("text", std::string(1000, 'x'));
};

TEST_F(Inputs, AreReadAndTied) {
  const auto inputs = read_inputs(options());
  ASSERT_TRUE(inputs) << inputs.error().text();
  EXPECT_EQ(inputs->plan.sha256, sha256(plan::to_json(plan_)));
  EXPECT_EQ(inputs->last_step, 100);
  EXPECT_EQ(inputs->eval_every, 5);
  const auto& text = std::get<TextData>(inputs->data);
  EXPECT_EQ(text.corpus.size(), 1000);
  EXPECT_EQ(text.context, 8);
  EXPECT_THAT(data_id(inputs->data), HasSubstr("1000 tokens, "));
}

TEST(DataId, TellsCorporaApart) {
  const auto id = [](const std::string& text) { return data_id(TextData{Corpus::of_text(text), {}, 8}); };
  EXPECT_THAT(id("abc"), HasSubstr("3 tokens, "));
  EXPECT_EQ(id("abc"), id("abc"));
  EXPECT_NE(id("abc"), id("abd"));
}

TEST_F(Inputs, StepsStayWithinThePlan) {
  run::TrainOptions asked = options();
  asked.steps = 101;
  EXPECT_EQ(error(asked), "--steps: 101 is not a step of the plan, which has 100");
  asked.steps = 7;
  const auto inputs = read_inputs(asked);
  ASSERT_TRUE(inputs);
  EXPECT_EQ(inputs->last_step, 7);
}

TEST_F(Inputs, BadPlansAreNamedWithTheirPlace) {
  run::TrainOptions asked = options();
  asked.plan = dir_.file("gone.json");
  EXPECT_THAT(error(asked), HasSubstr("gone.json: there is no such file"));
  asked.plan = dir_.write("cut.json", plan::to_json(plan_).substr(0, 500));
  EXPECT_THAT(error(asked), HasSubstr("cut.json"));
  plan_.training.context.reset();
  EXPECT_THAT(error(options()), HasSubstr("plan.json"));
}

TEST_F(Inputs, TasksWithoutTokensReadTables) {
  plan_ = plan::testing::sample_classifier(2, 3);
  text_ = dir_.write("t.csv", "a,b,kind\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n9,0,y\n");
  const auto inputs = read_inputs(options());
  ASSERT_TRUE(inputs) << inputs.error().text();
  EXPECT_EQ(std::get<Samples>(inputs->data).table().rows, 5);
  EXPECT_THAT(data_id(inputs->data), HasSubstr("5 rows, "));
  EXPECT_TRUE(check_data(inputs->data, plan_.training, 3));
  EXPECT_THAT(check_data(inputs->data, plan_.training, 1).error().text(),
              HasSubstr("t.csv: has 2 different labels (x, y), the model has 1 classes"));
  plan_.training.features = 3;
  EXPECT_THAT(check_data(inputs->data, plan_.training, 3).error().text(),
              HasSubstr("has 2 features (the columns before the last), the model takes 3"));
}

TEST_F(Inputs, TextIsNoTableAndATableIsText) {
  text_ = dir_.write("t.csv", "a,b\n" + std::string(1000, '1'));
  const auto as_text = read_inputs(options());
  ASSERT_TRUE(as_text) << as_text.error().text();
  EXPECT_EQ(std::get<TextData>(as_text->data).corpus.size(), 1004);
  plan_ = plan::testing::sample_classifier();
  text_ = dir_.write("novel.txt", "It was a bright cold day in April\n");
  run::TrainOptions asked = options();
  asked.out = dir_.file("other");
  EXPECT_THAT(error(asked),
              HasSubstr("novel.txt: is not a .csv file; a plan that classifies or regresses reads tables"));
}

TEST_F(Inputs, AShortCorpusNamesTheFile) {
  text_ = dir_.write("short", "0123456789");
  EXPECT_THAT(error(options()), HasSubstr("short: the corpus has 10 tokens; a context of 8 needs at least 18"));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("out")));  // nothing is left behind
}

TEST_F(Inputs, AUsedFolderIsRefusedBeforeDataAreRead) {
  dir_.write("out/metrics.jsonl", "");
  run::TrainOptions asked = options();
  asked.data = {dir_.file("gone")};
  EXPECT_THAT(error(asked), HasSubstr("out: already holds a run"));
  asked.out = dir_.file("none");
  asked.resume = run::Resume::kYes;
  EXPECT_THAT(error(asked), HasSubstr("none: holds no run to go on with"));
}

TEST_F(Inputs, TheTypeOfTokensIsTheUsers) {
  run::TrainOptions asked = options();
  std::string ids(4000, '\0');
  for (std::size_t i = 0; i < ids.size(); i += 4) ids[i] = static_cast<char>(i % 31);
  asked.data = {dir_.write("ids.bin", ids)};
  asked.token_type = "int64";
  EXPECT_THAT(error(asked), HasSubstr("--token-type: there is no token type `int64`; choose bytes, uint16 or uint32"));
  asked.token_type.reset();
  EXPECT_THAT(error(asked), HasSubstr("ids.bin: looks like ids of 32 bits"));
  asked.token_type = "uint32";
  const auto inputs = read_inputs(asked);
  ASSERT_TRUE(inputs) << inputs.error().text();
  EXPECT_EQ(std::get<TextData>(inputs->data).corpus.size(), 1000);
  EXPECT_THAT(data_id(inputs->data), HasSubstr("1000 tokens, "));
  plan_ = plan::testing::sample_classifier(2, 3);
  asked.plan = dir_.write("plan.json", plan::to_json(plan_));
  asked.out = dir_.file("other");
  EXPECT_THAT(error(asked), HasSubstr("--token-type: is for text and token files; this plan's task, classify, reads"));
}

TEST_F(Inputs, ARunInTheFolderIsKept) {
  dir_.write("out/metrics.jsonl", "");
  EXPECT_THAT(error(options()), HasSubstr("out: already holds a run"));
}

}  // namespace
}  // namespace cdp::runtime
