// Groups of runs that may be compared, and the refusal of the others.
#include "study/runs/tags.h"

#include <gmock/gmock.h>

namespace cdp::study {
namespace {

using ::testing::ElementsAre;

Run run(std::map<std::string, std::string> tags, double loss) {
  return {{}, {}, std::move(tags), {}, loss, {}};
}

std::string error(const Runs& runs, const std::vector<std::string>& by) {
  const auto groups = split_by_tags(runs, by);
  return groups ? "no error" : groups.error().text();
}

TEST(Tags, RunsThatAgreeAreOneGroup) {
  const auto groups = split_by_tags({"r", {run({{"schedule", "wsd"}}, 1), run({{"schedule", "wsd"}}, 2)}}, {});
  ASSERT_TRUE(groups);
  ASSERT_EQ(groups->size(), 1U);
  EXPECT_EQ(groups->front().runs.runs.size(), 2U);
  EXPECT_EQ(group_name(groups->front()), "");
}

TEST(Tags, MixedTagsAreRefusedWithTheWayOut) {
  const Runs runs{"r.csv", {run({{"schedule", "wsd"}}, 1), run({{"schedule", "linear"}}, 2), run({}, 2), run({}, 3)}};
  EXPECT_EQ(error(runs, {}),
            "r.csv: the runs differ in `schedule`: (none), `linear` and `wsd`; `--by schedule` looks at each alone, "
            "`--ignore schedule` takes them together");
}

TEST(Tags, ANameForEachRunIsNothingToSplitBy) {
  Runs runs{"r.csv", {}};
  for (const char* const name : {"a", "b", "c", "d", "e", "f"}) runs.runs.push_back(run({{"name", name}}, 1));
  EXPECT_EQ(error(runs, {}),
            "r.csv: the runs differ in `name`: `a`, `b`, `c`, `d` and 2 more; `--ignore name` leaves the column out");
}

TEST(Tags, SplitsByWhatIsAskedFor) {
  const Runs runs{"r", {run({{"schedule", "wsd"}}, 1), run({{"schedule", "linear"}}, 2), run({}, 3)}};
  const auto groups = split_by_tags(runs, {"schedule"});
  ASSERT_TRUE(groups);
  ASSERT_EQ(groups->size(), 3U);
  std::vector<std::string> names;
  for (const Group& group : *groups) names.push_back(group_name(group));
  EXPECT_THAT(names, ElementsAre("schedule (none)", "schedule linear", "schedule wsd"));
  EXPECT_EQ((*groups)[1].runs.runs.at(0).loss, 2);
}

TEST(Tags, WhatIsLeftMustStillAgree) {
  const Runs runs{
      "r", {run({{"s", "1"}, {"d", "x"}}, 1), run({{"s", "1"}, {"d", "y"}}, 2), run({{"s", "2"}, {"d", "y"}}, 3)}};
  EXPECT_EQ(error(runs, {"s"}),
            "r: the runs of s 1 differ in `d`: `x` and `y`; `--by s --by d` looks at each alone, `--ignore d` takes "
            "them together");
  EXPECT_EQ(error(runs, {"s", "d"}), "no error");
}

TEST(Tags, UnknownTagsAreRefused) {
  EXPECT_EQ(error({"r", {run({{"schedule", "wsd"}}, 1)}}, {"shedule"}),
            "r: the runs have no tag `shedule`; did you mean `schedule`?");
  EXPECT_EQ(error({"r", {run({}, 1)}}, {"x"}), "r: the runs have no tag `x`; they have no tags");
}

}  // namespace
}  // namespace cdp::study
