// What happens to a run's files while it trains: disks that are full for a while, data that shrink or change, records
// that are cut. The run says it, and nothing that is saved is wrong.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "runtime/train/loop.h"
#include "runtime/train/memory.h"
#include "tests/runtime/data/token_files.h"
#include "tests/runtime/train/listened.h"
#include "tests/runtime/train/tiny_run.h"

namespace {

std::vector<std::string> synced;  // NOLINT: what fsync below was called with, in order

}  // namespace

/// This program's own stands before the system's.
extern "C" int fsync(int descriptor) {
  std::error_code ignored;
  const auto path = std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), ignored);
  std::string head(32, ' ');
  std::ifstream(path).read(head.data(), static_cast<std::streamsize>(head.size()));
  const bool is_checkpoint = head.find("__metadata__") != std::string::npos;
  synced.push_back(is_checkpoint ? "checkpoint" : path.filename().string());
  return static_cast<int>(syscall(SYS_fsync, descriptor));
}

namespace cdp::runtime::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// While it lives, files may not become larger than this.
class FullDisk {
 public:
  explicit FullDisk(rlim_t most) : handler_(signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{most, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~FullDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    signal(SIGXFSZ, handler_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

class Trouble : public TinyRun {
 protected:
  /// Ids that take more than one page.
  static std::string ids() {
    std::vector<std::uint32_t> ids;
    std::uint32_t state = 7;
    for (int i = 0; i < 40'000; ++i) ids.push_back((state = state * 1664525U + 7) >> 25);
    return test::wide_bytes<std::uint16_t>(ids);
  }
  run::TrainOptions on_ids(const std::string& out) const {
    run::TrainOptions asked = options(out);
    asked.data = {dir_.write("ids.bin", ids())};
    asked.token_type = "uint16";
    asked.save_every.steps = 2;
    return asked;
  }
  /// Trains, and does this when a line that contains `at` is printed for the first time.
  Result<TrainEnd> train_and(const run::TrainOptions& asked, const std::string& at, const std::function<void()>& act) {
    bool done = false;
    Listened out([&](std::string_view text) {
      if (!done && text.find(at) != std::string_view::npos) {
        done = true;
        act();
      }
    });
    auto end = train(asked, out.stream());
    out_ = out.text();
    EXPECT_TRUE(done) << out_;
    return end;
  }
  std::string checkpoint(const std::string& out) const { return dir_.read(out + "/checkpoint.safetensors"); }
};

TEST_F(Trouble, ASaveThatFailsIsTriedAgain) {
  run(options("whole"));
  run::TrainOptions asked = options("run");
  asked.save_every.steps = 2;
  std::optional<FullDisk> full;
  bool fails = true;
  Listened out([&](std::string_view text) {
    if (fails && text.find("step  1/12") != std::string_view::npos) full.emplace(5000);
    if (text.find("could not save") != std::string_view::npos) {
      full.reset();
      fails = false;
    }
  });
  const auto end = train(asked, out.stream());
  full.reset();
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_EQ(end->outcome, Outcome::kFinished);
  EXPECT_THAT(out.text(), AllOf(HasSubstr("could not save at step 2: "), HasSubstr("cannot be written"),
                                HasSubstr("; no checkpoint had been saved yet; the run goes on and tries again"),
                                HasSubstr("saved again at step 4")));
  EXPECT_EQ(checkpoint("run"), checkpoint("whole"));
}

TEST_F(Trouble, TheRecordIsOnTheDiskBeforeTheCheckpoint) {
  run::TrainOptions asked = options("run");
  asked.save_every.steps = 2;
  synced.clear();
  run(asked);
  int checkpoints = 0;
  for (std::size_t i = 0; i < synced.size(); ++i) {
    if (synced[i] != "checkpoint") continue;
    ++checkpoints;
    ASSERT_GT(i, 0U);
    EXPECT_EQ(synced[i - 1], "metrics.jsonl");
  }
  EXPECT_EQ(checkpoints, 6);
}

TEST_F(Trouble, OnlyTheLastSaveEndsTheRun) {
  run::TrainOptions asked = options("run");
  asked.save_every.steps = 2;
  std::optional<FullDisk> full;
  const auto end = train_and(asked, "step  1/12", [&] { full.emplace(5000); });
  full.reset();
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error().text(), AllOf(HasSubstr("checkpoint.safetensors: cannot be written: File too large"),
                                        HasSubstr("no checkpoint had been saved yet")));
  EXPECT_THAT(out_, AllOf(HasSubstr("could not save at step 2: "), HasSubstr("could not save at step 12: "),
                          HasSubstr("; trying once more"), Not(HasSubstr("could not save at step 4"))));
}

TEST_F(Trouble, ABestThatCannotBeSavedIsNoBest) {
  run::TrainOptions asked = options("run");
  std::optional<FullDisk> full;
  Listened out([&](std::string_view text) {
    if (text.find("step  1/12") != std::string_view::npos) full.emplace(5000);
    if (text.find("could not save at step 4") != std::string_view::npos) full.reset();
  });
  const auto end = train(asked, out.stream());
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_THAT(out.text(), HasSubstr("could not save at step 4"));
  const auto best = SafetensorsFile::open(dir_.file("run/best.safetensors"));
  ASSERT_TRUE(best) << best.error().text();
  EXPECT_EQ(best->header().metadata.at("step"), "12");
}

TEST_F(Trouble, ATokenFileThatShrinksIsNamedAndWhatWasComputedIsSaved) {
  run::TrainOptions asked = on_ids("whole");
  run(asked);
  asked.out = dir_.file("run");
  const auto end = train_and(asked, "step  1/12", [&] { std::filesystem::resize_file(dir_.file("ids.bin"), 0); });
  ASSERT_FALSE(end);
  EXPECT_THAT(
      end.error().text(),
      AllOf(HasSubstr("ids.bin: has become shorter, or cannot be read any more, while it was trained on; the "
                      "checkpoint is of step 1 of 12; put the file back as it was, and go on with\n  cdp train "),
            HasSubstr("--resume")));
  asked = on_ids("run");  // the file is back
  asked.resume = run::Resume::kYes;
  run(asked);
  EXPECT_EQ(checkpoint("run"), checkpoint("whole"));
}

TEST_F(Trouble, ATokenFileThatIsCutBeforeTheRunBeginsIsNamed) {
  const run::TrainOptions asked = on_ids("run");
  const auto end = train_and(asked, "plan     ", [&] { std::filesystem::resize_file(dir_.file("ids.bin"), 0); });
  ASSERT_FALSE(end);
  EXPECT_THAT(end.error().text(), HasSubstr("ids.bin: has become shorter, or cannot be read any more, while it was "));
  EXPECT_FALSE(std::filesystem::exists(dir_.file("run/checkpoint.safetensors")));
}

TEST_F(Trouble, DataThatChangeAreNoticedAtTheNextSave) {
  const run::TrainOptions asked = on_ids("run");
  std::string at_two;
  const auto end = train_and(asked, "step 4: held-out", [&] {
    at_two = checkpoint("run");
    std::fstream file(dir_.file("ids.bin"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(50'000);
    file.write("\1\0\1\0", 4);
  });
  ASSERT_FALSE(end);
  EXPECT_THAT(
      end.error().text(),
      HasSubstr("ids.bin: changed while it was trained on; the checkpoint is of step 2 of 12; put the file back "));
  EXPECT_FALSE(at_two.empty());
  EXPECT_EQ(checkpoint("run"), at_two) << "what may be of both is not saved";
}

TEST_F(Trouble, DataThatWereOnlyTouchedAreTheSame) {
  const run::TrainOptions asked = on_ids("run");
  const auto end = train_and(asked, "step  1/12", [&] {
    std::fstream file(dir_.file("ids.bin"), std::ios::in | std::ios::out | std::ios::binary);
    file.write(ids().data(), 100);
  });
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_THAT(out_, Not(HasSubstr("changed")));
}

TEST_F(Trouble, DataThatWereReplacedAreReadOnAsTheyWere) {
  run(on_ids("whole"));
  run::TrainOptions asked = on_ids("run");
  const auto end = train_and(asked, "step  1/12", [&] {
    dir_.write("new.bin", std::string(80'000, '\1'));
    std::filesystem::rename(dir_.file("new.bin"), dir_.file("ids.bin"));
  });
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_THAT(out_, HasSubstr("ids.bin changed on disk: this run goes on with what it has read, but --resume will need "
                              "the data as they were"));
  EXPECT_EQ(checkpoint("run"), checkpoint("whole"));
}

TEST_F(Trouble, TextIsInMemory) {
  const auto end = train_and(options("run"), "step  1/12", [&] { dir_.write("text", "another text"); });
  ASSERT_TRUE(end) << end.error().text();
  EXPECT_THAT(out_, HasSubstr("text changed on disk: this run goes on with what it has read"));
}

TEST_F(Trouble, ARecordThatWasCutIsSaidWhenTheRunGoesOn) {
  run::TrainOptions asked = options("run");
  asked.steps = 8;
  run(asked);
  asked.steps.reset();
  asked.resume = run::Resume::kYes;
  const std::string record = dir_.read("run/metrics.jsonl");
  dir_.write("run/metrics.jsonl", record.substr(0, record.size() / 2));
  run(asked);
  EXPECT_THAT(out_, HasSubstr("metrics.jsonl: was cut: at the checkpoint of step 8 it had "));
}

TEST_F(Trouble, ARecordAsItWasIsNotSpokenOf) {
  for (const char* out : {"rhythm", "other"}) {
    run::TrainOptions asked = options(out);
    asked.steps = 6;  // ends with an evaluation outside the rhythm
    run(asked);
    asked.steps = 7;
    asked.resume = run::Resume::kYes;
    if (out == std::string("other")) asked.eval_every = 3;
    run(asked);
    EXPECT_THAT(out_, Not(HasSubstr("metrics.jsonl")));
  }
}

TEST_F(Trouble, MicroBatchesAreThoseTheRunBeganWith) {
  run::TrainOptions asked = options("whole");
  asked.micro_batch = 3;
  run(asked);
  const run::TrainOptions whole = asked;
  asked.out = dir_.file("run");
  asked.steps = 6;
  run(asked);
  asked.steps.reset();
  asked.micro_batch.reset();
  asked.resume = run::Resume::kYes;
  run(asked);
  EXPECT_THAT(out_, AllOf(HasSubstr("micro-batches of 3"), Not(HasSubstr("so far and goes on"))));
  EXPECT_EQ(checkpoint("run"), checkpoint("whole"));
}

TEST_F(Trouble, OtherMicroBatchesAreSaid) {
  run::TrainOptions asked = options("run");
  asked.micro_batch = 3;
  asked.steps = 6;
  run(asked);
  asked.steps.reset();
  asked.micro_batch = 2;
  asked.resume = run::Resume::kYes;
  run(asked);
  EXPECT_THAT(out_, HasSubstr("the run had micro-batches of 3 so far and goes on with 2: its bits are others"));
}

TEST_F(Trouble, AutoBeginsGoesOnAndIsDone) {
  run(options("whole"));
  run::TrainOptions asked = options("run");
  asked.resume = run::Resume::kAuto;
  asked.steps = 6;
  run(asked);
  EXPECT_THAT(out_, Not(HasSubstr("no checkpoint yet")));
  asked.steps.reset();
  run(asked);
  EXPECT_THAT(out_, HasSubstr("resume   at step 6"));
  EXPECT_EQ(checkpoint("run"), checkpoint("whole"));
  run(asked);
  EXPECT_THAT(out_, HasSubstr("there is nothing left to do"));
}

TEST_F(Trouble, WhatMemoryWasForIsSaid) {
  const auto words = [](const std::function<void()>& act) -> std::string {
    try {
      act();
    } catch (const OutOfMemory& error) {
      return error.what();
    }
    return "";
  };
  run::TrainOptions asked = options("run");
  plan_.training.batch = std::int64_t{1} << 45;
  asked.plan = dir_.write("plan.json", plan::to_json(plan_));
  EXPECT_THAT(words([&] { static_cast<void>(train(asked, stderr)); }),
              HasSubstr("out of memory for a step's batch of 35184372088832 sequences of 8 tokens"));
}

}  // namespace
}  // namespace cdp::runtime::testing
