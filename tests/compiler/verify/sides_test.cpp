// Families, and closing them member by member.
#include "compiler/verify/sides.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"

namespace cdp::verify {
namespace {

using ::testing::ElementsAre;

TEST(Sides, FamiliesAreOfOnePatternAndShape) {
  std::vector<Entry> entries = entries_of({{"b.1.w", {2}}, {"b.0.w", {2}}, {"b.2.w", {3}}, {"x", {}}, {"b.3.w", {2}}});
  entries.back().is_open = false;
  const std::vector<Family> families = open_families(entries);
  ASSERT_EQ(families.size(), 3U);
  EXPECT_EQ(families[0].pattern, "b.*.w");
  EXPECT_THAT(families[0].indices, ElementsAre(ElementsAre(0), ElementsAre(1)));
  EXPECT_EQ(families[0].members[0]->name, "b.0.w");
  EXPECT_THAT(families[1].shape, ElementsAre(3));
  EXPECT_EQ(families[2].pattern, "x");
}

TEST(Sides, ClosingMakesAnItemOfEachMember) {
  Sides sides{entries_of({{"b.0.q", {2}}, {"b.1.q", {2}}}), entries_of({{"l.1.q", {2}}, {"l.0.q", {2}}})};
  const std::vector<Family> planned = open_families(sides.plan);
  const std::vector<Family> stored = open_families(sides.file);
  const std::vector<Item> items = close_together({&planned[0]}, {&stored[0]});
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[1].plan.front().name, "b.1.q");
  EXPECT_EQ(items[1].file.front().name, "l.1.q");
  EXPECT_TRUE(open_families(sides.plan).empty());
  EXPECT_TRUE(open_families(sides.file).empty());
}

TEST(Sides, Reversed) {
  EXPECT_THAT(transposed({1, 2, 3}), ElementsAre(1, 3, 2));
  EXPECT_THAT(transposed({}), ElementsAre());
}

}  // namespace
}  // namespace cdp::verify
