// The progress line: its words, its rhythm, terminal and plain.
#include "runtime/train/progress.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace cdp::runtime {
namespace {

/// What a Progress prints.
template <class Use>
std::string printed(ProgressStyle style, Use use) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* const out = open_memstream(&text, &size);
  Progress progress(out, style, 200, "tok/s");
  use(progress);
  std::fclose(out);
  std::string result(text, size);
  std::free(text);
  return result;
}

const ProgressPoint kPoint{40, 2.31415, 0.82, 21'340, 83};
constexpr const char* kText = "step  40/200  loss 2.3142  lr x0.820  21.3k tok/s  1:23 left";

TEST(Progress, SaysStepLossRateAndTimeLeft) {
  EXPECT_EQ(progress_text(kPoint, 200, "tok/s"), kText);
  EXPECT_EQ(progress_text(kPoint, 200, "samples/s"),
            "step  40/200  loss 2.3142  lr x0.820  21.3k samples/s  1:23 left");
}

TEST(Progress, CountsAndClocksAreShort) {
  EXPECT_EQ(short_count(950), "950");
  EXPECT_EQ(short_count(1'234'567), "1.2M");
  EXPECT_EQ(short_count(2.5e9), "2.5B");
  EXPECT_EQ(clock_text(5), "0:05");
  EXPECT_EQ(clock_text(7505), "2:05:05");
}

TEST(Progress, ATerminalRenewsOneLine) {
  const std::string out = printed(ProgressStyle::kTerminal, [](Progress& progress) {
    progress.show(kPoint, 0);
    EXPECT_FALSE(progress.due(0.1));
    EXPECT_TRUE(progress.due(0.3));
    progress.say("hello");
    progress.show(kPoint, 1);
    progress.finish();
  });
  const std::string line = std::string("\r") + kText + "\x1b[K";
  EXPECT_EQ(out, line + "\r\x1b[Khello\n" + line + "\n");
}

TEST(Progress, ElsewhereLinesComeNowAndThen) {
  const std::string out = printed(ProgressStyle::kPlain, [](Progress& progress) {
    EXPECT_TRUE(progress.due(0));
    progress.show(kPoint, 0);
    EXPECT_FALSE(progress.due(4));
    EXPECT_TRUE(progress.due(5));
    progress.show(kPoint, 100);
    EXPECT_FALSE(progress.due(109));
    progress.show(kPoint, 10'000);
    EXPECT_TRUE(progress.due(10'060));
    progress.say("hello");
    progress.finish();
  });
  const std::string line = std::string(kText) + "\n";
  EXPECT_EQ(out, line + line + line + "hello\n");
}

TEST(Progress, AFileIsNoTerminal) {
  std::FILE* const file = std::tmpfile();
  EXPECT_EQ(progress_style(file), ProgressStyle::kPlain);
  std::fclose(file);
}

}  // namespace
}  // namespace cdp::runtime
