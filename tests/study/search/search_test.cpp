// Searches without workers: a landscape says what a trial would have found. Stages, budget, windows, and that a search
// which was interrupted is the search that was not.
#include "study/search/search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

/// base.lr in 2^-12..2^-4 from 2^-8, and factors on two modules.
Search search_of(std::size_t budget, std::int64_t window = 1) {
  Search out;
  out.space.dimensions = {{"base.lr", 0x1p-12, 0x1p-4, 0x1p-8, true, true},
                          {"@hidden.lr", 0.125, 8, 1, true, false},
                          {"embed.lr", 0.125, 8, 1, true, false}};
  const auto line = [](const std::string& target, const std::string& sign, std::size_t dimension) {
    return pipeline::SearchLine{target, sign, false, {{dimension, 1}}};
  };
  out.space.lines = {line("base.lr", "=", 0), line("@hidden.lr", "*=", 1), line("embed.lr", "*=", 2)};
  out.sampling.space = sampled(out.space);
  out.sampling.budget = budget;
  out.sampling.repeats = 2;
  out.window = window;
  out.scale = {{"width", 64}};
  return out;
}

/// Best at lr 2^-6, hidden x2, embed x1/4; beyond lr 2^-5 it diverges.
double loss_at(const std::vector<double>& point) {
  const double lr = std::log2(point[0]), hidden = std::log2(point[1]), embed = std::log2(point[2]);
  if (lr + hidden > -4) return NAN;
  return 3 + 0.1 * std::pow(lr + 6, 2) + 0.05 * std::pow(hidden - 1, 2) + 0.02 * std::pow(embed + 2, 2);
}

TrialResult result_at(const Trial& trial) {
  const double loss = loss_at(trial.origin.point) + 0.001 * static_cast<double>(trial.point.seed % 7);
  TrialResult result;
  result.state = std::isfinite(loss) ? TrialState::kFinished : TrialState::kDiverged;
  if (std::isfinite(loss)) result.loss = loss;
  return result;
}

/// Proposes and ends trials until the budget is spent, or `most` have ended.
void run(const Search& search, Store& store, std::size_t most = 1'000'000) {
  std::size_t ended = 0;
  for (const Trial& trial : store.trials()) ended += has_ended(trial.result.state) ? 1U : 0U;
  while (ended < most) {
    const auto proposed = propose_next(search, store);
    ASSERT_TRUE(proposed) << proposed.error().text();
    const bool more = !std::holds_alternative<Nothing>(*proposed);
    if (!more && std::get<Nothing>(*proposed) == Nothing::kMore) {
      for (const Trial& trial : std::vector<Trial>(store.trials()))
        if (!has_ended(trial.result.state)) {
          ASSERT_TRUE(store.end(trial.number, result_at(trial)));
        }
      return;
    }
    if (more) continue;
    const auto open = std::find_if(store.trials().begin(), store.trials().end(),
                                   [](const Trial& trial) { return !has_ended(trial.result.state); });
    ASSERT_NE(open, store.trials().end());
    ASSERT_TRUE(store.end(open->number, result_at(*open)));
    ++ended;
  }
}

StudyInfo info() {
  return {"search", "gpt.cdp", "aa", "0.1.0", "", "", "", "{}", "", "{}"};
}

TEST(Search, BeginsWithTheSpecItselfAndGoesFromBaseToModules) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  const Search search = search_of(40);
  run(search, *store);
  ASSERT_EQ(store->trials().size(), 40U);
  EXPECT_EQ(store->trials()[0].origin.stage, kStartStage);
  EXPECT_TRUE(store->trials()[0].point.sets.empty());
  std::map<std::string, int> stages;
  for (const Trial& trial : store->trials()) {
    ++stages[trial.origin.stage];
    EXPECT_TRUE(trial.origin.stage == kModulesStage || trial.origin.point[1] == 1);
    for (std::size_t d = 0; d < 3; ++d) {
      EXPECT_GE(trial.origin.point[d], search.space.dimensions[d].low);
      EXPECT_LE(trial.origin.point[d], search.space.dimensions[d].high);
    }
  }
  EXPECT_GE(stages[kGlobalStage], 5);
  EXPECT_GE(stages[kModulesStage], 15);
  const Found best = found(store->trials());
  ASSERT_TRUE(best.start && best.global && best.modules);
  EXPECT_LT(best.global->mean(), best.start->mean());
  EXPECT_LE(best.modules->mean(), best.global->mean());
}

TEST(Search, AnInterruptedOneIsTheOneThatWasNot) {
  const test::TempFolder temp;
  const Search search = search_of(30, 3);
  auto whole = Store::begin(temp.file("whole"), info());
  run(search, *whole);
  {
    auto half = Store::begin(temp.file("half"), info());
    run(search, *half, 13);
  }
  auto half = Store::open(temp.file("half"), Access::kWrite);
  run(search, *half);
  ASSERT_EQ(half->trials().size(), whole->trials().size());
  for (std::size_t i = 0; i < whole->trials().size(); ++i) {
    EXPECT_EQ(half->trials()[i].point, whole->trials()[i].point) << i;
    EXPECT_EQ(half->trials()[i].origin.point, whole->trials()[i].origin.point) << i;
    EXPECT_EQ(half->trials()[i].result.loss, whole->trials()[i].result.loss) << i;
  }
}

TEST(Search, WaitsForWhatItsWindowLeavesOpen) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  const Search search = search_of(10, 3);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(std::holds_alternative<Done>(*propose_next(search, *store)));
  EXPECT_EQ(std::get<Nothing>(*propose_next(search, *store)), Nothing::kYet);
  ASSERT_TRUE(store->end(2, result_at(store->trials()[1])));
  EXPECT_EQ(std::get<Nothing>(*propose_next(search, *store)), Nothing::kYet) << "the first is still open";
  ASSERT_TRUE(store->end(1, result_at(store->trials()[0])));
  EXPECT_TRUE(std::holds_alternative<Done>(*propose_next(search, *store)));
}

TEST(Found, DoesNotTakeASingleLuckyRun) {
  std::vector<Trial> trials;
  const auto add = [&](double lr, std::int64_t seed, double loss) {
    Trial trial{static_cast<std::int64_t>(trials.size()) + 1, {{}, {}, seed}};
    trial.origin = {kGlobalStage, {lr, 1, 1}, seed - 1};
    trial.result.state = TrialState::kFinished;
    trial.result.loss = loss;
    trials.push_back(trial);
  };
  for (const double loss : {3.00, 3.10, 2.90, 3.05}) add(0x1p-7, static_cast<std::int64_t>(trials.size()) + 1, loss);
  add(0x1p-6, 1, 2.98);
  EXPECT_EQ(found(trials).global->point[0], 0x1p-7);
  add(0x1p-5, 1, 2.5);
  EXPECT_EQ(found(trials).global->point[0], 0x1p-5);
  const std::vector<Leader> all = leaders(trials);
  ASSERT_EQ(all.size(), 6U);
  EXPECT_EQ(all[0].mean, 3.0);
  EXPECT_EQ(all[3].seeds, 4U);
  EXPECT_EQ(all[4].mean, all[3].mean) << "one run at 2.98 does not lead";
  EXPECT_EQ(all[5].mean, 2.5);
  EXPECT_EQ(all[5].trial, 6);
  EXPECT_EQ(all[5].stage, kGlobalStage);
}

}  // namespace
}  // namespace cdp::study
