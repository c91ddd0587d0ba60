// The page follows the study, not too often, and never stands in its way.
#include "study/page/live.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Live : public ::testing::Test {
 protected:
  Live() : folder_(temp_.file("study")), store_(begun(folder_)) {}

  static Store begun(const std::string& folder) {
    StudyInfo info;
    info.kind = "sweep";
    info.spec = "gpt.cdp";
    auto store = Store::begin(folder, info);
    std::vector<Trial> trials;
    for (const char* set : {"base.lr=0.001", "base.lr=0.002", "base.lr=0.004"}) trials.push_back({0, {{}, {set}, 1}});
    EXPECT_TRUE(store->add(trials));
    return *std::move(store);
  }

  void end(std::int64_t number, double loss) {
    TrialResult result;
    result.state = TrialState::kFinished;
    result.loss = loss;
    ASSERT_TRUE(store_.end(number, result));
  }
  [[nodiscard]] std::string page() const { return temp_.read("study/report.html"); }

  test::TempFolder temp_;
  std::string folder_;
  Store store_;
  double now_ = 100;
  std::vector<std::string> said_;
};

TEST_F(Live, IsWrittenAsTrialsEndButNotTooOften) {
  {
    LivePage live(
        store_, [this](const std::string& line) { said_.push_back(line); }, [this] { return now_; });
    end(1, 3.5);
    live.ended();
    EXPECT_THAT(page(), HasSubstr("3.5000"));
    EXPECT_THAT(page(), HasSubstr("refresh"));
    end(2, 3.25);
    now_ += 1;
    live.ended();
    EXPECT_THAT(page(), Not(HasSubstr("3.2500"))) << "a second later";
    now_ += 5;
    live.ended();
    EXPECT_THAT(page(), HasSubstr("3.2500"));
    end(3, 3.125);
    live.ended();
    EXPECT_THAT(page(), Not(HasSubstr("3.1250")));
  }
  EXPECT_THAT(page(), HasSubstr("3.1250")) << "the last page has all";
  EXPECT_THAT(page(), Not(HasSubstr("refresh")));
  EXPECT_TRUE(said_.empty());
}

TEST_F(Live, SaysOnceThatItCannotBeWritten) {
  std::filesystem::create_directories(folder_ + "/report.html/in-the-way");
  {
    LivePage live(
        store_, [this](const std::string& line) { said_.push_back(line); }, [this] { return now_; });
    end(1, 3.5);
    live.ended();
    EXPECT_FALSE(live.works());
    now_ += 60;
    live.ended();
  }
  EXPECT_THAT(said_, ElementsAre(HasSubstr("the page of the study cannot be written, and the study goes on: ")));
}

TEST_F(Live, LeavesTheStudyMostOfTheTime) {
  int pages = 0;
  // A clock that moves with each look: ten seconds for a page.
  LivePage live(store_, nullptr, [&] {
    ++pages;
    return now_ += 10;
  });
  live.ended();
  const int looks = pages;
  for (int i = 0; i < 20; ++i) live.ended();
  EXPECT_EQ(pages, looks + 20) << "no page in the next two hundred seconds";
}

}  // namespace
}  // namespace cdp::study
