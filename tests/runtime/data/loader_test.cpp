// Training windows: no repeats in an epoch, never in held-out blocks, the same whenever asked, targets one token later.
#include "runtime/data/loader.h"

#include <gmock/gmock.h>

#include <set>

namespace cdp::runtime {
namespace {

using ::testing::ElementsAre;

struct Case {
  std::int64_t tokens;
  std::int64_t context;
};

class LoaderSizes : public ::testing::TestWithParam<Case> {};

TEST_P(LoaderSizes, WindowsOfAnEpochAreDisjointAndNeverHeldOut) {
  const auto [tokens, context] = GetParam();
  const Corpus corpus = Corpus::of_text(std::string(static_cast<std::size_t>(tokens), 'x'));
  const auto split = split_corpus(tokens, context);
  ASSERT_TRUE(split);
  const Loader loader(corpus, *split, context, 7);
  const std::int64_t windows = loader.windows_per_epoch();
  for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
    std::vector<int> inputs(static_cast<std::size_t>(tokens));
    for (std::int64_t i = 0; i < windows; ++i) {
      const std::int64_t first = loader.window(epoch * windows + i);
      const bool inside = std::any_of(split->train.begin(), split->train.end(), [&](const TokenRange& range) {
        return first >= range.begin && first + context < range.end;
      });
      EXPECT_TRUE(inside) << first;
      for (std::int64_t at = first; at < first + context; ++at) ++inputs[static_cast<std::size_t>(at)];
    }
    EXPECT_LE(*std::max_element(inputs.begin(), inputs.end()), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(All, LoaderSizes,
                         ::testing::Values(Case{18, 8}, Case{40, 8}, Case{1000, 8}, Case{5000, 16}, Case{20'000, 1},
                                           Case{300'000, 256}, Case{3'000'000, 1000}));

TEST(Loader, IsStatelessAndKeyedBySeedAndEpoch) {
  const Corpus corpus = Corpus::of_text(std::string(10'000, 'x'));
  const auto split = split_corpus(corpus.size(), 16);
  ASSERT_TRUE(split);
  const Loader loader(corpus, *split, 16, 1);
  const Loader same(corpus, *split, 16, 1);
  const Loader other(corpus, *split, 16, 2);
  std::vector<std::int64_t> first_epoch, second_epoch, others;
  for (std::int64_t i = 0; i < loader.windows_per_epoch(); ++i) {
    EXPECT_EQ(loader.window(i), same.window(i));
    first_epoch.push_back(loader.window(i));
    second_epoch.push_back(loader.window(i + loader.windows_per_epoch()));
    others.push_back(other.window(i));
  }
  EXPECT_NE(first_epoch, second_epoch);
  EXPECT_NE(first_epoch, others);
}

TEST(Loader, EpochsCutAtDifferentPhases) {
  const Corpus corpus = Corpus::of_text(std::string(10'000, 'x'));
  const auto split = split_corpus(corpus.size(), 16);
  ASSERT_TRUE(split);
  const Loader loader(corpus, *split, 16, 1);
  std::set<std::int64_t> phases;
  for (std::int64_t epoch = 0; epoch < 64; ++epoch)
    phases.insert(loader.window(epoch * loader.windows_per_epoch()) % 16);
  EXPECT_GT(phases.size(), 10U);
}

TEST(Loader, TargetsAreTheInputsOneTokenLater) {
  std::string text;
  for (int i = 0; i < 200; ++i) text.push_back(static_cast<char>(i));
  const Corpus corpus = Corpus::of_text(text);
  const auto split = split_corpus(corpus.size(), 4);
  ASSERT_TRUE(split);
  const Loader loader(corpus, *split, 4, 1);
  std::vector<std::int64_t> inputs(12), targets(12);
  loader.read(5, inputs, targets);
  for (std::size_t row = 0; row < 3; ++row) {
    const std::int64_t first = loader.window(5 + static_cast<std::int64_t>(row));
    for (std::size_t t = 0; t < 4; ++t) {
      EXPECT_EQ(inputs[row * 4 + t], first + static_cast<std::int64_t>(t));
      EXPECT_EQ(targets[row * 4 + t], first + static_cast<std::int64_t>(t) + 1);
    }
  }
}

TEST(ReadWindow, ReachesTheLastToken) {
  const Corpus corpus = Corpus::of_text("abcd");
  std::vector<std::int64_t> inputs(3), targets(3);
  read_window(corpus, 0, inputs, targets);
  EXPECT_THAT(inputs, ElementsAre('a', 'b', 'c'));
  EXPECT_THAT(targets, ElementsAre('b', 'c', 'd'));
}

}  // namespace
}  // namespace cdp::runtime
