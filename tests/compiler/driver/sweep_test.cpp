// `cdp sweep` with workers that train nothing: what it says, what it keeps, how it goes on, and its refusals.
#include "compiler/driver/sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/store/store.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/compiler/driver/fake_worker.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class SweepCommand : public ::testing::Test {
 protected:
  SweepCommand() {
    options_.spec = example();
    options_.overs = {"base.lr=0.001..0.016:2"};
    options_.ats = {"width=64,128"};
    options_.seeds = 2;
    options_.fleet.data = {"text"};
    options_.fleet.program = test::fake_worker(folder_);
    options_.fleet.workers = 2;
    options_.out = folder_.file("study");
    options_.config.isolated = true;
  }

  Answer answer() { return sweep(options_, {}); }
  std::string fault() {
    const Answer said = answer();
    EXPECT_EQ(said.exit_code, kCouldNotRun) << said.out;
    return said.err;
  }
  std::size_t ended() {
    const auto store = study::Store::open(options_.out, study::Access::kRead);
    EXPECT_TRUE(store) << store.error().text();
    return static_cast<std::size_t>(
        std::count_if(store->trials().begin(), store->trials().end(),
                      [](const study::Trial& trial) { return study::has_ended(trial.result.state); }));
  }

  test::TempFolder folder_;
  SweepOptions options_;
};

TEST_F(SweepCommand, TrainsAllAndSaysWhatIsBest) {
  const Answer said = answer();
  EXPECT_EQ(said.exit_code, kClean) << said.err;
  EXPECT_THAT(said.out, HasSubstr("  width=64   base.lr=0.004  3.1500 +- 0.0500  10 finished\n"
                                  "  width=128  base.lr=0.004  3.1500 +- 0.0500  10 finished\n"));
  EXPECT_THAT(said.out, Not(HasSubstr("edge")));
  EXPECT_EQ(ended(), 20U);
}

TEST_F(SweepCommand, GoesOnWithWhatHasNotEnded) {
  options_.seeds = 1;
  ASSERT_EQ(answer().exit_code, kClean);
  EXPECT_EQ(fault(),
            "error: " + options_.out + ": holds a study already; go on with it by --resume, or choose another --out\n");
  options_.resume = true;
  options_.seeds = 2;
  ASSERT_EQ(answer().exit_code, kClean);
  EXPECT_EQ(ended(), 20U);
}

TEST_F(SweepCommand, RefusesToGoOnWithAnotherSpec) {
  ASSERT_EQ(answer().exit_code, kClean);
  options_.resume = true;
  options_.sets = {"base.eps=1e-9"};
  EXPECT_THAT(fault(), HasSubstr("holds trials of another study (what all trials share: "));
}

TEST_F(SweepCommand, LooksBeyondAnEdgeUntilTheOptimumIsBracketed) {
  options_.overs = {"base.lr=0.016..0.032:2"};
  options_.ats = {"width=64"};
  Answer said = answer();
  EXPECT_THAT(said.out,
              HasSubstr("at width=64 the best base.lr is at the edge of what was tried; --extend looks beyond"));
  options_.resume = options_.extend = true;
  said = answer();
  EXPECT_EQ(ended(), 6U);
  EXPECT_THAT(said.out, HasSubstr("base.lr=0.008"));
  options_.until_bracketed = true;
  said = answer();
  EXPECT_THAT(said.out, HasSubstr("base.lr=0.004"));
  EXPECT_THAT(said.out, Not(HasSubstr("edge")));
  EXPECT_EQ(ended(), 10U);  // 0.002, 0.004, 0.008, 0.016, 0.032
}

TEST_F(SweepCommand, SaysWhatItCostsBeforeItTrains) {
  options_.dry_run = true;
  const Answer said = answer();
  EXPECT_EQ(said.exit_code, kClean) << said.err;
  EXPECT_THAT(said.out, HasSubstr("20 trials at 2 scales: "));
  EXPECT_THAT(said.out, HasSubstr(" with 2 workers\n"));
  EXPECT_FALSE(study::Store::is_there(options_.out));
}

TEST_F(SweepCommand, DivergedTrialsAreResults) {
  options_.overs = {"base.lr=0.004,0.008,0.064"};
  options_.ats.clear();
  EXPECT_THAT(answer().out, HasSubstr("4 finished, 2 diverged"));
}

TEST_F(SweepCommand, SaysWhatIsWrongBeforeAnythingIsTrained) {
  options_.overs = {};
  EXPECT_THAT(fault(), HasSubstr("--over: names nothing to sweep"));
  options_.overs = {"@hiden.lr*=1,2"};
  EXPECT_THAT(fault(), HasSubstr("@hiden"));
  options_.overs = {"base.lr=1..2"};
  options_.ats = {"widht=64"};
  EXPECT_THAT(fault(), HasSubstr("did you mean `width`?"));
  options_.ats = {};
  options_.fleet.program = "/no/such/cdp-run";
  EXPECT_THAT(fault(), HasSubstr("a worker cannot start: /no/such/cdp-run cannot be run: No such file or directory"));
  EXPECT_THAT(answer().err, HasSubstr("holds a study already"));
}

TEST_F(SweepCommand, OnlyOneCoordinatorIsAtWork) {
  ASSERT_EQ(answer().exit_code, kClean);
  const auto held = study::Store::open(options_.out, study::Access::kWrite);
  options_.resume = true;
  EXPECT_THAT(fault(), HasSubstr("another cdp is at work on this study"));
}

}  // namespace
}  // namespace cdp::driver
