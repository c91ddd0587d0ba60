// Lines put in order: layers folded, studies told apart, quantities made.
#include "compiler/coordcheck/series.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

using run::ActivationLine;
using run::MeasuredLine;
using run::TensorLine;
using ::testing::HasSubstr;

MeasuredLine layer(const char* module, double rms, double depth) {
  return ActivationLine{{{"depth", depth}, {"width", 64}}, 1, 0, module, {}, rms, {}};
}

TEST(SeriesOf, LayersAreOneModule) {
  const std::vector<MeasuredLine> lines = {layer("blocks.0.attn.q", 3, 2), layer("blocks.1.attn.q", 4, 2)};
  const auto series = series_of(lines, {"depth", {}, true, {}});
  ASSERT_EQ(series.size(), 1U);
  EXPECT_EQ(series[0].name, "blocks.*.attn.q");
  EXPECT_NEAR(series[0].steps.at(0).at(0).size, std::sqrt(12.5), 1e-12);
}

TEST(SeriesOf, OfWhatSumsUpTheLastLayerCounts) {
  const std::vector<MeasuredLine> lines = {layer("blocks.0.add", 3, 12), layer("blocks.10.add", 5, 12),
                                           layer("blocks.9.add", 4, 12)};
  const auto series = series_of(lines, {"depth", {}, true, {"blocks.*.add"}});
  EXPECT_EQ(series.at(0).steps.at(0).at(0).size, 5);
}

TEST(SeriesOf, OtherStudiesArePassedOver) {
  const std::vector<MeasuredLine> lines = {layer("embed", 1, 2), layer("embed", 2, 4)};
  const auto series = series_of(lines, {"width", {{"depth", 4}}, false, {}});
  ASSERT_EQ(series.size(), 1U);
  ASSERT_EQ(series[0].steps.at(0).size(), 1U);
  EXPECT_EQ(series[0].steps.at(0)[0].size, 2);
  EXPECT_TRUE(series_of(lines, {"heads", {}, false, {}}).empty());
}

TEST(SeriesOf, TheFirstChangeIsAQuantityOfItsOwn) {
  std::vector<MeasuredLine> lines;
  add_lines(lines, "embed", 0, 0);
  const auto series = series_of(lines, kWidth);
  ASSERT_EQ(series.size(), 3U);
  EXPECT_EQ(series[0].quantity, Quantity::kEntry);
  EXPECT_EQ(series[1].quantity, Quantity::kFirst);
  EXPECT_EQ(series[1].steps.size(), 1U);
  EXPECT_EQ(series[2].quantity, Quantity::kChange);
  EXPECT_EQ(series[2].steps.size(), 2U);
}

TEST(SeriesOf, UpdatesAreRelativeToWeights) {
  const std::vector<MeasuredLine> lines = {TensorLine{{{"width", 64}}, 1, 1, "a.weight", 4.0, {}, 2.0, {}},
                                           TensorLine{{{"width", 64}}, 1, 1, "b.weight", 0.0, {}, 2.0, {}}};
  const auto series = series_of(lines, {"width", {}, false, {}});
  ASSERT_EQ(series.size(), 1U);  // what begins at 0 has no ratio
  EXPECT_EQ(series[0].steps.at(1)[0].size, 0.5);
}

TEST(ReadLines, NamesTheLineThatIsWrong) {
  const auto lines =
      read_lines("{\"scale\":{\"width\":64},\"module\":\"a\",\"rms\":1}\n\n{\"module\":\"a\"}\n", "x.jsonl");
  ASSERT_FALSE(lines);
  EXPECT_EQ(lines.error().place, "x.jsonl:3");
  EXPECT_THAT(lines.error().message, HasSubstr("`scale` is missing"));
  EXPECT_EQ(read_lines("\n \n", "x")->size(), 0U);
}

}  // namespace
}  // namespace cdp::coordcheck
