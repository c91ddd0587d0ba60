// Longest common subsequences, small by the table and long by anchors.
#include "compiler/diff/align.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace cdp::diff {
namespace {

using Items = std::vector<std::uint32_t>;

/// "0-0 2-1"
std::string aligned(const Items& a, const Items& b) {
  std::string text;
  for (const Match& match : align(a, b))
    text += (text.empty() ? "" : " ") + std::to_string(match.a) + "-" + std::to_string(match.b);
  return text;
}

TEST(Align, MatchesWhatIsEqualInOrder) {
  EXPECT_EQ(aligned({}, {}), "");
  EXPECT_EQ(aligned({1, 2, 3}, {1, 2, 3}), "0-0 1-1 2-2");
  EXPECT_EQ(aligned({1, 2, 3}, {1, 3}), "0-0 2-1");
  EXPECT_EQ(aligned({1, 9, 3, 4}, {1, 3, 8, 4}), "0-0 2-1 3-3");
  EXPECT_EQ(aligned({1, 2}, {3, 4}), "");
  EXPECT_EQ(aligned({5, 5, 5}, {5}), "0-0");
}

TEST(Align, IsTheSameTheOtherWayRound) {
  std::mt19937 random(1);
  for (int round = 0; round < 200; ++round) {
    Items a(random() % 12);
    Items b(random() % 12);
    for (auto* items : {&a, &b})
      for (std::uint32_t& item : *items) item = random() % 4;
    std::vector<Match> there = align(a, b);
    const std::vector<Match> back = align(b, a);
    ASSERT_EQ(there.size(), back.size());
    for (std::size_t i = 0; i < there.size(); ++i) {
      EXPECT_EQ(there[i].a, back[i].b);
      EXPECT_EQ(there[i].b, back[i].a);
      EXPECT_EQ(a[there[i].a], b[there[i].b]);
    }
  }
}

TEST(Align, LongSequencesByAnchors) {
  Items a(5000);
  for (std::uint32_t i = 0; i < a.size(); ++i) a[i] = i;
  Items b = a;
  std::swap(b.front(), b.back());  // so that no equal ends help
  b.erase(b.begin() + 2500);
  const std::vector<Match> matches = align(a, b);
  EXPECT_EQ(matches.size(), 4997U);
  for (std::size_t i = 1; i < matches.size(); ++i) {
    EXPECT_LT(matches[i - 1].a, matches[i].a);
    EXPECT_LT(matches[i - 1].b, matches[i].b);
  }
}

TEST(Align, LongSequencesWithoutAnchorsEnd) {
  const Items a(4000, 1);
  Items b(4000, 1);
  b.front() = 2;
  b.back() = 3;
  EXPECT_TRUE(align(a, b).empty());
}

}  // namespace
}  // namespace cdp::diff
