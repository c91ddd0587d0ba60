// metrics.jsonl: the lines as agreed with their readers, and how a resumed run continues them.
#include "run/metrics.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <regex>

#include "run/line_json.h"
#include "tests/support/temp_folder.h"

namespace cdp::run {
namespace {

using cdp::test::TempFolder;
using ::testing::HasSubstr;

constexpr const char* kCorpus =
    R"({"kind":"corpus","tokens":10,"train_tokens":8,"held_out_tokens":2,"unigram_entropy":1.5,"bigram_entropy":0.5,"files":1})"
    "\n";

std::string train_line(int step) {
  return R"({"kind":"train","step":)" + std::to_string(step) +
         R"(,"tokens":4,"loss":0.1,"lr_factor":1,"grad_norm":2,"tokens_per_second":3.000,"seconds":)" +
         std::to_string(step) + ".500}\n";
}

std::string eval_line(int step) {
  return R"({"kind":"eval","step":)" + std::to_string(step) +
         R"(,"tokens":4,"loss":0.25})"
         "\n";
}

const TaskWords& tokens() {
  return words_of(plan::TaskKind::next_token);
}

TEST(Metrics, LinesAreAsAgreed) {
  const TempFolder dir;
  auto metrics = Metrics::begin(dir.file("m"), tokens());
  ASSERT_TRUE(metrics);
  EXPECT_FALSE(metrics->has_data());
  ASSERT_TRUE(metrics->write(CorpusLine{10, 8, 2, 1.5, 0.5, 1}));
  EXPECT_TRUE(metrics->has_data());
  ASSERT_TRUE(metrics->write(TrainLine{1, 4, 0.1, 1, 2, 3, 1.5}));
  ASSERT_TRUE(metrics->write(EvalLine{1, 4, 0.25}));
  ASSERT_TRUE(metrics->write(EndLine{1, EndReason::kFinished, 2}));
  EXPECT_EQ(dir.read("m"), kCorpus + train_line(1) + eval_line(1) +
                               R"({"kind":"end","step":1,"reason":"finished","seconds":2.000})"
                               "\n");
}

TEST(Metrics, TheBestEvaluationIsRemembered) {
  const TempFolder dir;
  const auto eval = [](int step, const char* loss) {
    return fmt::format(R"({{"kind":"eval","step":{},"tokens":4,"loss":{}}})"
                       "\n",
                       step, loss);
  };
  dir.write("m", kCorpus + eval(1, "0.5") + eval(2, "0.25") + eval(3, "null") + eval(4, "0.25") + eval(5, "0.1"));
  const auto metrics = Metrics::resume(dir.file("m"), tokens(), {4, 1});
  ASSERT_TRUE(metrics);
  ASSERT_TRUE(metrics->best());
  EXPECT_EQ(metrics->best()->step, 2);
  EXPECT_EQ(metrics->best()->loss, 0.25);
}

TEST(Metrics, WithoutTokensLinesCountSamples) {
  const TempFolder dir;
  auto metrics = Metrics::begin(dir.file("m"), words_of(plan::TaskKind::classify));
  ASSERT_TRUE(metrics);
  ASSERT_TRUE(metrics->write(TableLine{150, 120, 30, 4, 1.5, 0.25, 1}));
  EXPECT_TRUE(metrics->has_data());
  ASSERT_TRUE(metrics->write(TrainLine{1, 4, 0.5, 1, 2, 3, 1.5}));
  ASSERT_TRUE(metrics->write(EvalLine{1, 4, 0.25, 0.75}));
  EXPECT_EQ(dir.read("m"),
            R"({"kind":"table","rows":150,"train_rows":120,"held_out_rows":30,"features":4,"baseline_loss":1.5,)"
            R"("baseline_accuracy":0.25,"files":1})"
            "\n"
            R"({"kind":"train","step":1,"samples":4,"loss":0.5,"lr_factor":1,"grad_norm":2,"samples_per_second":3.000,)"
            R"("seconds":1.500})"
            "\n"
            R"({"kind":"eval","step":1,"samples":4,"loss":0.25,"accuracy":0.75})"
            "\n");
  const std::string before = dir.read("m");
  const auto resumed = Metrics::resume(dir.file("m"), words_of(plan::TaskKind::classify), {1, 1});
  ASSERT_TRUE(resumed);
  EXPECT_TRUE(resumed->has_data());
  EXPECT_EQ(dir.read("m"), before);
}

TEST(Metrics, ResumeDropsWhatCameAfterTheCheckpoint) {
  const TempFolder dir;
  const auto noise = [](int step) { return line_text(NoiseLine{step, {}, 1, 8, 0.5, 0.5}, tokens()); };
  const std::string kept = kCorpus + train_line(1) + eval_line(2) + train_line(3) + noise(3);
  dir.write("m", kept + noise(4) + eval_line(3) + train_line(4) +
                     R"({"kind":"end","step":4,"reason":"stopped","seconds":9})"
                     "\n" +
                     "{\"kind\":\"tra");
  auto metrics = Metrics::resume(dir.file("m"), tokens(), {3, 2});
  ASSERT_TRUE(metrics);
  EXPECT_EQ(dir.read("m"), kept);
  EXPECT_TRUE(metrics->has_data());
  EXPECT_EQ(metrics->seconds(), 3.5);
  ASSERT_TRUE(metrics->write(EvalLine{4, 4, 0.25}));
  EXPECT_EQ(dir.read("m"), kept + eval_line(4));
}

/// The mark of a record of these lines.
RecordMark mark_of(const std::string& lines) {
  const TempFolder dir;
  dir.write("m", lines);
  const auto metrics = Metrics::resume(dir.file("m"), tokens(), {1000, 1});
  EXPECT_TRUE(metrics);
  return metrics->mark();
}

TEST(Metrics, AMarkIsTheSameForEqualRuns) {
  const std::string slow = std::regex_replace(train_line(1), std::regex("second.*"), "second\":9,\"seconds\":99}\n");
  EXPECT_EQ(mark_of(kCorpus + train_line(1)), mark_of(kCorpus + slow));
  EXPECT_NE(mark_of(kCorpus + train_line(1)), mark_of(kCorpus + train_line(2)));
  EXPECT_NE(mark_of(kCorpus + train_line(1)), mark_of(train_line(1)));
  const RecordMark mark = mark_of(kCorpus + train_line(1));
  EXPECT_EQ(mark.lines, 2);
  EXPECT_EQ(parse_mark(mark_text(mark)), mark);
  for (const char* text : {"", "2", "x 00", "-1 00", "2 xy", "2 00 "})
    EXPECT_EQ(parse_mark(text), std::nullopt) << text;
}

TEST(Metrics, ResumeKeepsWhatWasMarkedToTheByte) {
  const TempFolder dir;
  const std::string marked = kCorpus + train_line(1) + eval_line(1) + train_line(2);
  dir.write("m", marked + train_line(3) + "{\"kind\":\"tra");
  auto metrics = Metrics::resume(dir.file("m"), tokens(), {2, 2, mark_of(marked)});
  ASSERT_TRUE(metrics) << metrics.error().text();
  EXPECT_EQ(metrics->remark(), "");
  EXPECT_EQ(dir.read("m"), marked) << "the evaluation too, whatever the rhythm is now";
  EXPECT_EQ(metrics->mark(), mark_of(marked));
  EXPECT_EQ(metrics->seconds(), 2.5);
  ASSERT_TRUE(metrics->write(EvalLine{3, 4, 0.25}));
  EXPECT_EQ(metrics->mark(), mark_of(marked + eval_line(3)));
}

TEST(Metrics, ARecordThatWasCutOrEditedIsSaidAndMended) {
  const TempFolder dir;
  const std::string marked = kCorpus + train_line(1) + eval_line(2) + train_line(3);
  const auto resumed = [&](const std::string& found) {
    dir.write("m", found);
    auto metrics = Metrics::resume(dir.file("m"), tokens(), {3, 2, mark_of(marked)});
    EXPECT_TRUE(metrics);
    EXPECT_TRUE(metrics->write(EvalLine{4, 4, 0.25}));
    return metrics->remark();
  };
  EXPECT_EQ(
      resumed(kCorpus + train_line(1) + "{\"kind\":\"ev"),
      dir.file("m") + ": was cut: at the checkpoint of step 3 it had 4 lines, now 2; what can be read of it is kept");
  EXPECT_EQ(dir.read("m"), kCorpus + train_line(1) + eval_line(4));
  std::string edited = marked;
  edited.replace(edited.find("0.25"), 4, "0.05");
  EXPECT_THAT(resumed(edited + train_line(4)),
              HasSubstr("m: was edited: its first 4 lines are not those of the checkpoint of step 3; what can"));
  EXPECT_EQ(dir.read("m"), edited + eval_line(4));
  EXPECT_THAT(resumed(""), HasSubstr("it had 4 lines, now 0"));
  std::filesystem::remove(dir.file("m"));
  const auto gone = Metrics::resume(dir.file("m"), tokens(), {3, 2, mark_of(marked)});
  ASSERT_TRUE(gone);
  EXPECT_THAT(gone->remark(), HasSubstr("it had 4 lines, now 0"));
}

TEST(Metrics, WhatCannotBeWrittenNowIsWrittenLater) {
  const TempFolder dir;
  auto metrics = Metrics::begin(dir.file("m"), tokens());
  ASSERT_TRUE(metrics);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  ASSERT_TRUE(metrics->write(TrainLine{1, 4, 0.1, 1, 2, 3, 1.5}));
  const Status full = metrics->sync();
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  signal(SIGXFSZ, handler);
  ASSERT_FALSE(full);
  EXPECT_THAT(full.error().text(), HasSubstr("m: cannot be written: File too large"));
  ASSERT_TRUE(metrics->write(EvalLine{1, 4, 0.25}));
  EXPECT_TRUE(metrics->sync());
  EXPECT_EQ(dir.read("m"), train_line(1) + eval_line(1));
}

TEST(Metrics, ResumeFromNothingBegins) {
  const TempFolder dir;
  const auto metrics = Metrics::resume(dir.file("m"), tokens(), {3, 2});
  ASSERT_TRUE(metrics);
  EXPECT_EQ(dir.read("m"), "");
  EXPECT_EQ(metrics->seconds(), 0);
}

TEST(Metrics, DamagedLinesAreDropped) {
  const TempFolder dir;
  dir.write("m", "nonsense\n[]\n{\"kind\":\"train\"}\n" + train_line(1));
  ASSERT_TRUE(Metrics::resume(dir.file("m"), tokens(), {3, 2}));
  EXPECT_EQ(dir.read("m"), train_line(1));
}

TEST(Metrics, AFolderThatIsNotThereIsSaid) {
  const auto metrics = Metrics::begin("/no/such/folder/m", tokens());
  ASSERT_FALSE(metrics);
  EXPECT_THAT(metrics.error().text(), HasSubstr("/no/such/folder"));
}

}  // namespace
}  // namespace cdp::run
