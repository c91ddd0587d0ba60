// What a run says and records of its data.
#include "runtime/train/summary.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class Summary : public ::testing::Test {
 protected:
  /// What `use` makes a Progress say.
  template <class Use>
  static std::string said(Use use) {
    char* text = nullptr;
    std::size_t size = 0;
    std::FILE* const out = open_memstream(&text, &size);
    Progress progress(out, ProgressStyle::kPlain, 10, "samples/s");
    use(progress);
    std::fclose(out);
    std::string result(text, size);
    std::free(text);
    return result;
  }

  Data table(const std::string& text, TargetKind kind, std::int64_t targets = 1) const {
    auto table = load_table({dir_.write("t.csv", text)}, {}, {kind, targets});
    EXPECT_TRUE(table) << table.error().text();
    return *Samples::make(*table);
  }
  Data flowers() const { return table("a,b,kind\n1,7,x\n2,7,y\n3,7,x\n4,7,y\n5,7,x\n", TargetKind::kLabels); }

  test::TempFolder dir_;
};

TEST_F(Summary, OfTextIsItsEntropies) {
  const Data data = TextData{Corpus::of_text(std::string(500, 'a') + std::string(500, 'b')), *split_corpus(1000, 8), 8};
  const std::string text = said([&](Progress& progress) {
    const BaselineLosses baselines = say_data(data, progress);
    EXPECT_NEAR(std::get<Entropies>(baselines).unigram, 0.693, 1e-3);
    auto metrics = run::Metrics::begin(dir_.file("m"), run::words_of(plan::TaskKind::next_token));
    ASSERT_TRUE(metrics);
    EXPECT_TRUE(record_data(data, baselines, *metrics));
    EXPECT_TRUE(record_data(data, baselines, *metrics)) << "once is enough";
  });
  EXPECT_THAT(text,
              AllOf(HasSubstr("corpus   1.0k tokens (bytes) in 1 file, 5.0% held out"), HasSubstr("entropy 0.6931")));
  EXPECT_THAT(dir_.read("m"), ::testing::StartsWith(R"({"kind":"corpus","tokens":1000,"train_tokens":950,)"));
  EXPECT_EQ(dir_.read("m").find('\n'), dir_.read("m").size() - 1) << "one line";
}

TEST_F(Summary, OfATableIsItsBaseline) {
  const Data data = flowers();
  const std::string text = said([&](Progress& progress) {
    const BaselineLosses baselines = say_data(data, progress);
    auto metrics = run::Metrics::begin(dir_.file("m"), run::words_of(plan::TaskKind::classify));
    ASSERT_TRUE(metrics);
    EXPECT_TRUE(record_data(data, baselines, *metrics));
  });
  EXPECT_THAT(text,
              AllOf(HasSubstr("table    5 rows of 2 features in 1 file, 20.0% held out"),
                    HasSubstr("target   kind: x = 0, y = 1"), HasSubstr("the most frequent label is right for ")));
  EXPECT_THAT(dir_.read("m"), HasSubstr(R"({"kind":"table","rows":5,"train_rows":4,"held_out_rows":1,"features":2,)"));
}

TEST_F(Summary, SeveralTargetsAreNamed) {
  std::string rows = "x,a,b,c,d,e,f\n";
  for (int i = 0; i < 6; ++i) rows += fmt::format("{0},{0},{0},{0},{0},{0},{0}\n", i);
  const Data data = table(rows, TargetKind::kNumbers, 6);
  EXPECT_THAT(said([&](Progress& progress) { static_cast<void>(say_data(data, progress)); }),
              AllOf(HasSubstr("of 1 feature in 1 file"), HasSubstr("target   a: mean 2.2,"), HasSubstr("target   e: "),
                    HasSubstr("and 1 more"), HasSubstr(" standard deviations\n")));
}

TEST_F(Summary, ManyLabelsAreCutShort) {
  std::string rows = "a,kind\n";
  for (char c = 'a'; c <= 'z'; ++c) rows += std::string("1,") + c + "\n";
  const Data data = table(rows, TargetKind::kLabels);
  EXPECT_THAT(said([&](Progress& progress) { static_cast<void>(say_data(data, progress)); }),
              HasSubstr("j = 9, 16 more\n"));
}

