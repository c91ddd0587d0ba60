// The table of effects: each does what its formula says, and is written as plans have it.
#include "compiler/plan/effects.h"

#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "compiler/plan/words.h"

namespace cdp::plan {
namespace {

TEST(Effects, HaveARowEach) {
  EXPECT_EQ(all_of<Effect>().size(), kEffectRows.size());
  for (const EffectRow& row : kEffectRows) EXPECT_FALSE(row.sign.empty() || row.meaning.empty());
}

/// Plans hold them: another word, or another meaning, needs another version of the format.
TEST(Effects, AreWrittenInPlans) {
  const std::map<std::string, std::string> written = {{"set", "v = factor"},
                                                      {"multiply", "v = v * factor"},
                                                      {"power", "v = v ^ factor"},
                                                      {"complement", "v = 1 - (1 - v) * factor"},
                                                      {"clamp", "v = factor"}};
  std::map<std::string, std::string> found;
  for (const Effect effect : all_of<Effect>()) found.emplace(word(effect), row(effect).formula);
  EXPECT_EQ(found, written);
}

TEST(Effects, SetWhereTheValueBeforeDoesNotCount) {
  for (const Effect effect : all_of<Effect>())
    EXPECT_EQ(sets(effect), row(effect).formula.find('v', 1) == std::string_view::npos) << word(effect);
}

TEST(Effects, HaveSignsForPeople) {
  EXPECT_EQ(with_sign(Effect::kMultiply, "0.125"), "x0.125");
  EXPECT_EQ(with_sign(Effect::kPower, "0.5"), "^0.5");
  EXPECT_EQ(with_sign(Effect::kComplement, "0.08"), "1-v x 0.08");
}

}  // namespace
}  // namespace cdp::plan
