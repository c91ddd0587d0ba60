// The checksum: any changed bit, any other length gives another one.
#include "compiler/base/checksum.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace cdp {
namespace {

std::vector<std::byte> counted(std::size_t length) {
  std::vector<std::byte> bytes(length);
  for (std::size_t i = 0; i < length; ++i) bytes[i] = static_cast<std::byte>(i * 7 + 3);
  return bytes;
}

TEST(Checksum, EveryBitCounts) {
  std::vector<std::byte> bytes = counted(77);  // whole rounds of lanes, single words, and a rest
  std::set<std::uint64_t> seen = {checksum(bytes)};
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
    EXPECT_TRUE(seen.insert(checksum(bytes)).second) << "bit " << bit;
    bytes[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
  }
}

TEST(Checksum, TheLengthCounts) {
  std::set<std::uint64_t> seen;
  for (std::size_t length = 0; length < 100; ++length)
    EXPECT_TRUE(seen.insert(checksum(std::vector<std::byte>(length))).second) << length << " zeros";
}

TEST(Checksum, TheOrderCounts) {
  std::vector<std::byte> bytes = counted(64);
  const std::uint64_t before = checksum(bytes);
  std::swap_ranges(bytes.begin(), bytes.begin() + 8, bytes.begin() + 8);
  EXPECT_NE(checksum(bytes), before);
}

TEST(Checksum, PiecesDoNotMatter) {
  const std::vector<std::byte> bytes = counted(150);
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    Checksum sum;
    const std::span<const std::byte> all(bytes);
    sum.add(all.first(first));
    EXPECT_EQ(sum.value(), checksum(all.first(first)));
    for (const std::byte& byte : all.subspan(first)) sum.add({&byte, 1});
    EXPECT_EQ(sum.value(), checksum(bytes)) << first;
  }
}

TEST(Checksum, StaysAsItIs) {
  // Checkpoints carry it: a change of the function would refuse those that exist.
  EXPECT_EQ(checksum({}), 0xde4d584477d87e8aU);
  EXPECT_EQ(checksum(counted(77)), 0x8b64163c92ce2ab8U);
}

}  // namespace
}  // namespace cdp
