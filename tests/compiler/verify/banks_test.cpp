// Experts in a bank on one side, one by one on the other.
#include "compiler/verify/banks.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"

namespace cdp::verify {
namespace {

using ::testing::ElementsAre;

std::vector<Stored> singles(const std::vector<std::string>& names, const Shape& shape, int blocks = 2,
                            int experts = 3) {
  std::vector<Stored> tensors;
  for (int block = 0; block < blocks; ++block)
    for (const std::string& name : names)
      for (int expert = 0; expert < experts; ++expert)
        tensors.push_back({"l." + std::to_string(block) + ".experts." + std::to_string(expert) + "." + name, shape});
  return tensors;
}

std::vector<Stored> banks(const std::vector<std::string>& names, const Shape& shape, int blocks = 2) {
  std::vector<Stored> tensors;
  for (int block = 0; block < blocks; ++block)
    for (const std::string& name : names) tensors.push_back({"b." + std::to_string(block) + ".mlp." + name, shape});
  return tensors;
}

std::vector<std::string> texts(const std::vector<Rename>& renames) {
  std::vector<std::string> texts;
  for (const Rename& rename : renames) texts.push_back(text_of(rename));
  return texts;
}

TEST(Banks, OneByOneInTheFile) {
  for (const Shape& shape : {Shape{6, 4}, Shape{4, 6}}) {
    Sides sides{entries_of(banks({"gate", "up"}, {3, 6, 4})), entries_of(singles({"gate_proj", "up_proj"}, shape))};
    const Banks found = find_one_by_one(sides);
    ASSERT_EQ(found.found.items.size(), 4U);
    EXPECT_EQ(found.found.items[0].plan.size(), 1U);
    EXPECT_EQ(found.found.items[0].file.size(), 3U);
    EXPECT_EQ(found.found.items[1].file[2].name, "l.1.experts.2.gate_proj");
    EXPECT_THAT(texts(found.found.renames),
                ElementsAre("l.*.experts.*.gate_proj=b.*.mlp.gate[*]", "l.*.experts.*.up_proj=b.*.mlp.up[*]"));
    EXPECT_TRUE(open_families(sides.file).empty());
  }
}

TEST(Banks, OneByOneInThePlan) {
  Sides sides{entries_of(singles({"gate_proj"}, {6, 4})), entries_of(banks({"gate"}, {3, 6, 4}))};
  const Banks found = find_banks(sides);
  ASSERT_EQ(found.found.items.size(), 2U);
  EXPECT_EQ(found.found.items[0].plan.size(), 3U);
  EXPECT_THAT(texts(found.found.renames), ElementsAre("b.*.mlp.gate[*]=l.*.experts.*.gate_proj"));
}

TEST(Banks, NamesThatDoNotTellAreUnclear) {
  Sides sides{entries_of(banks({"gate", "up"}, {3, 6, 4})), entries_of(singles({"w1", "w3"}, {6, 4}))};
  const Banks found = find_one_by_one(sides);
  EXPECT_TRUE(found.found.items.empty());
  ASSERT_EQ(found.unclear.size(), 2U);
  EXPECT_EQ(found.unclear[0].plan.size(), 2U);
  EXPECT_EQ(found.unclear[0].file.size(), 6U);
}

TEST(Banks, OnlyWhereAllAreThere) {
  for (const int experts : {2, 4}) {
    Sides sides{entries_of(banks({"gate"}, {3, 6, 4})), entries_of(singles({"gate_proj"}, {6, 4}, 2, experts))};
    EXPECT_TRUE(find_one_by_one(sides).found.items.empty()) << experts;
  }
  for (const std::size_t missing : {0U, 1U, 2U, 5U}) {
    std::vector<Stored> tensors = singles({"gate_proj"}, {6, 4});
    tensors.erase(tensors.begin() + static_cast<std::ptrdiff_t>(missing));
    Sides sides{entries_of(banks({"gate"}, {3, 6, 4})), entries_of(tensors)};
    EXPECT_TRUE(find_one_by_one(sides).found.items.empty()) << missing;
  }
  Sides other{entries_of(banks({"gate"}, {3, 6, 4}, 1)), entries_of(singles({"gate_proj"}, {6, 4}))};
  EXPECT_TRUE(find_one_by_one(other).found.items.empty());
}

}  // namespace
}  // namespace cdp::verify
