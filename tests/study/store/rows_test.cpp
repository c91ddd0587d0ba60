// Texts of the store come back as what they were, and what is damaged is said to be.
#include "study/store/rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cdp::study {
namespace {

TEST(Rows, APointComesBack) {
  const TrialPoint point{{{"width", "256"}}, {"base.lr=0.002", "@hidden.lr*=along(1, \"2\")"}, -3};
  EXPECT_EQ(point_text(point),
            R"x({"at":[["width","256"]],"set":["base.lr=0.002","@hidden.lr*=along(1, \"2\")"],"seed":-3})x");
  const auto read = read_point(point_text(point));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, point);
}

TEST(Rows, WhatIsNoPointIsRefused) {
  for (const char* text : {"", "[]", "{}", R"({"at":[],"set":[],"seed":1.5})", R"({"at":{},"set":[],"seed":1})",
                           R"({"at":[["width"]],"set":[],"seed":1})", R"({"at":[],"set":[1],"seed":1})"})
    EXPECT_FALSE(read_point(text)) << text;
}

TEST(Rows, ALossThatIsNoNumberIsNull) {
  EXPECT_EQ(curve_text({{0.5, 4.25}, {1, std::numeric_limits<double>::quiet_NaN()}}), "[[0.5,4.25],[1.0,null]]");
}

TEST(Rows, TagsComeBack) {
  const std::map<std::string, std::string> tags = {{"optimizer", "adamw"}, {"rules", "mup \"3\""}};
  EXPECT_EQ(read_tags(tags_text(tags)), tags);
  EXPECT_TRUE(read_tags("[1]").empty());
  const std::vector<std::string> names = {"base.lr", "@hidden \"x\".lr"};
  EXPECT_EQ(read_names(names_text(names)), names);
  EXPECT_TRUE(read_names("[\"a\", 1]").empty());
  EXPECT_TRUE(read_names("").empty());
}

TEST(Rows, AScaleKeepsItsNumbersExactly) {
  EXPECT_EQ(scale_json({{"params", 1234567}, {"width", 0.1}}), R"({"params":1234567.0,"width":0.1})");
}

}  // namespace
}  // namespace cdp::study