TEST_F(Summary, ScalesAreKeptForWhoeverUsesTheModel) {
  const auto folder = run::Folder::open(dir_.file("run"), run::Start::kNew);
  ASSERT_TRUE(folder);
  ASSERT_TRUE(keep_scales(table("a,y\n1,10\n1,10\n1,10\n1,10\n1,10\n", TargetKind::kNumbers), *folder));
  EXPECT_EQ(
      dir_.read("run/table.json"),
      "{\n  \"features\": [\n    {\n      \"name\": \"a\",\n      \"mean\": 1.0,\n      \"std\": 1.0\n    }\n  ],\n"
      "  \"target\": {\n    \"name\": \"y\",\n    \"mean\": 10.0,\n    \"std\": 1.0\n  }\n}\n");
  ASSERT_TRUE(keep_scales(table("a,y,z\n1,10,2\n1,10,2\n1,10,2\n1,10,2\n1,10,2\n", TargetKind::kNumbers, 2), *folder));
  EXPECT_THAT(dir_.read("run/table.json"),
              HasSubstr("\"targets\": [\n    {\n      \"name\": \"y\",\n      \"mean\": 10.0,"));
  ASSERT_TRUE(keep_scales(flowers(), *folder));
  EXPECT_THAT(dir_.read("run/table.json"), HasSubstr("\"labels\": [\n      \"x\",\n      \"y\"\n    ]"));
  const Data text = TextData{Corpus::of_text("abcdefghijklmnopqrstuvwxyz"), *split_corpus(26, 8), 8};
  std::filesystem::remove(dir_.file("run/table.json"));
  ASSERT_TRUE(keep_scales(text, *folder));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("run/table.json")));
}

class Result : public Summary {
 protected:
  std::string result(const RunResult& result) const {
    const Data data = flowers();
    plan::Training training;
    training.task = plan::TaskKind::classify;
    const Task task(data, training, torch::kCPU);
    const auto folder = run::Folder::open(dir_.file("run"), run::Start::kNew);
    return said([&](Progress& progress) { say_result(Baseline{0.7, 0.5}, task, result, *folder, progress); });
  }
};

TEST_F(Result, IsReadAgainstTheYardsticks) {
  EXPECT_THAT(
      result({{0.3, 0.75}, 100, {100, 0.3, true}, 2.5}),
      EndsWith("\nheld-out loss 0.3000, accuracy 75.0%: better than what the labels' frequencies alone tell (loss "
               "0.7000, accuracy 50.0%)\n"));
  EXPECT_THAT(result({{0.8, 0.75}, 100, {100, 0.8, true}, 2.5}), HasSubstr(": not yet better than what"));
}

TEST_F(Result, SaysEpochsAndTheBest) {
  EXPECT_THAT(
      result({{0.3, 0.75}, 100, {100, 0.3, true}, 2.5}),
      AllOf(HasSubstr("epochs   2.50, of 4 samples each\n"),
            HasSubstr("best     held-out loss 0.3000 at step 100, the last: " + dir_.file("run/best.safetensors\n"))));
  EXPECT_THAT(result({{0.3, 0.75}, 100, {60, 0.299, false}, 0.012}),
              AllOf(HasSubstr("epochs   0.012, of"), HasSubstr("best     held-out loss 0.2990 at step 60\n")));
}

TEST_F(Result, IsNotPraisedWhereTheBestIsBetterByMoreThanNoise) {
  EXPECT_THAT(result({{0.3, 0.75}, 100, {60, 0.2, true}, 2}),
              AllOf(HasSubstr("held-out loss 0.3000, accuracy 75.0%: 50.0% worse than the best, of step 60; "),
                    HasSubstr("`cdp sample --best`"), Not(HasSubstr("better than"))));
  EXPECT_THAT(result({{0.3, 0.75}, 100, {60, 0.298, true}, 2}), HasSubstr("better than what the labels'")) << "noise";
}

}  // namespace
}  // namespace cdp::runtime
