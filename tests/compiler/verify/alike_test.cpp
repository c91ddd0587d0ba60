// Which left-over tensors are the same under another name, and where that cannot be told.
#include "compiler/verify/alike.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"

namespace cdp::verify {
namespace {

std::vector<std::string> texts(const std::vector<Rename>& renames) {
  std::vector<std::string> result;
  for (const Rename& rename : renames) result.push_back(text_of(rename));
  return result;
}

TEST(Alike, TheNearestNameOfTheSameShape) {
  Sides sides{
      entries_of({{"b.0.attn.q.weight", {4, 4}}, {"b.0.attn.out.weight", {4, 4}}, {"b.0.mlp.up.weight", {8, 4}}}),
      entries_of({{"l.0.attn.o_proj.weight", {4, 4}},
                  {"l.0.attn.q_proj.weight", {4, 4}},
                  {"l.0.mlp.up_proj.weight", {8, 4}}})};
  const Explained found = find_alike(sides);
  EXPECT_THAT(texts(found.renames), ::testing::UnorderedElementsAre("l.*.attn.q_proj.weight=b.*.attn.q.weight",
                                                                    "l.*.attn.o_proj.weight=b.*.attn.out.weight",
                                                                    "l.*.mlp.up_proj.weight=b.*.mlp.up.weight"));
  EXPECT_EQ(found.items.size(), 3U);
  EXPECT_TRUE(find_ambiguous(sides).empty());
}

TEST(Alike, NothingIsGuessed) {
  Sides sides{entries_of({{"b.attn_norm.gain", {4}}, {"b.mlp_norm.gain", {4}}}),
              entries_of({{"l.input_layernorm.weight", {4}}, {"l.post_attention_layernorm.weight", {4}}})};
  EXPECT_TRUE(find_alike(sides).items.empty());
  const std::vector<Item> ambiguous = find_ambiguous(sides);
  ASSERT_EQ(ambiguous.size(), 1U);
  EXPECT_EQ(ambiguous[0].plan.size(), 2U);
  EXPECT_EQ(ambiguous[0].file.size(), 2U);
}

TEST(Alike, TransposedToo) {
  Sides sides{entries_of({{"mlp.up.weight", {8, 4}}}), entries_of({{"mlp.up_proj.weight", {4, 8}}})};
  EXPECT_EQ(find_alike(sides).items.size(), 1U);
}

TEST(Alike, ShapesAndPlacesMustAgree) {
  Sides sides{entries_of({{"b.0.up.weight", {8, 4}}, {"b.1.up.weight", {8, 4}}, {"c.w", {3}}, {"d.w", {5}}}),
              entries_of({{"l.0.up.weight", {8, 4}}, {"xyz", {3}}, {"c.w", {7}}})};
  EXPECT_TRUE(find_alike(sides).items.empty());
  EXPECT_TRUE(find_ambiguous(sides).empty());
}

}  // namespace
}  // namespace cdp::verify
