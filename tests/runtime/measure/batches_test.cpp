// Batches of a measurement, synthetic and of files.
#include "runtime/measure/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/plan/sample_classifier.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

TEST(MeasuredBatches, SyntheticOnesNeedNoFile) {
  const plan::Plan plan = plan::testing::sample_plan();
  const auto data = read_measured_data({}, plan);
  ASSERT_TRUE(data);
  EXPECT_FALSE(data->has_value());
  const MeasuredBatches batches(nullptr, plan.training, 16);
  EXPECT_EQ(batches.probe().sizes(), (at::IntArrayRef{4, 8}));
  EXPECT_FALSE(at::equal(batches.probe(), batches.training(0).inputs));
}

TEST(MeasuredBatches, TextIsReadAsTheTrainerReadsIt) {
  const test::TempFolder folder;
  run::MeasureOptions options;
  options.data = {folder.write("text", std::string(4000, 'x') + std::string(4000, 'y'))};
  const plan::Plan plan = plan::testing::sample_plan();
  const auto data = read_measured_data(options, plan);
  ASSERT_TRUE(data) << data.error().text();
  const MeasuredBatches batches(&**data, plan.training, 256);
  EXPECT_EQ(batches.training(0).inputs.sizes(), (at::IntArrayRef{4, 8}));
  EXPECT_LE(batches.probe().size(0), 4);
  options.data = {folder.file("none")};
  EXPECT_FALSE(read_measured_data(options, plan));
}

TEST(MeasuredBatches, ATableToo) {
  const test::TempFolder folder;
  std::string rows = "a,b,c,d,label\n";
  for (int i = 0; i < 50; ++i) rows += "1.5,2,3," + std::to_string(i) + "," + std::to_string(i % 3) + "\n";
  run::MeasureOptions options;
  options.data = {folder.write("rows.csv", rows)};
  const plan::Plan plan = plan::testing::sample_classifier(4, 3);
  const auto data = read_measured_data(options, plan);
  ASSERT_TRUE(data) << data.error().text();
  const MeasuredBatches batches(&**data, plan.training, 3);
  EXPECT_EQ(batches.probe().sizes(), (at::IntArrayRef{4, 4}));
}

}  // namespace
}  // namespace cdp::runtime
