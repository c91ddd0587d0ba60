// Trials handed out and told about.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/driver/study.h"
#include "compiler/driver/sweep.h"
#include "compiler/plan/json.h"
#include "study/store/store.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/compiler/driver/fake_worker.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

class AskAndTell : public ::testing::Test {
 protected:
  AskAndTell() : study_(folder_.file("study")) {
    SweepOptions options;
    options.spec = example();
    options.overs = {"base.lr=0.002,0.004"};
    options.fleet.data = {"text"};
    options.fleet.program = test::fake_worker(folder_);
    options.out = study_;
    options.only_begin = true;
    options.config.isolated = true;
    EXPECT_EQ(sweep(options, {}).exit_code, kClean);
  }
  Answer ask() { return study_ask({study_, "", {"", true}}, {}); }
  Answer tell(const StudyTellOptions& options) { return study_tell(options, {}); }
  study::Trial trial(std::size_t number) {
    return study::Store::open(study_, study::Access::kRead)->trials().at(number - 1);
  }

  test::TempFolder folder_;
  std::string study_;
};

TEST_F(AskAndTell, HandsOutEachTrialOnceAsAPlan) {
  EXPECT_EQ(ask().out, "1 " + study_ + "/plans/1.json\n");
  EXPECT_EQ(ask().out, "2 " + study_ + "/plans/2.json\n");
  const auto plan = plan::from_json(folder_.read("study/plans/2.json"));
  ASSERT_TRUE(plan);
  EXPECT_EQ(trial(2).result.state, study::TrialState::kAsked);
  const Answer none = ask();
  EXPECT_EQ(none.exit_code, kFindings);
  EXPECT_THAT(none.err, HasSubstr("no trial waits"));
}

TEST_F(AskAndTell, KeepsWhatIsTold) {
  ask();
  EXPECT_EQ(tell({study_, "1", "3.25"}).exit_code, kClean);
  EXPECT_EQ(trial(1).result.loss, 3.25);
  EXPECT_THAT(tell({study_, "1", "3"}).err, HasSubstr("trial 1 has a result already: finished"));
  StudyTellOptions diverged{study_, "2"};
  diverged.diverged = true;
  EXPECT_EQ(tell(diverged).exit_code, kClean);
  EXPECT_EQ(trial(2).result.state, study::TrialState::kDiverged);
}

TEST_F(AskAndTell, AJournalThatCannotBeWrittenLosesNoResult) {
  folder_.write("study/optuna.jsonl", "hello\n");
  ask();
  const Answer told = tell({study_, "1", "3.25"});
  EXPECT_EQ(told.exit_code, kCouldNotRun);
  EXPECT_THAT(told.err, HasSubstr("is no journal of Optuna's"));
  EXPECT_THAT(told.err, HasSubstr("the result itself is kept"));
  EXPECT_EQ(trial(1).result.loss, 3.25);
}

TEST_F(AskAndTell, ReadsTheFolderOfARun) {
  const auto run = [&](const std::string& reason) {
    folder_.write(
        "run/metrics.jsonl",
        R"({"kind":"train","step":1,"tokens":64,"loss":5,"lr_factor":1,"grad_norm":1,"tokens_per_second":1,"seconds":1}
{"kind":"eval","step":1,"tokens":64,"loss":4.5}
{"kind":"end","step":1,"reason":")" +
            reason + R"(","seconds":1}
)");
    StudyTellOptions options{study_, "1"};
    options.run = folder_.file("run");
    return tell(options);
  };
  EXPECT_THAT(run("stopped").err, HasSubstr("the run was stopped before its last step"));
  EXPECT_EQ(run("finished").exit_code, kClean);
  EXPECT_EQ(trial(1).result.loss, 4.5);
}

TEST_F(AskAndTell, TakesATrialBack) {
  ask();
  StudyTellOptions options{study_, "1"};
  options.forget = true;
  EXPECT_EQ(tell(options).exit_code, kClean);
  EXPECT_EQ(ask().out, "1 " + study_ + "/plans/1.json\n");
}

TEST_F(AskAndTell, SaysWhatIsWrong) {
  EXPECT_THAT(tell({study_, "1"}).err, HasSubstr("say what came of the trial by one of --loss"));
  EXPECT_THAT(tell({study_, "1", "low"}).err, HasSubstr("--loss: must be a number, found `low`"));
  EXPECT_THAT(tell({study_, "1", "nan"}).err, HasSubstr("say so with --diverged"));
  EXPECT_THAT(tell({study_, "one", "1"}).err, HasSubstr("found `one` where the number of a trial belongs"));
  EXPECT_THAT(tell({study_, "9", "1"}).err, HasSubstr("there is no trial 9; the study has 2"));
}

}  // namespace
}  // namespace cdp::driver
