// The generator against published test vectors and its own promises.
#include "runtime/graph/philox.h"

#include <gtest/gtest.h>

namespace cdp::runtime {
namespace {

using Block = std::array<std::uint32_t, 4>;

TEST(Philox, MatchesThePublishedVectors) {  // Random123's kat_vectors, philox4x32 10
  EXPECT_EQ(Philox::generate({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  const std::uint32_t f = 0xffffffff;
  EXPECT_EQ(Philox::generate({f, f, f, f}, {f, f}), (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(Philox::generate({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(Philox, SeedNameAndIndexEachMatter) {
  const Block one = Philox(1, "a").block(0);
  EXPECT_EQ(one, Philox(1, "a").block(0));
  EXPECT_NE(one, Philox(2, "a").block(0));
  EXPECT_NE(one, Philox(1, "b").block(0));
  EXPECT_NE(one, Philox(1, "a").block(1));
  EXPECT_NE(one, Philox(1, "a").block(std::uint64_t{1} << 32));
}

TEST(Philox, UnitIntervalIsOpen) {
  EXPECT_GT(unit_interval(0), 0.0);
  EXPECT_LT(unit_interval(0xffffffff), 1.0);
}

}  // namespace
}  // namespace cdp::runtime
