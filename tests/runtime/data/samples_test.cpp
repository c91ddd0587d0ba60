// Tables made ready: split, scales, order, baselines.
#include "runtime/data/samples.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace cdp::runtime {
namespace {

using ::testing::HasSubstr;

/// Features: the row's number, a constant, its negative half. Target: the row's number, or labels 0, 0, 1, 0, 0, 1, ...
Table numbered(std::int64_t rows, TargetKind kind = TargetKind::kNumbers) {
  Table table;
  table.kind = kind;
  table.columns = {"n", "constant", "half"};
  table.predicted = {"y"};
  table.rows = rows;
  table.files = {"t.csv"};
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto n = static_cast<double>(row);
    table.features.insert(table.features.end(), {n, 0.1, -n / 2});
    table.targets.push_back(kind == TargetKind::kNumbers ? n : row % 3 / 2);
  }
  table.classes = kind == TargetKind::kLabels ? 2 : 0;
  return table;
}

TEST(Samples, HoldOutOneRowInFive) {
  const Samples samples = *Samples::make(numbered(100));
  EXPECT_EQ(samples.held_out_rows().size(), 20U);
  std::set<std::int64_t> all(samples.train_rows().begin(), samples.train_rows().end());
  EXPECT_EQ(all.size(), 80U);
  all.insert(samples.held_out_rows().begin(), samples.held_out_rows().end());
  EXPECT_EQ(all.size(), 100U);
  // Rows sorted by their target must not end up on one side.
  const auto late = std::count_if(samples.held_out_rows().begin(), samples.held_out_rows().end(),
                                  [](std::int64_t row) { return row >= 50; });
  EXPECT_GT(late, 4);
  EXPECT_LT(late, 16);
}

TEST(Samples, HoldOutNoMoreThanIsNeeded) {
  EXPECT_EQ(Samples::make(numbered(100'000))->held_out_rows().size(), 16'384U);
}

TEST(Samples, NeedFiveRows) {
  EXPECT_THAT(Samples::make(numbered(4)).error().text(), HasSubstr("t.csv: has 4 rows; at least 5 are needed"));
  EXPECT_TRUE(Samples::make(numbered(5)));
}

TEST(Samples, AreStandardisedOverTheTrainingRows) {
  const Samples samples = *Samples::make(numbered(50));
  double mean = 0, square = 0;
  const auto count = static_cast<double>(samples.train_rows().size());
  std::vector<float> row(3);
  for (const std::int64_t at : samples.train_rows()) {
    samples.read_features(at, row);
    mean += row[0] / count;
    square += row[0] * row[0] / count;
    EXPECT_EQ(row[1], 0) << "a constant feature is only moved";
    EXPECT_NEAR(row[2], -row[0], 1e-6);
    EXPECT_NEAR(samples.target(at, 0), row[0], 1e-6);
  }
  EXPECT_NEAR(mean, 0, 1e-6);
  EXPECT_NEAR(square, 1, 1e-6);
  const Scale scale = samples.target_scales().front();
  EXPECT_NEAR(samples.target(7, 0) * scale.std + scale.mean, 7, 1e-5);
  EXPECT_EQ(samples.feature_scales()[1].std, 1);
}

TEST(Samples, EachEpochHasEveryTrainingRowOnceInItsOwnOrder) {
  const Samples samples = *Samples::make(numbered(50));
  const auto epoch = [&](std::int64_t number, std::int64_t seed) {
    std::vector<std::int64_t> rows;
    for (std::int64_t i = 0; i < 40; ++i) rows.push_back(samples.row_of(40 * number + i, seed));
    return rows;
  };
  const std::vector<std::int64_t> train(samples.train_rows().begin(), samples.train_rows().end());
  EXPECT_THAT(epoch(0, 1), ::testing::UnorderedElementsAreArray(train));
  EXPECT_THAT(epoch(3, 1), ::testing::UnorderedElementsAreArray(train));
  EXPECT_NE(epoch(0, 1), epoch(1, 1));
  EXPECT_NE(epoch(0, 1), epoch(0, 2));
  EXPECT_EQ(epoch(2, 1), epoch(2, 1)) << "sample n is the same whenever it is asked for";
}

TEST(Samples, BaselineOfLabelsIsTheirFrequencies) {
  const Samples samples = *Samples::make(numbered(300, TargetKind::kLabels));
  double ones = 0;
  for (const std::int64_t row : samples.train_rows()) ones += static_cast<double>(samples.label(row));
  const double p = (ones + 1) / 242;  // 240 training rows and one for each label
  double share = 0;
  for (const std::int64_t row : samples.held_out_rows()) share += static_cast<double>(samples.label(row)) / 60;
  const Baseline baseline = samples.baseline();
  EXPECT_NEAR(baseline.loss, -share * std::log(p) - (1 - share) * std::log(1 - p), 1e-9);
  EXPECT_NEAR(baseline.majority.value_or(-1), 1 - share, 1e-9);
}

TEST(Samples, BaselineOfNumbersIsTheirMean) {
  const Samples samples = *Samples::make(numbered(100));
  double loss = 0;
  for (const std::int64_t row : samples.held_out_rows()) loss += std::pow(samples.target(row, 0), 2) / 20;
  EXPECT_NEAR(samples.baseline().loss, loss, 1e-9);
  EXPECT_FALSE(samples.baseline().majority);
  EXPECT_LE(samples.held_out_variance(), samples.baseline().loss);
  EXPECT_GT(samples.held_out_variance(), 0);
}

/// The second target is the first one, doubled and turned round, and so equal to it but for its sign.
TEST(Samples, SeveralTargetsHaveAScaleEach) {
  Table table = numbered(100);
  table.predicted = {"y", "z"};
  table.targets.clear();
  for (int row = 0; row < 100; ++row) table.targets.insert(table.targets.end(), {row * 1.0, 7 - row * 2.0});
  const Samples samples = *Samples::make(std::move(table));
  const Samples single = *Samples::make(numbered(100));
  ASSERT_EQ(samples.target_scales().size(), 2U);
  EXPECT_NEAR(samples.target_scales()[1].std, 2 * samples.target_scales()[0].std, 1e-9);
  EXPECT_NEAR(samples.target_scales()[1].mean, 7 - 2 * samples.target_scales()[0].mean, 1e-9);
  for (const std::int64_t row : {0, 7, 99}) {
    EXPECT_EQ(samples.target(row, 0), single.target(row, 0)) << row;
    EXPECT_NEAR(samples.target(row, 1), -single.target(row, 0), 1e-6) << row;
  }
  EXPECT_NEAR(samples.held_out_variance(), single.held_out_variance(), 1e-6) << "the mean of both, not their sum";
  EXPECT_NEAR(samples.baseline().loss, single.baseline().loss, 1e-6);
}

TEST(Samples, AConstantTargetHasNoVariance) {
  Table table = numbered(20);
  std::fill(table.targets.begin(), table.targets.end(), 0.3);
  const Samples samples = *Samples::make(std::move(table));
  EXPECT_EQ(samples.target(3, 0), 0);
  EXPECT_EQ(samples.held_out_variance(), 0);
  EXPECT_EQ(samples.baseline().loss, 0);
}

}  // namespace
}  // namespace cdp::runtime
