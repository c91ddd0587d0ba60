// Requests out of a pipe, in pieces as they come.
#include "runtime/worker/requests.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <array>
#include <thread>

namespace cdp::runtime {
namespace {

using ::testing::ElementsAre;

class RequestsTest : public ::testing::Test {
 protected:
  ~RequestsTest() override {
    ::close(pipe_[0]);
    end_input();
  }
  void end_input() {
    if (pipe_[1] >= 0) ::close(pipe_[1]);
    pipe_[1] = -1;
  }
  void come(std::string_view text) const {
    ASSERT_EQ(::write(pipe_[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void come(const run::WorkerRequest& request) const { come(run::request_text(request)); }
  std::int64_t next() {
    const auto request = requests_.next();
    return request ? request->trial : -1;
  }

  static std::array<int, 2> open_pipe() {
    std::array<int, 2> ends{-1, -1};
    EXPECT_EQ(::pipe(ends.data()), 0);
    return ends;
  }

  std::array<int, 2> pipe_ = open_pipe();
  std::vector<std::string> faults_;
  Requests requests_{pipe_[0], [this](const std::string& message) { faults_.push_back(message); }};
};

TEST_F(RequestsTest, TrialsComeInTheirOrder) {
  come(run::TrainRequest{7, "a", 3});
  come(run::TrainRequest{5, "b"});
  const auto first = requests_.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->trial, 7);
  EXPECT_EQ(first->plan, "a");
  EXPECT_EQ(first->micro_batch, 3);
  EXPECT_EQ(next(), 5);
  EXPECT_TRUE(faults_.empty());
}

TEST_F(RequestsTest, ALineMayComeInPieces) {
  const std::string plan(300'000, '"');  // more than a pipe holds
  std::thread asker([&] {
    const std::string text = run::request_text(run::TrainRequest{1, plan});
    for (std::size_t at = 0; at < text.size(); at += 7000) come(std::string_view(text).substr(at, 7000));
  });
  const auto request = requests_.next();
  asker.join();
  ASSERT_TRUE(request);
  EXPECT_EQ(request->plan, plan);
}

TEST_F(RequestsTest, StopsAreForTheirTrial) {
  come(run::TrainRequest{1, ""});
  EXPECT_FALSE(requests_.stops()) << "none is running";
  EXPECT_EQ(next(), 1);
  EXPECT_FALSE(requests_.stops()) << "and nothing waits for more input";
  come(run::StopRequest{2});
  EXPECT_FALSE(requests_.stops()) << "of a trial that nobody has asked for yet";
  come(run::TrainRequest{2, ""});
  come(run::TrainRequest{3, ""});
  come(run::StopRequest{3});
  come(run::StopRequest{1});
  EXPECT_TRUE(requests_.stops());
  EXPECT_EQ(next(), 2);
  EXPECT_FALSE(requests_.stops());
  come(run::StopRequest{1});
  EXPECT_FALSE(requests_.stops()) << "of a trial that has ended";
  EXPECT_EQ(next(), 3);
  EXPECT_TRUE(requests_.stops()) << "it was asked to stop before it began";
}

TEST_F(RequestsTest, TheEndOfTheInputEndsEverything) {
  come(run::TrainRequest{1, ""});
  come(run::TrainRequest{2, ""});
  EXPECT_EQ(next(), 1);
  come("{\"kind\":\"train\",\"trial\":3");  // a line that was being written
  end_input();
  EXPECT_TRUE(requests_.stops());
  EXPECT_EQ(next(), -1) << "the second trial is not begun";
  EXPECT_TRUE(faults_.empty());
}

TEST_F(RequestsTest, ABadLineIsToldAndTheNextIsRead) {
  come("what?\n\n{\"kind\":\"train\",\"trial\":1}\n");
  come(run::TrainRequest{4, ""});
  EXPECT_EQ(next(), 4);
  EXPECT_THAT(faults_, ElementsAre("a request: is not a JSON object", "a request: `plan` is missing"));
}

TEST_F(RequestsTest, ALineWithoutEndIsToldAndPassedOver) {
  std::thread asker([&] {
    const std::string piece(std::size_t{1} << 20, 'x');
    for (std::size_t sent = 0; sent <= Requests::kLongestLine; sent += piece.size()) come(piece);
    come("\n");
    come(run::TrainRequest{4, ""});
  });
  EXPECT_EQ(next(), 4);
  asker.join();
  EXPECT_THAT(faults_, ElementsAre("a request is longer than 128 MiB"));
}

}  // namespace
}  // namespace cdp::runtime
