// Fused and split tensors, transposed ones among them.
#include "compiler/verify/pieces.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"

namespace cdp::verify {
namespace {

const DataFlow kFlow = {
    {{"b.*.q.weight", "b.*.k.weight", "b.*.v.weight"}, {"b.*.gate.weight", "b.*.up.weight"}}, {}, {}, {}};

std::vector<Stored> separate(const std::string& block) {
  std::vector<Stored> tensors;
  for (const char* index : {"0", "1"}) {
    const std::string before = block + index + ".";
    tensors.push_back({before + "q.weight", {8, 4}});
    tensors.push_back({before + "k.weight", {2, 4}});
    tensors.push_back({before + "v.weight", {2, 4}});
    tensors.push_back({before + "gate.weight", {16, 4}});
    tensors.push_back({before + "up.weight", {16, 4}});
  }
  return tensors;
}

TEST(Pieces, QueryKeyAndValueInOne) {
  Sides sides{entries_of(separate("b.")), entries_of({{"h.0.qkv.weight", {12, 4}}, {"h.1.qkv.weight", {12, 4}}})};
  const Explained found = find_fused(sides, kFlow);
  const std::vector<Item>& items = found.items;
  ASSERT_EQ(items.size(), 2U);
  ASSERT_EQ(items[1].plan.size(), 3U);
  EXPECT_EQ(items[1].plan[2].name, "b.1.v.weight");
  EXPECT_EQ(items[1].file[0].name, "h.1.qkv.weight");
  EXPECT_TRUE(open_families(sides.file).empty());
  ASSERT_EQ(found.renames.size(), 1U);
  EXPECT_EQ(text_of(found.renames[0]), "h.*.qkv.weight=b.*.q.weight + b.*.k.weight + b.*.v.weight");
}

TEST(Pieces, KeyAndValueAndTransposed) {
  Sides sides{entries_of(separate("b.")),
              entries_of({{"h.0.kv", {4, 4}}, {"h.1.kv", {4, 4}}, {"h.0.gate_up", {4, 32}}, {"h.1.gate_up", {4, 32}}})};
  const Explained found = find_fused(sides, kFlow);
  const std::vector<Item>& items = found.items;
  ASSERT_EQ(items.size(), 4U);
  EXPECT_EQ(items[0].plan[0].name, "b.0.k.weight");
  EXPECT_EQ(items[3].file[0].name, "h.1.gate_up");
}

TEST(Pieces, OnlyWhereEveryBlockHasThem) {
  Sides sides{entries_of(separate("b.")), entries_of({{"h.0.qkv.weight", {12, 4}}})};
  EXPECT_TRUE(find_fused(sides, kFlow).items.empty());
}

TEST(Pieces, PartsOfThePlansOne) {
  Sides sides{entries_of({{"h.0.c_attn.weight", {12, 4}}, {"h.1.c_attn.weight", {12, 4}}}),
              entries_of(separate("layers."))};
  const Explained found = find_split(sides);
  const std::vector<Item>& items = found.items;
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].plan[0].name, "h.0.c_attn.weight");
  ASSERT_EQ(items[0].file.size(), 3U);
  EXPECT_EQ(items[0].file[1].name, "layers.0.k.weight");
  EXPECT_EQ(text_of(found.renames.at(0)),
            "layers.*.q.weight + layers.*.k.weight + layers.*.v.weight=h.*.c_attn.weight");
  EXPECT_TRUE(find_split(sides).items.empty());
}

TEST(Pieces, BanksAreFusedMatrixByMatrix) {
  for (const Shape& whole : {Shape{8, 32, 4}, Shape{8, 4, 32}}) {
    Sides sides{entries_of({{"b.0.gate.weight", {8, 16, 4}}, {"b.0.up.weight", {8, 16, 4}}}),
                entries_of({{"l.0.experts.gate_up_proj", whole}})};
    const Explained found = find_fused(sides, kFlow);
    ASSERT_EQ(found.items.size(), 1U);
    EXPECT_EQ(text_of(found.renames.at(0)), "l.*.experts.gate_up_proj[*]=b.*.gate.weight[*] + b.*.up.weight[*]");
  }
  Sides below{entries_of({{"b.0.gate.weight", {8, 16, 4}}, {"b.0.up.weight", {8, 16, 4}}}),
              entries_of({{"l.0.experts.gate_up_proj", {16, 16, 4}}})};
  EXPECT_TRUE(find_fused(below, kFlow).items.empty());
}

}  // namespace
}  // namespace cdp::verify
