// `cdp transfer --trajectory` with workers that train nothing: what is measured, that it is measured once, and
// refusals.
#include "compiler/driver/transfer_trajectory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "compiler/driver/sweep.h"
#include "study/exports/runs.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/compiler/driver/fake_worker.h"
#include "tests/support/process.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

class TransferTrajectory : public ::testing::Test {
 protected:
  TransferTrajectory() {
    begin({"width=64,128,256"});
    options_.asked = true;
    options_.fleet.data = {"text"};
    options_.fleet.program = test::fake_worker(folder_);
    options_.fleet.workers = 2;
    options_.config.isolated = true;
  }

  void begin(const std::vector<std::string>& ats) {
    SweepOptions options;
    options.spec = example();
    options.overs = {"base.lr=0.0005..0.064:2"};
    options.ats = ats;
    options.fleet.data = {"text"};
    options.fleet.program = test::fake_worker(folder_);
    options.fleet.workers = 2;
    options.out = study_;
    options.config.isolated = true;
    const Answer said = sweep(options, {});
    EXPECT_EQ(said.exit_code, kClean) << said.err;
  }

  std::variant<study::TrajectorySplit, Answer> split() {
    study::TransferReport report{study_, {}};
    auto sweeps = study::sweeps_of(*study::runs_at(study_), {});
    EXPECT_TRUE(sweeps) << sweeps.error().text();
    for (study::Sweep& one : *sweeps) report.groups.push_back(study::transfer_of(std::move(one), {{}, 100}));
    return trajectory_of(study_, report, options_, {});
  }
  std::string fault() {
    const auto failed = split();
    const auto* answer = std::get_if<Answer>(&failed);
    EXPECT_TRUE(answer != nullptr && answer->exit_code == kCouldNotRun);
    return answer == nullptr ? "" : answer->err;
  }
  std::size_t kept() const {
    std::size_t count = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(study_ + "/trajectories", ignored))
      count += entry.path().extension() == ".json" ? 1 : 0;
    return count;
  }

  test::TempFolder folder_;
  std::string study_ = folder_.file("study");
  TrajectoryOptions options_;
};

TEST_F(TransferTrajectory, MeasuresTheRunsNearTheOptimumOnce) {
  const auto found = split();
  const auto* first = std::get_if<study::TrajectorySplit>(&found);
  ASSERT_NE(first, nullptr) << std::get<Answer>(found).err;
  EXPECT_EQ(first->mechanism, study::Mechanism::kSeen);
  EXPECT_EQ(first->runs, 15U);  // two values below 0.004 and two above, at three widths
  EXPECT_EQ(kept(), 15U);
  EXPECT_TRUE(first->notes.empty());
  ASSERT_EQ(first->scales.size(), 3U);
  EXPECT_EQ(first->scales[2].scale, 256);
  EXPECT_EQ(first->scales[2].cells[2].value, 0.004);
  EXPECT_NEAR(first->scales[2].cells[2].top, -2, 1e-9);
  EXPECT_NEAR(first->scales[2].cells[2].rest, 4.7, 1e-9);
  options_.fleet = {};  // nothing is trained any more
  const auto again = split();
  ASSERT_TRUE(std::holds_alternative<study::TrajectorySplit>(again)) << std::get<Answer>(again).err;
  EXPECT_EQ(std::get<study::TrajectorySplit>(again).whole_gain, first->whole_gain);
}

TEST_F(TransferTrajectory, OneThatIsMissingIsMeasuredAnew) {
  static_cast<void>(split());
  std::filesystem::remove(study_ + "/trajectories/3.json");
  options_.fleet.data = {};
  EXPECT_THAT(fault(), HasSubstr("--data: 1 run is to be trained once more"));
  options_.fleet.data = {"text"};
  ASSERT_TRUE(std::holds_alternative<study::TrajectorySplit>(split()));
  EXPECT_EQ(kept(), 15U);
}

TEST_F(TransferTrajectory, SaysWhereLossesAreOthers) {
  const std::string path = study_ + "/trajectories/3.json";
  static_cast<void>(split());
  auto file = nlohmann::json::parse(folder_.read("study/trajectories/3.json"));
  file["loss"] = 9.5;
  folder_.write("study/trajectories/3.json", file.dump());
  const auto found = split();
  ASSERT_TRUE(std::holds_alternative<study::TrajectorySplit>(found));
  EXPECT_THAT(std::get<study::TrajectorySplit>(found).notes,
              ::testing::ElementsAre(HasSubstr("1 of 15 runs have another loss than in the study")));
}

TEST_F(TransferTrajectory, RefusesWhatItCannotTrain) {
  options_.fleet.data = {};
  EXPECT_THAT(fault(), HasSubstr("--data: 15 runs are to be trained once more"));
  options_.fleet.data = {"text"};
  std::filesystem::copy(example(), folder_.file("other.cdp"));
  folder_.write("other.cdp", folder_.read("other.cdp") + "// changed\n");
  options_.spec = folder_.file("other.cdp");
  EXPECT_THAT(fault(), HasSubstr("holds trials of another study (the spec, or a file that it brings in (SHA-256): "));
  options_.spec = folder_.file("none.cdp");
  EXPECT_THAT(fault(), HasSubstr("none.cdp"));
  options_.spec = "";
  options_.fleet.program = "/no/such/cdp-run";
  EXPECT_THAT(fault(), HasSubstr("a worker cannot start"));
  EXPECT_EQ(kept(), 0U);
}

TEST(TransferTrajectoryCommand, ATableHasNoSpec) {
  const std::string runs = CDP_SOURCE_DIR "/tests/golden/transfer/fast.csv";
  const auto said = test::run({CDP_PROGRAMS_DIR "/cdp", "transfer", runs, "--trajectory", "--data", "text"});
  EXPECT_EQ(said.exit_code, kCouldNotRun);
  EXPECT_EQ(said.out, "");
  EXPECT_THAT(said.err, HasSubstr("fast.csv: is no study's folder; --trajectory trains runs again"));
}

TEST_F(TransferTrajectory, IsAPartOfTheReportAndOfTheJson) {
  std::vector<std::string> words = {
      CDP_PROGRAMS_DIR "/cdp", "transfer", study_, "--trajectory", "--isolated", "--data", "text", "--worker",
      options_.fleet.program};
  const auto text = test::run(words);
  EXPECT_THAT(text.out, HasSubstr("\nheld-out loss of the averaged weights"));
  EXPECT_THAT(text.out, HasSubstr("\nmechanism: seen\n\nverdict: "));
  EXPECT_THAT(text.err, HasSubstr("15/15  "));
  words.insert(words.end(), {"--format", "json"});
  const auto json = nlohmann::json::parse(test::run(words).out);
  EXPECT_EQ(json["trajectory"]["mechanism"], "seen");
  EXPECT_EQ(json["trajectory"]["k"], 1);
  EXPECT_EQ(json["trajectory"]["scales"][0]["lowest"]["top"], 0.004);
  EXPECT_EQ(json["trajectory"]["scales"].size(), 3U);
}

}  // namespace
}  // namespace cdp::driver
