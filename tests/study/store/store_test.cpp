// Trials and results are there when the folder is opened again; two programs do not write at once.
#include "study/store/store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

StudyInfo info() {
  return {"sweep", "gpt.cdp", "aa", "0.1.0", "", "", "", "{}", "", "{}"};
}

std::vector<Trial> three() {
  std::vector<Trial> trials;
  for (const int seed : {1, 2, 3})
    trials.push_back({0, {{{"width", "64"}}, {"base.lr=0.001"}, seed}, {{"width", 64}}, 1e9});
  return trials;
}

TrialResult finished(double loss) {
  return {TrialState::kFinished, loss, loss + 0.1, 100, 6400, 1.5, "", {{0.5, loss + 1}, {1, loss}}};
}

TEST(Store, KeepsTrialsAndResults) {
  const test::TempFolder temp;
  const std::string folder = temp.file("study");
  {
    auto store = Store::begin(folder, info());
    ASSERT_TRUE(store) << store.error().text();
    ASSERT_TRUE(store->add(three()));
    ASSERT_TRUE(store->end(2, finished(3.25)));
    ASSERT_TRUE(store->end(3, {TrialState::kFailed, {}, {}, 0, 0, 0, "no such file"}));
    StudyInfo known = info();
    known.data = "5 tokens";
    ASSERT_TRUE(store->keep(known));
  }
  const auto store = Store::open(folder, Access::kRead);
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->info().data, "5 tokens");
  ASSERT_EQ(store->trials().size(), 3U);
  const Trial& second = store->trials()[1];
  EXPECT_EQ(second.number, 2);
  EXPECT_EQ(second.point, three()[1].point);
  EXPECT_EQ(second.scale.at("width"), 64);
  EXPECT_EQ(second.flops, 1e9);
  EXPECT_EQ(second.result.state, TrialState::kFinished);
  EXPECT_EQ(second.result.loss, 3.25);
  ASSERT_EQ(second.result.curve.size(), 2U);
  EXPECT_EQ(second.result.curve[0].loss, 4.25);
  EXPECT_EQ(store->trials()[0].result.state, TrialState::kWaiting);
  EXPECT_EQ(store->trials()[2].result.message, "no such file");
}

TEST(Store, ATrialIsAddedOnceAndEndsOnce) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  ASSERT_TRUE(store->add(three()));
  ASSERT_TRUE(store->end(1, finished(3)));
  std::vector<Trial> more = three();
  more.push_back({0, {{}, {}, 9}, {}, 0});
  ASSERT_TRUE(store->add(more));
  ASSERT_EQ(store->trials().size(), 4U);
  EXPECT_EQ(store->trials()[3].number, 4);
  EXPECT_EQ(store->trials()[3].point.seed, 9);
  const Status again = store->end(1, finished(2));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "trial 1 has a result already: finished");
  EXPECT_EQ(store->trials()[0].result.loss, 3);
  EXPECT_EQ(store->end(7, finished(2)).error().message, "there is no trial 7; the study has 4");
}

TEST(Store, ATrialIsHandedOutAndForgotten) {
  const test::TempFolder temp;
  auto store = Store::begin(temp.file("study"), info());
  ASSERT_TRUE(store->add(three()));
  ASSERT_TRUE(store->hand_out(1));
  EXPECT_EQ(store->trials()[0].result.state, TrialState::kAsked);
  ASSERT_TRUE(store->forget(1));
  EXPECT_EQ(store->trials()[0].result.state, TrialState::kWaiting);
  ASSERT_TRUE(store->end(1, finished(3)));
  EXPECT_EQ(store->forget(1).error().message, "trial 1 has a result already: finished");
}

