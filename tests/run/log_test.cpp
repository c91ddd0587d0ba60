// metrics.jsonl read back: whole, cut off, resumed, damaged.
#include "run/log.h"

#include <gmock/gmock.h>

#include <cmath>

namespace cdp::run {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string train(int step, const char* loss = "2.5") {
  return R"({"kind":"train","step":)" + std::to_string(step) + R"(,"tokens":8192,"loss":)" + loss +
         R"(,"lr_factor":0.5,"grad_norm":1.5,"tokens_per_second":47000.5,"seconds":0.25})"
         "\n";
}
std::string eval(int step) {
  return R"({"kind":"eval","step":)" + std::to_string(step) +
         R"(,"tokens":8192,"loss":2.25})"
         "\n";
}
constexpr const char* kEnd = "{\"kind\":\"end\",\"step\":2,\"reason\":\"stopped\",\"seconds\":3}\n";

Log read(const std::string& text) {
  const Result<Log> log = read_log(text, "metrics.jsonl");
  EXPECT_TRUE(log) << log.error().text();
  return *log;
}

TEST(ReadLog, ReadsEveryKind) {
  const Log log = read(
      "{\"kind\":\"corpus\",\"tokens\":100,\"train_tokens\":90,\"held_out_tokens\":10,\"unigram_entropy\":3.5,"
      "\"bigram_entropy\":2.5,\"files\":7}\n" +
      train(1) + eval(1) + kEnd);
  ASSERT_TRUE(log.corpus);
  EXPECT_EQ(log.corpus->held_out_tokens, 10);
  EXPECT_EQ(log.corpus->files, 7);
  EXPECT_EQ(log.corpus->bigram_entropy, 2.5);
  ASSERT_THAT(log.train, SizeIs(1));
  EXPECT_EQ(log.train[0].step, 1);
  EXPECT_EQ(log.train[0].loss, 2.5);
  EXPECT_EQ(log.train[0].items_per_second, 47000.5);
  ASSERT_THAT(log.evals, SizeIs(1));
  EXPECT_EQ(log.evals[0].loss, 2.25);
  ASSERT_TRUE(log.end);
  EXPECT_EQ(log.end->reason, EndReason::kStopped);
}

TEST(ReadLog, ReadsTablesSamplesAndScores) {
  const Log log = read(
      R"({"kind":"table","rows":150,"train_rows":120,"held_out_rows":30,"features":4,"baseline_loss":1.5,)"
      R"("baseline_accuracy":0.25,"files":1})"
      "\n"
      R"({"kind":"train","step":1,"samples":30,"loss":0.5,"lr_factor":1,"grad_norm":2,"samples_per_second":3,"seconds":1})"
      "\n"
      R"({"kind":"eval","step":1,"samples":30,"loss":0.25,"accuracy":0.75})"
      "\n"
      R"({"kind":"eval","step":2,"samples":30,"loss":0.25,"r2":0.5})"
      "\n");
  ASSERT_TRUE(log.table);
  EXPECT_EQ(log.table->held_out_rows, 30);
  EXPECT_EQ(log.table->baseline_accuracy, 0.25);
  EXPECT_EQ(log.train.at(0).items, 30);
  EXPECT_EQ(log.train.at(0).items_per_second, 3);
  EXPECT_EQ(log.evals.at(0).score, 0.75);
  EXPECT_EQ(log.evals.at(1).score, 0.5);
}

TEST(ReadLog, OfNothingIsEmpty) {
  EXPECT_THAT(read("").train, SizeIs(0));
  EXPECT_FALSE(read("").end);
}

TEST(ReadLog, NullIsNan) {
  EXPECT_TRUE(std::isnan(read(train(1, "null")).train[0].loss));
}

TEST(ReadLog, LeavesOutALineThatWasBeingWritten) {
  EXPECT_THAT(read(train(1) + R"({"kind":"tra)").train, SizeIs(1));
}

TEST(ReadLog, PassesOverOtherKinds) {
  EXPECT_THAT(read("{\"kind\":\"note\"}\n" + train(1)).train, SizeIs(1));
}

TEST(ReadLog, AResumedRunOverwritesRepeatedSteps) {
  const Log log = read(train(1) + train(2, "9") + eval(2) + train(3, "9") + kEnd + train(2, "1") + train(3, "1"));
  ASSERT_THAT(log.train, SizeIs(3));
  EXPECT_EQ(log.train[1].loss, 1);
  EXPECT_EQ(log.train[2].loss, 1);
  EXPECT_THAT(log.evals, SizeIs(0));
  EXPECT_FALSE(log.end) << "the end that was recorded is not the end any more";
}

TEST(ReadLog, ReadsTheNoiseOfEachStepOnce) {
  const auto noise = [](int step, const std::string& scale, const std::string& tensor = "") {
    return "{\"kind\":\"noise\",\"step\":" + std::to_string(step) + tensor + ",\"scale\":" + scale +
           ",\"tokens\":8,\"gradient\":1,\"trace\":2}\n";
  };
  const std::string of_up = ",\"tensor\":\"up\"";
  const Log log = read(train(1) + noise(1, "1") + noise(1, "2", of_up) + train(2) + noise(2, "3") + train(3) +
                       noise(3, "4") + train(2) + noise(2, "null") + noise(2, "6", of_up));
  ASSERT_THAT(log.noise, SizeIs(4));
  EXPECT_EQ(log.noise[1].tensor, "up");
  EXPECT_EQ(log.noise[1].rows, 2);
  EXPECT_EQ(log.noise[2].step, 2);
  EXPECT_TRUE(std::isnan(log.noise[2].rows));
  EXPECT_EQ(log.noise[3].rows, 6);
}

TEST(ReadLog, NamesTheDamagedLine) {
  const auto fault = [](const std::string& text) { return read_log(text, "metrics.jsonl").error().text(); };
  EXPECT_THAT(fault(train(1) + "garbage\n"), HasSubstr("metrics.jsonl:2: not a JSON object"));
  EXPECT_THAT(fault("[1]\n"), HasSubstr("metrics.jsonl:1: not a JSON object"));
  EXPECT_THAT(fault("{}\n"), HasSubstr("`kind` is missing"));
  EXPECT_THAT(fault(train(1, "\"x\"")), HasSubstr("`loss` is not a number"));
  EXPECT_THAT(fault("{\"kind\":\"eval\",\"step\":1.5,\"tokens\":1,\"loss\":1}\n"),
              HasSubstr("`step` is not a whole number"));
  EXPECT_THAT(fault("{\"kind\":\"end\",\"step\":1}\n"), HasSubstr("`reason` is missing"));
}

}  // namespace
}  // namespace cdp::run
