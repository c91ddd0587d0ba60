// Trials that are measured by workers made of shell scripts: what they are asked, what is kept, and what is no result.
#include "study/conduct/trajectories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Its loss is the trial's number and a half; a trajectory comes where one of 16 intervals is asked for.
Fleet fleet_of(const std::string& end, const std::string& data = "5 tokens") {
  const std::string script =
      R"(echo '{"kind":"ready","version":"0.1.0","torch":"1.13","device":"cpu","threads":1,"data":")" + data + R"("}'
while read -r line; do
  n=$(printf '%s' "$line" | head -c 200 | sed 's/.*"trial":\([0-9]*\).*/\1/')
  case "$line" in *',"trajectory":16}') t=',"trajectory":"{\"window\":1,\"steps\":[0,10],\"losses\":[5,'$n'],\"changes\":[-1],\"tensors\":[]}"' ;; esac
  )" + end +
      R"(
done
)";
  return {{{"sh", "-c", script}}, "worker", 1};
}

const std::string kFinished =
    R"(printf '%s\n' '{"kind":"end","trial":'$n',"reason":"finished","step":10,"items":640,"loss":'$n'.5,"train_loss":null,"seconds":0.1'"$t}")";

class Trajectories : public ::testing::Test {
 protected:
  Trajectories() {
    store_.emplace(*Store::begin(folder_, {"sweep", "gpt.cdp", "aa", "0.1.0", "5 tokens", "", "", "{}", "", "{}"}));
    std::vector<Trial> all;
    for (int i = 1; i <= 3; ++i) all.push_back({0, {{{"width", "128"}}, {}, i}, {{"width", 128}}, 1e9});
    EXPECT_TRUE(store_->add(all));
  }

  std::variant<Done, Error, StoppedBy> measure(const Fleet& fleet, std::vector<std::int64_t> trials) {
    Remeasure asked{{{std::string(CDP_SOURCE_DIR) + "/examples/01_gpt.cdp"}, "reference", {"", true}, {}},
                    fleet,
                    std::move(trials)};
    asked.ended = [this](const Trial& trial, const run::EndReply&) { ended_.push_back(trial.number); };
    return remeasure(asked, *store_);
  }
  std::string fault(const Fleet& fleet) {
    const auto end = measure(fleet, {2});
    const auto* error = std::get_if<Error>(&end);
    return error == nullptr ? "" : error->text();
  }

  test::TempFolder temp_;
  std::string folder_ = temp_.file("study");
  std::optional<Store> store_;
  std::vector<std::int64_t> ended_;
};

TEST_F(Trajectories, AreKeptTrialByTrial) {
  ASSERT_TRUE(std::holds_alternative<Done>(measure(fleet_of(kFinished), {3, 1})));
  EXPECT_THAT(ended_, ElementsAre(3, 1));
  const auto third = kept_trajectory(folder_, 3);
  ASSERT_TRUE(third && *third);
  EXPECT_EQ((*third)->loss, 3.5);
  EXPECT_THAT((*third)->trajectory.losses, ElementsAre(5, 3));
  EXPECT_THAT((*third)->trajectory.changes, ElementsAre(-1));
  const auto second = kept_trajectory(folder_, 2);
  ASSERT_TRUE(second);
  EXPECT_FALSE(*second);
  EXPECT_EQ(store_->trials()[0].result.state, TrialState::kWaiting) << "the study's own results are not touched";
}

TEST_F(Trajectories, ATrialMustEndAsItDid) {
  EXPECT_EQ(fault(fleet_of(R"(echo '{"kind":"end","trial":'$n',"reason":"diverged","step":1,"items":1,"loss":null,)"
                           R"("train_loss":null,"message":"the loss became NaN","seconds":0.1}')")),
            "width=128 seed 2: finished in the study, and now diverged: the loss became NaN");
  EXPECT_THAT(fault(fleet_of("t=\n" + kFinished)), HasSubstr("width=128 seed 2: has no trajectory: "));
  EXPECT_THAT(fault(fleet_of("t=',\"trajectory\":\"[]\"'\n" + kFinished)),
              HasSubstr("the worker's trajectory is not the trajectory of a run"));
  EXPECT_FALSE(*kept_trajectory(folder_, 2));
  EXPECT_TRUE(ended_.empty());
}

TEST_F(Trajectories, WorkersMustBeOfTheStudy) {
  EXPECT_THAT(fault(fleet_of(kFinished, "6 tokens")), HasSubstr("the data: 5 tokens in the study, 6 tokens now"));
}

TEST_F(Trajectories, FilesOfOthersAreNoTrajectories) {
  ASSERT_TRUE(std::holds_alternative<Done>(measure(fleet_of(kFinished), {1})));
  for (const char* const text :
       {"", "[]", R"({"loss":1})", R"({"loss":"1","trajectory":{}})", R"({"loss":1,"trajectory":{}})"}) {
    temp_.write("study/trajectories/1.json", text);
    const auto kept = kept_trajectory(folder_, 1);
    ASSERT_FALSE(kept) << text;
    EXPECT_EQ(kept.error().text(), folder_ +
                                       "/trajectories/1.json: holds no trajectory of a trial; take it away, and it is "
                                       "measured again");
  }
}

}  // namespace
}  // namespace cdp::study
