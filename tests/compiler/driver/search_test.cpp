// `cdp search` with workers that train nothing: stages, evidence, the file that is left, and refusals.
#include "compiler/driver/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/store/store.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/compiler/driver/fake_worker.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class SearchCommand : public ::testing::Test {
 protected:
  SearchCommand() {
    spec_ = folder_.write("gpt.cdp", *Files{}.read(example()));
    options_.spec = spec_;
    options_.budget = 16;
    options_.fleet.data = {"text"};
    options_.fleet.program = test::fake_worker(folder_);
    options_.fleet.workers = 2;
    options_.out = folder_.file("study");
    options_.config.isolated = true;
  }

  Answer answer() { return search(options_, {}); }
  std::string fault() {
    const Answer said = answer();
    EXPECT_EQ(said.exit_code, kCouldNotRun) << said.out;
    return said.err;
  }

  test::TempFolder folder_;
  std::string spec_;
  SearchOptions options_;
};

TEST_F(SearchCommand, FindsConfirmsAndWritesASpec) {
  // The fake loss is lowest at an lr of 0.004, which is the spec's own: nothing beats it.
  options_.confirm_at = {"width=256"};
  const Answer said = answer();
  ASSERT_EQ(said.exit_code, kClean) << said.err;
  EXPECT_THAT(said.out, HasSubstr("the spec as it is  "));
  EXPECT_THAT(said.out, HasSubstr("kept: the spec as it is; nothing beat it at every scale"));
  EXPECT_THAT(folder_.read("gpt.tuned.cdp"), StartsWith("// Found by `cdp search "));
  const auto store = study::Store::open(options_.out, study::Access::kRead);
  std::size_t searched = 0;
  for (const study::Trial& trial : store->trials()) searched += trial.origin.stage != "confirm" ? 1U : 0U;
  EXPECT_EQ(searched, 16U);
  EXPECT_EQ(store->trials().front().origin.stage, "start");
  EXPECT_THAT(store->info().space, StartsWith("[\"base.lr\","));
  const std::string page = folder_.read("study/report.html");
  EXPECT_THAT(page, HasSubstr("loss against base.lr"));
  EXPECT_THAT(page, HasSubstr("Confirmed with new seeds"));
  EXPECT_THAT(page, Not(HasSubstr("http-equiv")));
}

TEST_F(SearchCommand, KeepsValuesOfBaseThatCarry) {
  options_.sets = {"base.lr=0.0005"};  // three octaves below the best
  options_.budget = 40;
  options_.confirm_at = {"width=256"};
  const Answer said = answer();
  ASSERT_EQ(said.exit_code, kClean) << said.err;
  EXPECT_THAT(said.out, HasSubstr("kept: the values of "));
  EXPECT_THAT(folder_.read("gpt.tuned.cdp"), HasSubstr("\nbase {\n"));
}

TEST_F(SearchCommand, GoesOnOnlyAsItBegan) {
  ASSERT_EQ(answer().exit_code, kClean);
  options_.resume = true;
  EXPECT_EQ(answer().exit_code, kClean);
  options_.seed = 2;
  EXPECT_THAT(fault(), HasSubstr("holds trials of another study (how trials are chosen: "));
}

TEST_F(SearchCommand, SaysWhatIsWrong) {
  options_.budget = 0;
  EXPECT_THAT(fault(), HasSubstr("--budget"));
  options_.budget = 5;
  options_.sampler = "bayes";
  EXPECT_THAT(fault(), HasSubstr("there is no sampler `bayes`; choose trust, random, halton or gp"));
  options_.sampler = "trust";
  options_.confirm_at = {"width"};
  EXPECT_THAT(fault(), HasSubstr("--confirm-at: found `width`; write a scale as in width=512,depth=8"));
}

}  // namespace
}  // namespace cdp::driver