TEST(Store, KeepsHowASearchCameToATrial) {
  const test::TempFolder temp;
  {
    auto store = Store::begin(temp.file("study"), info());
    std::vector<Trial> trials = three();
    trials[1].origin = {"modules", {0.1, 1e-300}, 2, 4};
    ASSERT_TRUE(store->add(trials));
  }
  const auto store = Store::open(temp.file("study"), Access::kRead);
  ASSERT_TRUE(store) << store.error().text();
  const Origin& origin = store->trials()[1].origin;
  EXPECT_EQ(origin.stage, "modules");
  EXPECT_EQ(origin.point, (std::vector<double>{0.1, 1e-300}));
  EXPECT_EQ(origin.repeat, 2);
  EXPECT_EQ(origin.parent, 4);
  EXPECT_EQ(store->trials()[0].origin.stage, "");
}

TEST(Store, HasOneWriterAndAnyNumberOfReaders) {
  const test::TempFolder temp;
  const std::string folder = temp.file("study");
  auto writer = Store::begin(folder, info());
  ASSERT_TRUE(writer);
  const auto second = Store::open(folder, Access::kWrite);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text(), folder + ": another cdp is at work on this study; wait for it, or end it");
  ASSERT_TRUE(writer->add(three()));
  const auto reader = Store::open(folder, Access::kRead);
  ASSERT_TRUE(reader);
  EXPECT_EQ(reader->trials().size(), 3U);
}

TEST(Store, SaysWhatAFolderIsNot) {
  const test::TempFolder temp;
  const std::string folder = temp.file("study");
  EXPECT_EQ(Store::open(folder, Access::kRead).error().text(),
            folder + ": holds no study: there is no study.sqlite in it; `cdp sweep` and `cdp search` begin one");
  { ASSERT_TRUE(Store::begin(folder, info())); }
  EXPECT_EQ(Store::begin(folder, info()).error().text(),
            folder + ": holds a study already; go on with it by --resume, or choose another --out");
  EXPECT_EQ(Store::begin(temp.write("file", ""), info()).error().message,
            "is a file; a study has a folder of its own, choose another --out");
}

TEST(Store, WhatAKilledBeginningLeftIsNoStudy) {
  const test::TempFolder temp;
  const std::string folder = temp.file("study");
  temp.write("study/study.sqlite.new", "half of a file");
  EXPECT_FALSE(Store::is_there(folder));
  ASSERT_TRUE(Store::begin(folder, info()));
  EXPECT_TRUE(Store::open(folder, Access::kRead));
}

TEST(Store, AFileOfALaterVersionIsRefused) {
  const test::TempFolder temp;
  { ASSERT_TRUE(Store::begin(temp.file("study"), info())); }
  {
    const auto database = Database::open(temp.file("study/study.sqlite"), Access::kWrite);
    ASSERT_TRUE(database->run("PRAGMA user_version = 2"));
  }
  EXPECT_EQ(Store::open(temp.file("study"), Access::kRead).error().message,
            "is of version 2 of the file; this cdp reads version 1");
}

/// Files may grow no longer for its lifetime.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &now);
    handler_ = ::signal(SIGXFSZ, SIG_IGN);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  sighandler_t handler_{};
};

TEST(Store, AFullDiskLosesNothingThatWasKept) {
  const test::TempFolder temp;
  const std::string folder = temp.file("study");
  {
    auto store = Store::begin(folder, info());
    ASSERT_TRUE(store->add(three()));
    ASSERT_TRUE(store->end(1, finished(3)));
    const FullDisk full(100'000);
    TrialResult large = finished(2);
    large.message = std::string(200'000, 'x');
    const Status kept = store->end(2, large);
    ASSERT_FALSE(kept);
    EXPECT_EQ(store->trials()[1].result.state, TrialState::kWaiting);
  }
  auto store = Store::open(folder, Access::kWrite);
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ(store->trials()[0].result.loss, 3);
  EXPECT_EQ(store->trials()[1].result.state, TrialState::kWaiting);
  EXPECT_TRUE(store->end(2, finished(2)));
}

}  // namespace
}  // namespace cdp::study
