// `cdp train` as a whole, on a tiny plan: what it writes, says and refuses. The loop's own ways are in loop_test.cpp.
#include "runtime/train/train.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include "run/log.h"
#include "runtime/train/safetensors.h"
#include "tests/runtime/data/token_files.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Train : public TinyRun {};

TEST_F(Train, LeavesPlanCheckpointMetricsAndReport) {
  const run::TrainOptions asked = options("run");
  run(asked);
  EXPECT_EQ(dir_.read("run/plan.json"), dir_.read("plan.json"));
  EXPECT_THAT(dir_.read("run/report.html"), HasSubstr("</html>"));
  const auto file = SafetensorsFile::open(dir_.file("run/checkpoint.safetensors"));
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(file->header().metadata.at("step"), "12");
  EXPECT_EQ(file->header().metadata.at("dtype"), "fp32");
  for (const char* prefix : {"", "optimizer.m.", "optimizer.v."}) {
    EXPECT_NE(file->header().find(prefix + std::string("blocks.0.attn.q.weight")), nullptr) << prefix;
  }
  EXPECT_EQ(file->header().tensors.size(), 3 * plan_.tensors.size());
  const auto log = run::read_log(dir_.read("run/metrics.jsonl"), "metrics.jsonl");
  ASSERT_TRUE(log) << log.error().text();
  ASSERT_TRUE(log->corpus);
  EXPECT_EQ(log->corpus->tokens, 8000);
  EXPECT_EQ(log->train.size(), 12U);
  EXPECT_EQ(log->train.back().items, 12 * 4 * 8);
  EXPECT_EQ(log->evals.size(), 3U);
  ASSERT_TRUE(log->end);
  EXPECT_EQ(log->end->reason, run::EndReason::kFinished);
}

TEST_F(Train, SaysWhatItDoesAndHowItStands) {
  run(options("run"));
  EXPECT_THAT(out_,
              AllOf(HasSubstr("plan     gpt.cdp, target reference"),
                    HasSubstr("corpus   8.0k tokens (bytes) in 1 file, 5.0% held out"), HasSubstr("step 12/12  loss "),
                    HasSubstr("held-out loss "), HasSubstr("report   "), Not(HasSubstr("\r"))));
}

TEST_F(Train, LearnsMoreThanCountingTells) {
  plan_.training.steps = 300;
  run::TrainOptions asked = options("run");
  asked.eval_every = 300;
  run(asked);
  EXPECT_THAT(out_, HasSubstr("below what the token before tells"));
}

TEST_F(Train, ARunInTheFolderIsNotOverwritten) {
  run::TrainOptions asked = options("run");
  asked.steps = 2;
  run(asked);
  EXPECT_THAT(error(asked), HasSubstr("already holds a run at step 2; continue with --resume or choose another --out"));
}

TEST_F(Train, NothingLeftToDoIsSaid) {
  run::TrainOptions asked = options("run");
  run(asked);
  const std::string metrics = dir_.read("run/metrics.jsonl");
  asked.resume = run::Resume::kYes;
  run(asked);
  EXPECT_THAT(out_, HasSubstr("is at step 12 of 12 already; there is nothing left to do"));
  EXPECT_EQ(dir_.read("run/metrics.jsonl"), metrics);
}

TEST_F(Train, CheckpointsOfAnotherPlanOrCorpusAreRefused) {
  run::TrainOptions asked = options("run");
  asked.steps = 2;
  run(asked);
  asked.resume = run::Resume::kYes;
  asked.steps = 4;
  dir_.write("text", text_ + "!");
  EXPECT_THAT(error(asked), HasSubstr("was made on other data (8000 tokens, "));
  plan_.training.seed = 2;
  asked.plan = dir_.write("other.json", plan::to_json(plan_));
  EXPECT_THAT(error(asked), HasSubstr("checkpoint.safetensors: was made with another plan: training seed 1 -> 2; "));
}

TEST_F(Train, IdsOfThirtyTwoBitsAreTrainedOnAndResumedAsSuch) {
  std::vector<std::uint32_t> ids;
  for (int i = 0; i < 2000; ++i) ids.push_back(static_cast<std::uint32_t>(i * 7 % 31));
  const auto wide = [&](const char* out) {
    run::TrainOptions asked = options(out);
    asked.data = {dir_.write("wide.bin", test::wide_bytes<std::uint32_t>(ids))};
    asked.token_type = "uint32";
    return asked;
  };
  run(wide("whole"));
  EXPECT_THAT(out_, HasSubstr("corpus   2.0k tokens (ids of 32 bits) in 1 file"));
  run::TrainOptions narrow = options("narrow");
  narrow.data = {dir_.write("narrow.bin", test::wide_bytes<std::uint16_t>(ids))};
  run(narrow);
  const auto losses = [&](const std::string& out) {
    std::vector<double> all;
    for (const run::TrainLine& point : run::read_log(dir_.read(out + "/metrics.jsonl"), out)->train)
      all.push_back(point.loss);
    return all;
  };
  EXPECT_EQ(losses("whole"), losses("narrow")) << "the same ids, the same split, the same order";
  run::TrainOptions asked = wide("parts");
  asked.steps = 6;
  run(asked);
  asked.steps.reset();
  asked.resume = run::Resume::kYes;
  run::TrainOptions other = asked;
  other.token_type = "uint16";
  EXPECT_THAT(error(other), HasSubstr("was made on other data (2000 tokens, "));
  run(asked);
  EXPECT_EQ(dir_.read("parts/checkpoint.safetensors"), dir_.read("whole/checkpoint.safetensors"));
}

TEST_F(Train, DamagedCheckpointsAreRefused) {
  run::TrainOptions asked = options("run");
  asked.steps = 2;
  run(asked);
  asked.resume = run::Resume::kYes;
  asked.steps = 4;
  const std::string good = dir_.read("run/checkpoint.safetensors");
  dir_.write("run/checkpoint.safetensors", good.substr(0, good.size() / 2));
  EXPECT_THAT(error(asked), HasSubstr("checkpoint.safetensors: is cut short"));
  dir_.write("run/checkpoint.safetensors", "garbage, not a checkpoint");
  EXPECT_THAT(error(asked), HasSubstr("checkpoint.safetensors: promises a header of"));
}

TEST_F(Train, WordsOutsideTheVocabularyAreRefused) {
  plan_ = plan::testing::sample_plan({.vocab = 64});
  EXPECT_THAT(error(options("run")), HasSubstr("need a vocabulary of 256; the plan's model has 64"));
}

TEST_F(Train, AFullDiskKeepsTheLastCheckpoint) {
  run::TrainOptions asked = options("run");
  asked.steps = 2;
  run(asked);
  const std::string good = dir_.read("run/checkpoint.safetensors");
  asked.resume = run::Resume::kYes;
  asked.steps = 4;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const rlimit small{static_cast<rlim_t>(good.size() / 2), before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string message = error(asked);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, handler);
  EXPECT_THAT(message, AllOf(HasSubstr("checkpoint.safetensors: cannot be written"),
                             HasSubstr("the checkpoint of step 2 is intact")));
  EXPECT_EQ(dir_.read("run/checkpoint.safetensors"), good);
}

}  // namespace
}  // namespace cdp::runtime::testing
