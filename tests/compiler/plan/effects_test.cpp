// The table of effects: each does what its formula says, and is written as plans have it.
#include "compiler/plan/effects.h"

#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "compiler/plan/words.h"

namespace cdp::plan {
namespace {

TEST(Effects, AreFoundByTheirWords) {
  for (const EffectRow& row : kEffectRows) {
    EXPECT_EQ(find_effect(row.word), &row);
    EXPECT_EQ(&plan::row(row.effect), &row);
    EXPECT_TRUE(is_one_of(row.word, kEffects));
    EXPECT_FALSE(row.sign.empty() || row.meaning.empty());
  }
  EXPECT_EQ(kEffects.size(), kEffectRows.size());
  EXPECT_EQ(find_effect(""), nullptr);
  EXPECT_EQ(find_effect("Set"), nullptr);
}

/// Plans hold them: another word, or another meaning, needs another version of the format.
TEST(Effects, AreWrittenInPlans) {
  const std::map<std::string, std::string> written = {{"set", "v = factor"},
                                                      {"multiply", "v = v * factor"},
                                                      {"power", "v = v ^ factor"},
                                                      {"complement", "v = 1 - (1 - v) * factor"},
                                                      {"clamp", "v = factor"}};
  std::map<std::string, std::string> found;
  for (const EffectRow& row : kEffectRows) found.emplace(row.word, row.formula);
  EXPECT_EQ(found, written);
}

TEST(Effects, SetWhereTheValueBeforeDoesNotCount) {
  for (const EffectRow& row : kEffectRows)
    EXPECT_EQ(sets(row.effect), row.formula.find('v', 1) == std::string_view::npos) << row.word;
}

TEST(Effects, HaveSignsForPeople) {
  EXPECT_EQ(with_sign(Effect::kMultiply, "0.125"), "x0.125");
  EXPECT_EQ(with_sign(Effect::kPower, "0.5"), "^0.5");
  EXPECT_EQ(with_sign(Effect::kComplement, "0.08"), "1-v x 0.08");
}

}  // namespace
}  // namespace cdp::plan
