// Lines of metrics.jsonl from struct to text and back. The whole record: metrics_test.cpp and log_test.cpp.
#include "run/line_json.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <set>

namespace cdp::run {
namespace {

using ::testing::HasSubstr;

template <class T>
T read_back(const T& line, const TaskWords& words) {
  const auto read = read_line(line_text(line, words));
  EXPECT_TRUE(read) << read.error().text();
  return std::get<T>(*read);
}

TEST(LineJson, LinesAreReadAsTheyWereWritten) {
  for (const TaskWords& words : kTaskWords) {
    const TrainLine train = read_back(TrainLine{7, 1'000'000'000'000, 0.1, 0.25, 1e-9, 47000.5, 1.5}, words);
    EXPECT_EQ(train.step, 7);
    EXPECT_EQ(train.items, 1'000'000'000'000);
    EXPECT_EQ(train.loss, 0.1);
    EXPECT_EQ(train.lr_factor, 0.25);
    EXPECT_EQ(train.grad_norm, 1e-9);
    EXPECT_EQ(train.items_per_second, 47000.5);
    EXPECT_EQ(train.seconds, 1.5);
    EXPECT_EQ(read_back(EvalLine{1, 2, 3}, words).score, std::nullopt);
    if (words.score.empty()) continue;
    EXPECT_EQ(read_back(EvalLine{1, 2, 3, 0.75}, words).score, 0.75);
  }
  const TaskWords& words = kTaskWords.front();
  const NoiseLine noise = read_back(NoiseLine{5, "up.weight", 12.5, 100, 0.25, 3.125}, words);
  EXPECT_EQ(noise.tensor, "up.weight");
  EXPECT_EQ(noise.items, 100);
  EXPECT_EQ(noise.trace, 3.125);
  EXPECT_EQ(read_back(CorpusLine{10, 8, 2, 1.5, 0.5, 1}, words).files, 1);
  EXPECT_EQ(read_back(TableLine{150, 120, 30, 4, 1.5, {}, 1}, words).baseline_accuracy, std::nullopt);
  for (const EndReasonRow& row : kEndReasons) {
    EXPECT_EQ(read_back(EndLine{1, row.reason, 2}, words).reason, row.reason);
    EXPECT_EQ(&row, &run::row(row.reason));
  }
}

TEST(LineJson, WhatIsNoNumberIsNull) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const std::string text = line_text(EvalLine{1, 4, none, none}, words_of(plan::TaskKind::regress));
  EXPECT_EQ(text, R"({"kind":"eval","step":1,"samples":4,"loss":null,"r2":null})"
                  "\n");
  const auto read = read_line(text);
  ASSERT_TRUE(read);
  EXPECT_TRUE(std::isnan(std::get<EvalLine>(*read).loss));
  EXPECT_TRUE(std::isnan(*std::get<EvalLine>(*read).score));
}

TEST(LineJson, FieldsAndKindsOfOthersArePassedOver) {
  const auto end = read_line(R"({"kind":"end","step":1,"reason":"stopped","seconds":2,"host":"a"})");
  ASSERT_TRUE(end);
  EXPECT_EQ(std::get<EndLine>(*end).reason, EndReason::kStopped);
  const auto other = read_line(R"({"kind":"note","step":3})");
  ASSERT_TRUE(other);
  EXPECT_EQ(std::get<OtherLine>(*other).step, 3);
  const auto foreign = read_line(R"({"kind":"note","step":"three"})");
  ASSERT_TRUE(foreign);
  EXPECT_EQ(std::get<OtherLine>(*foreign).step, std::nullopt);
}

TEST(LineJson, FaultsNameTheField) {
  const auto fault = [](const char* text) { return read_line(text).error().text(); };
  EXPECT_EQ(fault(R"({"kind":1})"), "`kind` is not a string");
  EXPECT_EQ(fault(R"({"kind":"eval","step":1,"loss":2})"), "`tokens` is missing");
  EXPECT_THAT(fault(R"({"kind":"end","step":1,"reason":"tired","seconds":2})"),
              HasSubstr("`reason` is none of finished, stopped, nan"));
}

template <class T>
void expect_schema() {
  std::set<std::string_view> keys = {"kind"};
  bool is_timing = false;
  plan::for_each_field<T>([&](const auto& field) {
    EXPECT_TRUE(keys.insert(field.key).second) << T::kKind << "." << field.key;
    EXPECT_STRNE(field.doc, "");
    is_timing = is_timing || field.digits == Digits::kTiming;
    EXPECT_EQ(field.digits == Digits::kTiming, is_timing) << "timing stands last: " << T::kKind << "." << field.key;
  });
}

TEST(Lines, EachKeyStandsOnceAndTimingLast) {
  expect_schema<CorpusLine>();
  expect_schema<TableLine>();
  expect_schema<TrainLine>();
  expect_schema<EvalLine>();
  expect_schema<NoiseLine>();
  expect_schema<EndLine>();
}

}  // namespace
}  // namespace cdp::run
