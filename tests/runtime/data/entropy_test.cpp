// Entropies against values worked out by hand and against a plain count.
#include "runtime/data/entropy.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "tests/runtime/data/token_files.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using namespace cdp::test;

TEST(Entropy, OfAlternatingTextIsOneBitAndNothingGivenTheLast) {
  const Entropies got = measure_entropies(Corpus::of_text("abababab"));
  EXPECT_NEAR(got.unigram, std::log(2.0), 1e-12);
  EXPECT_NEAR(got.bigram, 0, 1e-12);
  EXPECT_EQ(got.counted, 8);
}

TEST(Entropy, OfATinyTextByHand) {
  // Pairs of "aabac": aa ab ba ac. After a (3 of 4): a, b, c equally; after b: always a.
  const Entropies got = measure_entropies(Corpus::of_text("aabac"));
  EXPECT_NEAR(got.bigram, 0.75 * std::log(3.0), 1e-12);
  EXPECT_NEAR(got.unigram, -(0.6 * std::log(0.6) + 0.4 * std::log(0.2)), 1e-12);
}

TEST(Entropy, OneTokenHasNone) {
  const Entropies got = measure_entropies(Corpus::of_text("a"));
  EXPECT_EQ(got.unigram, 0);
  EXPECT_EQ(got.bigram, 0);
}

TEST(Entropy, TokenFilesAndTextAgreeOnEqualTokens) {
  std::string text;
  std::vector<std::uint16_t> ids;
  std::uint32_t state = 1;
  for (int i = 0; i < 5000; ++i) {
    state = state * 1664525U + 1013904223U;
    ids.push_back(static_cast<std::uint16_t>((state >> 24) % 7));
    text.push_back(static_cast<char>(ids.back()));
  }
  const TempFolder dir;
  dir.write("a.bin", token_bytes({ids.begin(), ids.begin() + 1234}));
  dir.write("b.bin", token_bytes({ids.begin() + 1234, ids.end()}));
  const auto corpus = Corpus::load({dir.path().string()}, {});
  ASSERT_TRUE(corpus);
  const Entropies of_ids = measure_entropies(*corpus);
  const Entropies of_text = measure_entropies(Corpus::of_text(text));
  EXPECT_NEAR(of_ids.unigram, of_text.unigram, 1e-12);
  EXPECT_NEAR(of_ids.bigram, of_text.bigram, 1e-12);
  EXPECT_LT(of_ids.bigram, of_ids.unigram);
}

TEST(Entropy, IdsOfThirtyTwoBitsAreCountedAsThoseOfSixteen) {
  const auto ids = zipf_ids(5000, 1000);
  auto far = ids;
  for (std::uint32_t& id : far) id += 100'000;  // other names, the same text
  const TempFolder dir;
  const auto of = [&](const std::string& bytes, TokenType type) {
    return measure_entropies(*Corpus::load({dir.write("a.bin", bytes)}, {}, type));
  };
  const Entropies narrow = of(wide_bytes<std::uint16_t>(ids), TokenType::kUint16);
  const Entropies wide = of(wide_bytes<std::uint32_t>(far), TokenType::kUint32);
  EXPECT_NEAR(wide.unigram, narrow.unigram, 1e-12);
  EXPECT_NEAR(wide.bigram, narrow.bigram, 1e-12);
  EXPECT_GT(wide.unigram, 1);
}

}  // namespace
}  // namespace cdp::runtime
