// `cdp study plot` and `importance` on a study of workers that train nothing, and the page that a sweep leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "compiler/driver/study.h"
#include "compiler/driver/sweep.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/compiler/driver/fake_worker.h"

namespace cdp::driver {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class StudyReports : public ::testing::Test {
 protected:
  Answer sweep_over(const std::string& values) {
    SweepOptions options;
    options.spec = example();
    options.overs = {values};
    options.fleet.data = {"text"};
    options.fleet.program = test::fake_worker(folder_);
    options.out = study_;
    options.config.isolated = true;
    return sweep(options, {});
  }

  test::TempFolder folder_;
  std::string study_ = folder_.file("study");
};

TEST_F(StudyReports, ASweepLeavesItsPage) {
  const Answer said = sweep_over("base.lr=0.002,0.004,0.064");
  ASSERT_EQ(said.exit_code, kClean) << said.err;
  EXPECT_THAT(said.out, HasSubstr("charts are in " + study_ + "/report.html\n"));
  const std::string page = folder_.read("study/report.html");
  EXPECT_THAT(page, HasSubstr("diverged: 1"));
  EXPECT_THAT(page, HasSubstr("--set base.lr=0.004"));
  EXPECT_THAT(page, Not(HasSubstr("refresh")));
}

TEST_F(StudyReports, APageThatCannotBeWrittenEndsNoSweep) {
  std::filesystem::create_directories(study_ + "/report.html/in-the-way");
  const Answer said = sweep_over("base.lr=0.002,0.004");
  EXPECT_EQ(said.exit_code, kClean);
  EXPECT_THAT(said.out, HasSubstr("kept in "));
  EXPECT_THAT(said.out, Not(HasSubstr("charts are in ")));
}

TEST_F(StudyReports, PlotWritesThePage) {
  ASSERT_EQ(sweep_over("base.lr=0.002,0.004").exit_code, kClean);
  const std::string path = folder_.file("page.html");
  const Answer said = study_plot({study_, path}, {});
  EXPECT_EQ(said.out, "written to " + path + "\n") << said.err;
  EXPECT_EQ(folder_.read("page.html"), folder_.read("study/report.html"));
  std::filesystem::remove(study_ + "/report.html");
  EXPECT_EQ(study_plot({study_}, {}).exit_code, kClean);
  EXPECT_THAT(folder_.read("study/report.html"), StartsWith("<!doctype html>"));
}

TEST_F(StudyReports, ImportanceHasSharesOrSaysWhyNot) {
  ASSERT_EQ(sweep_over("base.lr=2^-12..2^-7:2^0.5").exit_code, kClean);
  EXPECT_THAT(study_importance({study_}, {}).out,
              ContainsRegex("at the reference: 11 points of 11 trials; .*\n  dimension .*\n  base.lr +100% "));
  EXPECT_THAT(study_importance({study_, true}, {}).out, HasSubstr("\"verdict\": \"tells\""));
}

TEST_F(StudyReports, FewTrialsTellNothing) {
  ASSERT_EQ(sweep_over("base.lr=0.002,0.004").exit_code, kClean);
  EXPECT_EQ(study_importance({study_}, {}).out,
            "at the reference: cannot tell: 2 points for 1 dimension; 8 are needed\n");
}

TEST(StudyReport, SaysWhereThereIsNoStudy) {
  for (const Answer& said : {study_plot({"/no/such/study"}, {}), study_importance({"/no/such/study"}, {})}) {
    EXPECT_EQ(said.exit_code, kCouldNotRun);
    EXPECT_THAT(said.err, HasSubstr("/no/such/study: holds no study"));
  }
}

}  // namespace
}  // namespace cdp::driver
