// metrics.jsonl: the lines as agreed with their readers, and how a resumed run continues them.
#include "runtime/train/metrics.h"

#include <gmock/gmock.h>

#include "tests/support/temp_folder.h"

namespace cdp::runtime {
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

TEST(Metrics, LinesAreAsAgreed) {
  const TempFolder dir;
  auto metrics = Metrics::begin(dir.file("m"));
  ASSERT_TRUE(metrics);
  EXPECT_FALSE(metrics->has_corpus());
  ASSERT_TRUE(metrics->write(CorpusLine{10, 8, 2, 1.5, 0.5, 1}));
  EXPECT_TRUE(metrics->has_corpus());
  ASSERT_TRUE(metrics->write(TrainLine{1, 4, 0.1, 1, 2, 3, 1.5}));
  ASSERT_TRUE(metrics->write(EvalLine{1, 4, 0.25}));
  ASSERT_TRUE(metrics->write(EndLine{1, "finished", 2}));
  EXPECT_EQ(dir.read("m"), kCorpus + train_line(1) + eval_line(1) +
                               R"({"kind":"end","step":1,"reason":"finished","seconds":2.000})"
                               "\n");
}

TEST(Metrics, ResumeDropsWhatCameAfterTheCheckpoint) {
  const TempFolder dir;
  const std::string kept = kCorpus + train_line(1) + eval_line(2) + train_line(3);
  dir.write("m", kept + eval_line(3) + train_line(4) +
                     R"({"kind":"end","step":4,"reason":"stopped","seconds":9})"
                     "\n" +
                     "{\"kind\":\"tra");
  auto metrics = Metrics::resume(dir.file("m"), 3, 2);
  ASSERT_TRUE(metrics);
  EXPECT_EQ(dir.read("m"), kept);
  EXPECT_TRUE(metrics->has_corpus());
  EXPECT_EQ(metrics->seconds(), 3.5);
  ASSERT_TRUE(metrics->write(EvalLine{4, 4, 0.25}));
  EXPECT_EQ(dir.read("m"), kept + eval_line(4));
}

TEST(Metrics, ResumeFromNothingBegins) {
  const TempFolder dir;
  const auto metrics = Metrics::resume(dir.file("m"), 3, 2);
  ASSERT_TRUE(metrics);
  EXPECT_EQ(dir.read("m"), "");
  EXPECT_EQ(metrics->seconds(), 0);
}

TEST(Metrics, DamagedLinesAreDropped) {
  const TempFolder dir;
  dir.write("m", "nonsense\n[]\n{\"kind\":\"train\"}\n" + train_line(1));
  ASSERT_TRUE(Metrics::resume(dir.file("m"), 3, 2));
  EXPECT_EQ(dir.read("m"), train_line(1));
}

TEST(Metrics, AFolderThatIsNotThereIsSaid) {
  const auto metrics = Metrics::begin("/no/such/folder/m");
  ASSERT_FALSE(metrics);
  EXPECT_THAT(metrics.error().text(), HasSubstr("/no/such/folder"));
}

}  // namespace
}  // namespace cdp::runtime
