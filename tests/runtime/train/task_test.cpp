// Tasks end to end on the shipped examples, a few steps each: the loss falls below what targets alone tell, scores are
// what they are called, and a resumed run equals one that was never stopped.
#include "runtime/train/task.h"

#include <gmock/gmock.h>

#include <regex>

#include "runtime/train/generate.h"
#include "tests/runtime/train/table_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class TaskRun : public TableRun {
 protected:
  std::string timeless(const std::string& out) const {
    const std::regex times(R"re(,"(samples_per_second|seconds)":[0-9.]+)re");
    return std::regex_replace(dir_.read(out + "/metrics.jsonl"), times, "");
  }
};

TEST_F(TaskRun, TheClassifierLearnsItsFlowers) {
  run(options("06_classifier", "iris.csv", 60));
  EXPECT_GT(last_evaluation().score.value_or(0), 0.9);
  EXPECT_THAT(out_, AllOf(HasSubstr("60 steps of 30 samples"),
                          HasSubstr("table    150 rows of 4 features in 1 file, 20.0% held out"),
                          HasSubstr("target   species: setosa = 0, versicolor = 1, virginica = 2"),
                          HasSubstr("samples/s"), HasSubstr("step 60: held-out loss 0."),
                          HasSubstr("better than what the labels' frequencies alone tell"), Not(HasSubstr("tok"))));
  EXPECT_THAT(dir_.read("run/table.json"), AllOf(HasSubstr(R"("name": "petal_width")"), HasSubstr(R"("virginica")")));
  EXPECT_THAT(dir_.read("run/report.html"), AllOf(HasSubstr("held-out accuracy"), HasSubstr("nats a sample")));
}

TEST_F(TaskRun, TheRegressorExplainsSomeOfTheAlcohol) {
  run(options("07_regressor", "wine.csv", 60));
  EXPECT_GT(last_evaluation().score.value_or(0), 0.25);
  EXPECT_THAT(out_,
              AllOf(HasSubstr("target   alcohol: mean 1"), HasSubstr("always saying the mean gives a loss of "),
                    HasSubstr(", R2 0."), HasSubstr(", RMSE "), HasSubstr("better than what always saying the mean")));
  EXPECT_THAT(dir_.read("run/report.html"), HasSubstr("held-out R²"));
}

TEST_F(TaskRun, TheVisionTransformerReadsDigits) {
  run(options("08_vit", "digits.csv", 40));
  EXPECT_GT(last_evaluation().score.value_or(0), 0.4) << "the most frequent digit is right for a tenth";
  EXPECT_THAT(out_, HasSubstr("better than what the labels' frequencies alone tell"));
}

TEST_F(TaskRun, ResumeEqualsNoResumeBitForBit) {
  run(options("06_classifier", "iris.csv", 12, "whole"));
  run::TrainOptions parts = options("06_classifier", "iris.csv", 12, "parts");
  parts.steps = 7;  // within the second epoch of four steps
  run(parts);
  EXPECT_NE(dir_.read("parts/checkpoint.safetensors"), dir_.read("whole/checkpoint.safetensors"));
  parts.steps.reset();
  parts.resume = run::Resume::kYes;
  run(parts);
  EXPECT_EQ(dir_.read("parts/checkpoint.safetensors"), dir_.read("whole/checkpoint.safetensors"));
  EXPECT_EQ(timeless("parts"), timeless("whole"));
}

TEST_F(TaskRun, RunsInBf16) {
  run::TrainOptions asked = options("08_vit", "digits.csv", 2);
  asked.precision = plan::Precision::bf16;
  run(asked);
  EXPECT_GT(last_evaluation().loss, 0);
}

TEST_F(TaskRun, OtherDataAreRefusedOnResume) {
  run::TrainOptions asked = options("06_classifier", "iris.csv", 4);
  asked.steps = 2;
  run(asked);
  asked.steps.reset();
  asked.resume = run::Resume::kYes;
  asked.data = {dir_.write("other.csv", "a,b,c,d,kind\n1,2,3,4,x\n1,2,3,5,y\n1,2,4,4,x\n2,2,3,4,y\n1,3,3,4,x\n")};
  EXPECT_THAT(error(asked), HasSubstr("was made on other data (150 rows, "));
}

TEST_F(TaskRun, DataThatDoNotFitTheModelAreRefused) {
  run::TrainOptions asked = options("06_classifier", "digits.csv", 4);
  EXPECT_THAT(error(asked), HasSubstr("digits.csv: has 64 features (the columns before the last), the model takes 4"));
  asked = options("08_vit", "digits.csv", 4, "other");
  asked.data = {dir_.write("more.csv", "a,y\n0,10\n0,1\n0,2\n0,3\n0,4\n")};
  EXPECT_THAT(error(asked), HasSubstr("has 1 feature ("));
}

TEST_F(TaskRun, ThereIsNothingToSample) {
  run(options("06_classifier", "iris.csv", 1));
  run::SampleOptions asked;
  asked.folder = dir_.file("run");
  asked.prompt = "x";
  const Status sampled = generate(asked, stdout, stderr);
  ASSERT_FALSE(sampled);
  EXPECT_THAT(sampled.error().text(),
              HasSubstr("run: its task is classify: there is no text to go on with; cdp sample is for next_token"));
}

TEST(TaskWordsTest, EveryTaskHasItsWords) {
  for (const plan::TaskKind task : all_of<plan::TaskKind>()) EXPECT_EQ(run::words_of(task).task, task);
}

}  // namespace
}  // namespace cdp::runtime::testing
