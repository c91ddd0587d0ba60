// A study and its table are the same runs, by name or on standard input.
#include "compiler/driver/runs_input.h"

#include <gtest/gtest.h>

#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

TEST(RunsInput, ReadsATable) {
  const test::TempFolder folder;
  const auto runs = read_runs_input(folder.write("runs.csv", "width,base.lr,loss\n64,0.001,3.5\n"), {});
  ASSERT_TRUE(runs) << runs.error().text();
  ASSERT_EQ(runs->runs.size(), 1U);
  EXPECT_EQ(runs->runs[0].values.at("base.lr"), 0.001);
}

TEST(RunsInput, AFolderIsAStudy) {
  const test::TempFolder folder;
  const auto runs = read_runs_input(folder.path().string(), {});
  ASSERT_FALSE(runs);
  EXPECT_EQ(runs.error().place, folder.path().string());
}

}  // namespace
}  // namespace cdp::driver
