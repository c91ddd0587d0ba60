// Measured lines as text and back, and the faults of others.
#include "run/measured.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cdp::run {
namespace {

std::string fault(std::string_view text) {
  const auto line = read_measured(text);
  return line ? "" : line.error().message;
}

TEST(Measured, ComesBackAsItWas) {
  const ActivationLine activation{{{"depth", 4}, {"width", 128}}, 2, 3, "blocks.0.attn.q", "%7", 0.5, 1e-9};
  EXPECT_EQ(
      measured_text(activation),
      "{\"scale\":{\"depth\":4,\"width\":128},\"seed\":2,\"step\":3,\"module\":\"blocks.0.attn.q\",\"value\":\"%7\","
      "\"rms\":0.5,\"change\":1e-9}\n");
  const TensorLine tensor{{{"width", 0.5}}, 1, 1, "up.weight", 1.0, {}, 0.25, {}};
  for (const MeasuredLine& line : {MeasuredLine(activation), MeasuredLine(tensor)}) {
    const auto read = read_measured(measured_text(line));
    ASSERT_TRUE(read) << read.error().text();
    EXPECT_EQ(measured_text(*read), measured_text(line));
  }
}

TEST(Measured, WhatIsNoNumberIsNull) {
  const ActivationLine line{{{"width", 1}}, 1, 1, "a", {}, std::numeric_limits<double>::quiet_NaN(), {}};
  EXPECT_NE(measured_text(line).find("\"rms\":null"), std::string::npos);
  EXPECT_TRUE(std::isnan(std::get<ActivationLine>(*read_measured(measured_text(line))).rms));
}

TEST(Measured, SeedAndStepMayBeLeftOutAndMoreMayStandThere) {
  const auto read = read_measured(R"({"scale":{"width":64},"module":"a","rms":1,"loss":2})");
  ASSERT_TRUE(read);
  EXPECT_EQ(std::get<ActivationLine>(*read).seed, 1);
  EXPECT_EQ(std::get<ActivationLine>(*read).step, 0);
}

TEST(Measured, FaultsNameTheField) {
  EXPECT_EQ(fault("[]"), "is not a JSON object");
  EXPECT_EQ(fault("{"), "is not a JSON object");
  EXPECT_EQ(fault(R"({"scale":{"width":64}})"), "has neither `module` (an activation) nor `tensor`");
  EXPECT_EQ(fault(R"({"module":"a","rms":1})"), "`scale` is missing");
  EXPECT_EQ(fault(R"({"scale":64,"module":"a","rms":1})"), "`scale` is not an object as {\"width\": 128}");
  EXPECT_EQ(fault(R"({"scale":{"width":0},"module":"a","rms":1})"), "`scale.width` is not a number above 0");
  EXPECT_EQ(fault(R"({"scale":{"width":64},"module":"a"})"), "`rms` is missing");
  EXPECT_EQ(fault(R"({"scale":{"width":64},"module":"a","rms":"1"})"), "`rms` is not a number");
  EXPECT_EQ(fault(R"({"scale":{"width":64},"module":"a","rms":-1})"), "`rms` is negative: sizes are root mean squares");
  EXPECT_EQ(fault(R"({"scale":{"width":64},"module":7,"rms":1})"), "`module` is not a string");
  EXPECT_EQ(fault(R"({"scale":{"width":64},"module":"a","rms":1,"step":-1})"), "`step` is not a whole number from 0");
}

}  // namespace
}  // namespace cdp::run
