// Closed sets of words: there and back, and as fmt prints them.
#include "compiler/base/words.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace cdp {

enum class Fruit : std::uint8_t { apple, plum };
template <>
struct EnumWords<Fruit> {
  static constexpr auto all = std::to_array<std::string_view>({"apple", "plum"});
};

namespace {

TEST(Words, StandForEnumerators) {
  for (const Fruit fruit : all_of<Fruit>()) EXPECT_EQ(find_word<Fruit>(word(fruit)), fruit);
  for (const char* text : {"", "appl", "apples", "Apple"}) EXPECT_FALSE(find_word<Fruit>(text)) << text;
  EXPECT_EQ(strings<Fruit>(), (std::vector<std::string>{"apple", "plum"}));
}

TEST(Words, AreWhatFmtPrints) {
  EXPECT_EQ(fmt::format("`{}` and {:>6}", Fruit::plum, Fruit::apple), "`plum` and  apple");
}

}  // namespace
}  // namespace cdp
