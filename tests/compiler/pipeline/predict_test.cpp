// The calculus of growth with the names of what it speaks of.
#include "compiler/pipeline/predict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

TEST(PredictGrowth, NamesTheTensorsItSpeaksOf) {
  const auto analysis = analysed(spec_with(""));
  const PredictedGrowth predicted = predict_growth(*analysis, "width");
  EXPECT_EQ(predicted.growth.tensors[analysis->model->tensors.size() - 1].gradient_first.value, 0) << "the readout";
  EXPECT_EQ(predicted.tensors.size(), predicted.growth.tensors.size());
  EXPECT_THAT(predicted.tensors, ::testing::Contains("blocks.*.attn.q.weight"));
  EXPECT_GT(predicted.growth.values.size(), 20U);
}

}  // namespace
}  // namespace cdp::pipeline
