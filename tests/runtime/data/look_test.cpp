// What bytes look like: real ids and texts look like themselves, the rest is found out, and a large file is not read
// whole.
#include "runtime/data/look.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/runtime/data/token_files.h"

namespace cdp::runtime {
namespace {

using namespace cdp::test;
using ::testing::HasSubstr;

Pieces pieces(const std::string& bytes) {
  return pieces_of(std::as_bytes(std::span(bytes)));
}

std::string suspicion(const std::string& bytes) {
  const auto found = suspect_ids(pieces(bytes), TokenType::kUint16);
  return found ? found->what + "; " + found->way : "";
}

std::string else_of(const std::string& bytes) {
  const TextLook look = look_at_text(pieces(bytes));
  return is_no_text(look) ? what_else(look, pieces(bytes)) : "text";
}

TEST(Pieces, AreFewOfALargeFileAndAllOfASmallOne) {
  const std::string small(1000, 'x');
  EXPECT_EQ(pieces(small).size(), 1U);
  EXPECT_EQ(pieces(small).front().size(), 1000U);
  EXPECT_TRUE(pieces("").empty());
  // Nothing is read of it: the address space alone is there.
  const std::span huge(reinterpret_cast<const std::byte*>(4096), std::size_t{1} << 40U);
  const Pieces some = pieces_of(huge);
  ASSERT_EQ(some.size(), 16U);
  EXPECT_EQ(some.front().data(), huge.data());
  EXPECT_GE(some.back().data() + some.back().size() + 8, huge.data() + huge.size());
  for (const auto& piece : some) EXPECT_EQ((piece.data() - huge.data()) % 8, 0);
}

TEST(TextLooks, TextIsText) {
  EXPECT_EQ(else_of("plain\n\ttext\r\n"), "text");
  EXPECT_EQ(else_of("Grüße, 世界, 🙂, na\xC3\xAFve"), "text");
  EXPECT_EQ(else_of("\xEF\xBB\xBFwith a mark"), "text");
  EXPECT_EQ(else_of(std::string("cut at the end: \xE4\xB8")), "text");
  EXPECT_EQ(else_of(std::string(20'000, 'a') + "\xE9"), "text") << "one byte in 10,000 may be wrong";
}

TEST(TextLooks, PiecesMayCutCharacters) {
  std::string text;
  while (text.size() < 4'000'000) text += "世界e";
  EXPECT_EQ(else_of(text), "text");
}

TEST(TextLooks, WhatIsNoTextIsNamed) {
  EXPECT_EQ(else_of("caf\xE9 au lait, tr\xE8s bien"), "text in another encoding, such as Latin-1");
  EXPECT_EQ(else_of("\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0"), "text in another encoding, such as Latin-1");
  std::string utf16;
  for (const char c : std::string("some text of sixteen bits a letter")) utf16 += std::string(1, c) + '\0';
  EXPECT_EQ(else_of(utf16), "text in UTF-16, or integers of 16 bits");
  EXPECT_EQ(else_of(wide_bytes<std::uint32_t>(zipf_ids(500, 100))), "integers of 32 bits");
  EXPECT_EQ(else_of(wide_bytes<std::int64_t>(zipf_ids(500, 50000))), "integers of 64 bits");
  EXPECT_EQ(else_of(noise(20'000)), "random, compressed or encrypted bytes");
  EXPECT_EQ(else_of(std::string("a\0b\1c\2d\3", 8)), "binary data");
}

TEST(Ids, OfTextLookLikeIds) {
  for (const double vocabulary : {50'257.0, 65'535.0, 256.0, 30.0})
    for (const std::size_t count : {8UL, 100UL, 10'000UL, 1'000'000UL})
      EXPECT_EQ(suspicion(wide_bytes<std::uint16_t>(zipf_ids(count, vocabulary))), "") << vocabulary << " " << count;
}

TEST(Ids, InOrderLookLikeIds) {
  std::vector<std::uint32_t> ids(50'257);
  for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::uint32_t>(i);
  EXPECT_EQ(suspicion(wide_bytes<std::uint16_t>(ids)), "");
}

TEST(Ids, OfOtherWidthsAreFoundOut) {
  for (const double vocabulary : {128'256.0, 50'257.0, 100.0})
    for (const std::size_t count : {10UL, 1000UL, 1'000'000UL}) {
      if (vocabulary == 128'256 && count == 10) continue;  // too few to tell
      const auto ids = zipf_ids(count, vocabulary);
      EXPECT_THAT(suspicion(wide_bytes<std::uint32_t>(ids)), HasSubstr("looks like ids of 32 bits")) << vocabulary;
      EXPECT_THAT(suspicion(wide_bytes<std::uint32_t>(ids)), HasSubstr("--token-type uint32"));
      EXPECT_THAT(suspicion(wide_bytes<std::int64_t>(ids)), HasSubstr("looks like ids of 64 bits")) << vocabulary;
      EXPECT_TRUE(looks_64_bit(pieces(wide_bytes<std::int64_t>(ids))));
      EXPECT_FALSE(looks_64_bit(pieces(wide_bytes<std::uint32_t>(ids))));
    }
}

TEST(Ids, OfTheOtherByteOrderAreFoundOut) {
  std::string bytes = wide_bytes<std::uint32_t>(zipf_ids(1000, 50'257));
  for (std::size_t at = 0; at < bytes.size(); at += 4) {
    std::swap(bytes[at], bytes[at + 3]);
    std::swap(bytes[at + 1], bytes[at + 2]);
  }
  EXPECT_THAT(suspicion(bytes), HasSubstr("looks like big-endian ids of 32 bits; convert it"));
}

TEST(Ids, ThatAreNoneAreFoundOut) {
  EXPECT_THAT(suspicion(std::string(1000, '\0')), HasSubstr("has the same id everywhere"));
  const std::string half = wide_bytes<std::uint16_t>(zipf_ids(5000, 50'257)) + std::string(10'000, '\0');
  EXPECT_THAT(suspicion(half), HasSubstr("has the id 0 in 5"));
  EXPECT_THAT(suspicion(noise(100'000)), HasSubstr("looks like random, compressed or encrypted bytes"));
  std::vector<float> weights;
  for (const std::uint32_t id : zipf_ids(5000, 50'257)) weights.push_back(0.02F / static_cast<float>(id + 1) - 0.001F);
  EXPECT_THAT(suspicion(std::string(reinterpret_cast<const char*>(weights.data()), weights.size() * sizeof(float))),
              HasSubstr("looks like numbers of more than 16 bits, floats for example"));
  std::string text;
  while (text.size() < 1000) text += "Es war einmal ein König. ";
  EXPECT_THAT(suspicion(text), AllOf(HasSubstr("looks like text; "), HasSubstr("--token-type bytes")));
  EXPECT_THAT(suspicion(noise(100'000)), HasSubstr("say --token-type uint16"));
}

TEST(Ids, OfThirtyTwoBitsAreNotJudgedAsSixteen) {
  EXPECT_FALSE(suspect_ids(pieces(wide_bytes<std::uint32_t>(zipf_ids(1000, 128'256))), TokenType::kUint32));
}

}  // namespace
}  // namespace cdp::runtime
