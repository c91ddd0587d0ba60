// Patterns, renames, and files of them.
#include "compiler/verify/renames.h"

#include <gmock/gmock.h>

namespace cdp::verify {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string error_of(const std::string& text) {
  const auto rename = parse_rename(text);
  EXPECT_FALSE(rename) << text;
  return rename ? "" : rename.error().text();
}

TEST(Renames, StarsStandForParts) {
  EXPECT_THAT(*match("a.*.c", "a.7.c"), ElementsAre("7"));
  EXPECT_THAT(*match("**.c", "a.b.c"), ElementsAre("a.b"));
  EXPECT_THAT(*match("**.b.**", "a.b.b.c"), ElementsAre("a", "b.c"));
  EXPECT_THAT(*match("a", "a"), ElementsAre());
  for (const auto& [pattern, name] :
       {std::pair("a.*", "a"), {"*", "a.b"}, {"a.**", "a"}, {"a", "b"}, {"a.b*", "a.bc"}, {"", "a"}})
    EXPECT_FALSE(match(pattern, name)) << pattern << " " << name;
}

TEST(Renames, ManyStarsTakeNoLongerThanTheyHaveParts) {
  std::string pattern;
  std::string name;
  for (int i = 0; i < 40; ++i) {
    pattern += "**.";
    name += "a.b.";
  }
  EXPECT_FALSE(match(pattern + "x", name + "y"));
  EXPECT_EQ(match(pattern + "**", name + "y")->size(), 41U);
}

TEST(Renames, WhatStarsStandForIsCarriedOver) {
  const auto rename = parse_rename(" model.layers.*.self_attn.q_proj.** = blocks.*.attn.q.** ");
  ASSERT_TRUE(rename) << rename.error().text();
  const auto stars = match(rename->file, "model.layers.3.self_attn.q_proj.weight");
  ASSERT_TRUE(stars);
  EXPECT_EQ(filled(rename->plan, *stars), "blocks.3.attn.q.weight");
  EXPECT_FALSE(match(rename->file, "model.norm.weight"));
  EXPECT_EQ(text_of(*rename), "model.layers.*.self_attn.q_proj.**=blocks.*.attn.q.**");
}

TEST(Renames, BothSidesHaveTheSameStars) {
  EXPECT_THAT(error_of("a"), HasSubstr("`a` is no rename; write FILE=PLAN"));
  EXPECT_THAT(error_of("a=b=c"), HasSubstr("is no rename"));
  EXPECT_THAT(error_of("=b"), HasSubstr("lacks a side"));
  EXPECT_THAT(error_of("a.*=b"), HasSubstr("other stars on its left"));
  EXPECT_THAT(error_of("a.*=b.**"), HasSubstr("other stars on its left"));
}

TEST(Renames, SumsAndBanks) {
  const auto fused = parse_rename("h.*.qkv = b.*.q+b.*.k + b.*.v");
  ASSERT_TRUE(fused) << fused.error().text();
  EXPECT_TRUE(joins(*fused));
  EXPECT_EQ(text_of(*fused), "h.*.qkv=b.*.q + b.*.k + b.*.v");
  EXPECT_EQ(terms_of(fused->plan).size(), 3U);
  const auto bank = parse_rename("l.*.experts.*.w1 = b.*.gate[*]");
  ASSERT_TRUE(bank) << bank.error().text();
  EXPECT_TRUE(joins(*bank));
  EXPECT_TRUE(terms_of(bank->plan)[0].in_bank);
  EXPECT_EQ(terms_of(bank->plan)[0].pattern, "b.*.gate");
  EXPECT_FALSE(joins(*parse_rename("a.**=**")));
}

TEST(Renames, WhatIsNoSumAndNoBank) {
  EXPECT_THAT(error_of("a + b = c + d"),
              HasSubstr("sums on both sides; several names are stacked to one, on one side only"));
  EXPECT_THAT(error_of("a + = b"), HasSubstr("lacks a side"));
  for (const char* text : {"a[0]=b", "a=b[*].c", "a=b]", "a=[*][*]", "a=[*]", "a[*=b"})
    EXPECT_THAT(error_of(text), HasSubstr("has brackets; `[*]` at the end is a matrix of a bank")) << text;
  EXPECT_THAT(error_of("a.*=b.*[*]"), HasSubstr("other stars on its left"));
  EXPECT_THAT(error_of("a.**=b[*]"), HasSubstr("other stars on its left"));
  EXPECT_THAT(error_of("a.*.x + b.x = c.*.x"), HasSubstr("other stars on its left"));
}

TEST(Renames, FilesHaveOneALine) {
  const auto renames = parse_renames("# Llama\nmodel.**=**  # all\r\n\n a = b\n");
  ASSERT_TRUE(renames) << renames.error().text();
  ASSERT_EQ(renames->size(), 2U);
  EXPECT_EQ(text_of((*renames)[0]), "model.**=**");
  EXPECT_EQ(text_of((*renames)[1]), "a=b");
  const auto broken = parse_renames("a=b\n\nc\n");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().place, "3");
}

}  // namespace
}  // namespace cdp::verify
