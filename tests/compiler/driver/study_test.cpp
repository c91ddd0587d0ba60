// `cdp study status`, `top` and `export` on a study of workers that train nothing.
#include "compiler/driver/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/driver/sweep.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/compiler/driver/fake_worker.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class StudyCommands : public ::testing::Test {
 protected:
  StudyCommands() : study_(folder_.file("study")) {
    SweepOptions options;
    options.spec = example();
    options.overs = {"base.lr=0.002,0.004,0.064"};
    options.seeds = 2;
    options.fleet.data = {"text"};
    options.fleet.program = test::fake_worker(folder_);
    options.out = study_;
    options.config.isolated = true;
    EXPECT_EQ(sweep(options, {}).exit_code, kClean);
  }
  test::TempFolder folder_;
  std::string study_;
};

TEST_F(StudyCommands, StatusSaysWhatItIsOfAndWhatIsBest) {
  const Answer said = study_status({study_}, {});
  EXPECT_THAT(said.out, StartsWith("sweep of " + example()));
  EXPECT_THAT(said.out, HasSubstr("trials  6: 4 finished, 2 diverged\n"));
  EXPECT_THAT(said.out, HasSubstr("data    5 tokens, 01\n"));
  EXPECT_THAT(said.out, HasSubstr("  reference  3.1500 +- 0.0500  2 seeds  base.lr=0.004\n"));
  EXPECT_THAT(study_status({study_, true}, {}).out, HasSubstr("\"state\": \"diverged\""));
}

TEST_F(StudyCommands, TopListsTheBestFirst) {
  EXPECT_EQ(study_top({study_, 5}, {}).out,
            "  reference  3.1500 +- 0.0500  2 seeds  base.lr=0.004\n"
            "  reference  4.1500 +- 0.0500  2 seeds  base.lr=0.002\n");
  EXPECT_EQ(study_top({study_, 1}, {}).out, "  reference  3.1500 +- 0.0500  2 seeds  base.lr=0.004\n");
}

TEST_F(StudyCommands, ExportWritesEachForm) {
  const Answer csv = study_export({study_, StudyForm::kCsv, ""}, {});
  EXPECT_THAT(csv.out, HasSubstr("base.lr"));
  EXPECT_THAT(csv.out, HasSubstr("diverged"));
  EXPECT_THAT(study_export({study_, StudyForm::kOptuna, ""}, {}).out, StartsWith("{\"op_code\":0"));
  ASSERT_EQ(study_export({study_, StudyForm::kJson, folder_.file("out.json")}, {}).exit_code, kClean);
  EXPECT_THAT(folder_.read("out.json"), HasSubstr("\"trials\": ["));
}

TEST(StudyCommand, SaysWhereThereIsNoStudy) {
  const Answer said = study_status({"/no/such/study"}, {});
  EXPECT_EQ(said.exit_code, kCouldNotRun);
  EXPECT_THAT(said.err, HasSubstr("/no/such/study: holds no study"));
}

}  // namespace
}  // namespace cdp::driver
