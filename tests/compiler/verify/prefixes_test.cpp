// Prefixes of the file's names and of the plan's.
#include "compiler/verify/prefixes.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"

namespace cdp::verify {
namespace {

const std::vector<Stored> kBare = {{"a", {1}}, {"b.c", {1}}, {"b.d", {1}}};
const std::vector<Stored> kWrapped = {{"m.o.a", {1}}, {"m.o.b.c", {1}}, {"m.o.b.d", {1}}, {"m.other", {1}}};

TEST(Prefixes, OfTheFile) {
  Sides sides{entries_of(kBare), entries_of(kWrapped)};
  const auto prefix = common_prefix(sides);
  ASSERT_TRUE(prefix);
  EXPECT_EQ(prefix->text, "m.o.");
  EXPECT_EQ(prefix->side, PrefixSide::kFile);
  EXPECT_EQ(text_of(take_prefix(*prefix, sides)), "m.o.**=**");
  EXPECT_EQ(sides.file[1].name, "b.c");
  EXPECT_EQ(sides.file[1].side.name, "m.o.b.c");
  EXPECT_EQ(sides.file[3].name, "m.other");
}

TEST(Prefixes, OfThePlan) {
  Sides sides{entries_of(kWrapped), entries_of(kBare)};
  const auto prefix = common_prefix(sides);
  ASSERT_TRUE(prefix);
  EXPECT_EQ(prefix->side, PrefixSide::kPlan);
  EXPECT_EQ(text_of(take_prefix(*prefix, sides)), "**=m.o.**");
  EXPECT_EQ(sides.file[0].name, "m.o.a");
}

TEST(Prefixes, OneNameOfManyMakesNone) {
  EXPECT_FALSE(common_prefix({entries_of({{"a", {1}}, {"b", {1}}}), entries_of({{"m.a", {1}}, {"c", {1}}})}));
  EXPECT_TRUE(common_prefix({entries_of({{"a", {1}}}), entries_of({{"m.a", {1}}, {"c", {1}}})}));
  EXPECT_FALSE(common_prefix({entries_of(kBare), entries_of({})}));
  EXPECT_FALSE(common_prefix({entries_of({}), entries_of(kBare)}));
}

}  // namespace
}  // namespace cdp::verify
