// Studies conducted with workers made of shell scripts: results are kept as they come, a killed coordinator goes on,
// and what begins when does not depend on timing.
#include "study/conduct/conduct.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>

#include <algorithm>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;

StudiedSpec example() {
  return {{std::string(CDP_SOURCE_DIR) + "/examples/01_gpt.cdp"}, "reference", {"", true}, {}};
}

/// Its loss is the trial's number; trials take longer the lower they are.
Fleet fleet_of(std::size_t count, const std::string& data = "5 tokens", const std::string& before_end = "") {
  const std::string script =
      R"(echo '{"kind":"ready","version":"0.1.0","torch":"1.13","device":"cpu","threads":1,"data":")" + data + R"("}'
while read -r line; do
  n=$(printf '%s' "$line" | head -c 200 | sed 's/.*"trial":\([0-9]*\).*/\1/')
  )" + before_end +
      R"(
  echo "{\"kind\":\"progress\",\"trial\":$n,\"step\":5,\"steps\":10,\"items\":320,\"loss\":$n.25,\"seconds\":0.1}"
  echo "{\"kind\":\"end\",\"trial\":$n,\"reason\":\"finished\",\"step\":10,\"items\":640,\"loss\":$n.5,\"train_loss\":null,\"seconds\":0.1}"
done
)";
  return {{{"sh", "-c", script}}, "worker", count};
}

StudyInfo info() {
  return {"sweep", "gpt.cdp", "aa", "0.1.0", "", "", "", "{}", "", "{}"};
}

std::vector<Trial> trials(int count) {
  std::vector<Trial> all;
  for (int i = 1; i <= count; ++i) all.push_back({0, {{{"width", "128"}}, {}, i}, {{"width", 128}}, 1e9});
  return all;
}

TEST(Conduct, KeepsEveryResultAndWhatTheWorkersAre) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  ASSERT_TRUE(store->add(trials(5)));
  std::vector<std::int64_t> seen;
  Conduct one{example(), fleet_of(2)};
  one.ended = [&seen](const Store&, const Trial& trial) { seen.push_back(trial.number); };
  ASSERT_TRUE(std::holds_alternative<Done>(conduct(one, *store)));
  EXPECT_EQ(seen.size(), 5U);
  for (const Trial& trial : store->trials()) {
    EXPECT_EQ(trial.result.state, TrialState::kFinished);
    EXPECT_EQ(trial.result.loss, static_cast<double>(trial.number) + 0.5);
    ASSERT_EQ(trial.result.curve.size(), 1U);
    EXPECT_EQ(trial.result.curve[0].fraction, 0.5);
  }
  EXPECT_EQ(store->info().data, "5 tokens");
  EXPECT_EQ(store->info().torch, "1.13");
}

TEST(Conduct, RefusesOtherData) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  ASSERT_TRUE(store->add(trials(2)));
  ASSERT_TRUE(std::holds_alternative<Done>(conduct({example(), fleet_of(1)}, *store)));
  ASSERT_TRUE(store->add(trials(3)));
  const auto end = conduct({example(), fleet_of(1, "6 tokens")}, *store);
  ASSERT_TRUE(std::holds_alternative<Error>(end));
  EXPECT_THAT(std::get<Error>(end).text(), HasSubstr("the data: 5 tokens in the study, 6 tokens now"));
  EXPECT_EQ(store->trials()[2].result.state, TrialState::kWaiting);
}

TEST(Conduct, ATrialThatIsTrainedAgainHasOneCurve) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  ASSERT_TRUE(store->add(trials(2)));
  // The first worker dies after a line of progress.
  const std::string once = "[ -e " + temp.file("mark") + R"( ] || { touch )" + temp.file("mark") + R"(
    echo "{\"kind\":\"progress\",\"trial\":$n,\"step\":5,\"steps\":10,\"items\":320,\"loss\":9,\"seconds\":0.1}"
    kill -9 $$; })";
  ASSERT_TRUE(std::holds_alternative<Done>(conduct({example(), fleet_of(1, "5 tokens", once)}, *store)));
  const auto& curve = store->trials()[0].result.curve;
  ASSERT_EQ(curve.size(), 1U);
  EXPECT_EQ(curve[0].loss, 1.25);
}

TEST(Conduct, ATrialThatDoesNotCompileHasFailed) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  std::vector<Trial> all = trials(3);
  all[1].point.sets = {"base.beta1=1.5"};
  ASSERT_TRUE(store->add(all));
  ASSERT_TRUE(std::holds_alternative<Done>(conduct({example(), fleet_of(1)}, *store)));
  EXPECT_EQ(store->trials()[1].result.state, TrialState::kFailed);
  EXPECT_THAT(store->trials()[1].result.message, ::testing::StartsWith("does not compile: "));
  EXPECT_EQ(store->trials()[2].result.state, TrialState::kFinished);
}

TEST(Conduct, AWindowKeepsTrialsInOrder) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  ASSERT_TRUE(store->add(trials(12)));
  Conduct one{example(), fleet_of(4, "5 tokens", "[ $((n % 4)) = 1 ] && sleep 0.1")};
  one.window = 4;
  one.ended = [](const Store& kept, const Trial& trial) {
    for (const Trial& other : kept.trials())
      EXPECT_TRUE(other.number > trial.number - 4 || has_ended(other.result.state))
          << other.number << " " << trial.number;
  };
  ASSERT_TRUE(std::holds_alternative<Done>(conduct(one, *store)));
}

TEST(Conduct, AsksForMoreTrialsWhenNoneWaits) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  Conduct one{example(), fleet_of(2)};
  one.propose = [](Store& kept) -> Result<std::variant<Done, Nothing>> {
    if (kept.trials().size() == 6) return std::variant<Done, Nothing>(Nothing::kMore);
    if (const Status added = kept.add(trials(static_cast<int>(kept.trials().size()) + 1)); !added) return added.error();
    return std::variant<Done, Nothing>(Done{});
  };
  ASSERT_TRUE(std::holds_alternative<Done>(conduct(one, *store)));
  EXPECT_EQ(store->trials().size(), 6U);
  EXPECT_TRUE(std::all_of(store->trials().begin(), store->trials().end(),
                          [](const Trial& trial) { return trial.result.state == TrialState::kFinished; }));
}

TEST(Conduct, GoesOnWhereItWasLeft) {
  const test::TempFolder temp;
  {
    auto store = Store::begin(temp.file("study"), info());
    ASSERT_TRUE(store->add(trials(6)));
    Conduct one{example(), fleet_of(1)};
    int left = 3;
    one.ended = [&left](const Store&, const Trial&) {
      if (--left == 0) ::raise(SIGTERM);
    };
    EXPECT_TRUE(std::holds_alternative<StoppedBy>(conduct(one, *store)));
  }
  auto store = Store::open(temp.file("study"), Access::kWrite);
  ASSERT_TRUE(store);
  EXPECT_EQ(std::count_if(store->trials().begin(), store->trials().end(),
                          [](const Trial& trial) { return has_ended(trial.result.state); }),
            3);
  std::vector<std::int64_t> seen;
  Conduct one{example(), fleet_of(2)};
  one.ended = [&seen](const Store&, const Trial& trial) { seen.push_back(trial.number); };
  ASSERT_TRUE(std::holds_alternative<Done>(conduct(one, *store)));
  std::sort(seen.begin(), seen.end());
  EXPECT_THAT(seen, ::testing::ElementsAre(4, 5, 6));
}

}  // namespace
}  // namespace cdp::study
