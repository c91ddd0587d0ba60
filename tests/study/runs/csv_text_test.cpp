// What is written reads back to the same runs.
#include <gtest/gtest.h>

#include "study/runs/csv.h"

namespace cdp::study {
namespace {

TEST(RunsCsvText, IsReadBack) {
  Runs runs{"t.csv", {}};
  runs.runs.push_back({{{"depth", 4}, {"width", 256}, {"duration", 1e7}},
                       {{"base.lr", 0.1 + 0.2}},
                       {{"decay", "a,\"b\"\n "}},
                       3,
                       2.5,
                       1e18});
  runs.runs.push_back({{{"width", 512}}, {{"@hidden.lr", 5e-324}}, {}, {}, {}, {}});
  const std::string text = to_csv(runs);
  EXPECT_EQ(text,
            "width,depth,duration,@hidden.lr,base.lr,decay,seed,flops,loss\n"
            "256,4,10000000,,0.30000000000000004,\"a,\"\"b\"\"\n \",3,1e18,2.5\n"
            "512,,,5e-324,,,,,diverged\n");
  const auto back = parse_runs(text, "t.csv");
  ASSERT_TRUE(back) << back.error().text();
  ASSERT_EQ(back->runs.size(), 2U);
  EXPECT_EQ(back->runs[0], runs.runs[0]);
  EXPECT_EQ(back->runs[1], runs.runs[1]);
}

TEST(RunsCsvText, HasOnlyTheColumnsThatSomeRunHas) {
  EXPECT_EQ(to_csv({"", {{{{"width", 64}}, {}, {}, {}, 1.5, {}}}}), "width,loss\n64,1.5\n");
}

}  // namespace
}  // namespace cdp::study
