// Plans of version 1: the texts of their reasons stand for effects.
#include "compiler/plan/version_1.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "compiler/plan/json.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan {
namespace {

using ::testing::ElementsAre;

/// The effects of a chain with these texts.
std::vector<Effect> effects_of(const std::vector<std::string>& texts) {
  Plan plan = testing::sample_plan();
  plan.version = 1;
  std::vector<Reason> chain;
  for (const std::string& text : texts) chain.push_back({"gpt.cdp:1:1", text, {}, 0.5});
  plan.tensors[1].because = Because{{"lr", chain}};
  plan.multipliers[1].because = Because{{"value", chain}};
  upgrade_version_1(plan);
  EXPECT_EQ(plan.version, 2);
  std::vector<Effect> effects;
  for (const Reason& reason : plan.tensors[1].because->front().second) effects.push_back(reason.effect);
  std::vector<Effect> of_multiplier;
  for (const Reason& reason : plan.multipliers[1].because->front().second) of_multiplier.push_back(reason.effect);
  EXPECT_EQ(of_multiplier, effects);
  return effects;
}

TEST(Version1, ATextStandsForAnEffect) {
  EXPECT_THAT(effects_of({"lr = 4e-3", "lr *= 4", "lr *= m_in^-1 * (m_B / m_D)^0.5", "beta1 ^= m_B / m_D", "beta1^=m_B",
                          "1 - beta1 *= m_B / m_D", "1-beta1*=m_B"}),
              ElementsAre(Effect::kSet, Effect::kMultiply, Effect::kMultiply, Effect::kPower, Effect::kPower,
                          Effect::kComplement, Effect::kComplement));
  EXPECT_THAT(effects_of({"lr = if a >= 1 then 2 else 3", "beta2 >= 0.95", "lr <= 0.05"}),
              ElementsAre(Effect::kSet, Effect::kClamp, Effect::kClamp));
}

TEST(Version1, TheFirstReasonSetsTheValueWhateverItSays) {
  for (const char* text : {"attn_mult: Multiplier @residual", "scale: Multiplier(head_dim^-0.5) @attention",
                           "scale: Multiplier(2 * a)", "1", ""})
    EXPECT_THAT(effects_of({text, "value *= m_L^-alpha"}), ElementsAre(Effect::kSet, Effect::kMultiply)) << text;
}

TEST(Version1, TheOldestPlansSayClamped) {
  EXPECT_THAT(effects_of({"beta1 = 0.9", "1 - beta1 *= m_B", "clamped from -0.6"}),
              ElementsAre(Effect::kSet, Effect::kComplement, Effect::kClamp));
}

TEST(Version1, PlansWithoutReasonsOnlyGetTheVersion) {
  Plan plan = testing::sample_plan({.because = false});
  const std::string text = to_json(plan);
  plan.version = 1;
  EXPECT_FALSE(validate(plan));
  upgrade_version_1(plan);
  EXPECT_EQ(to_json(plan), text);
}

TEST(Version1, IsReadAsWhatItStandsFor) {
  Plan plan = testing::sample_plan();
  for (Tensor& tensor : plan.tensors)
    for (auto& [key, reasons] : *tensor.because)
      for (Reason& reason : reasons) reason.ratios.clear(), reason.exponents.clear();
  std::string text = to_json(plan);
  const auto replace_all = [&text](const std::string& from, const std::string& to) {
    std::size_t count = 0;
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at), ++count)
      text.replace(at, from.size(), to);
    return count;
  };
  EXPECT_EQ(replace_all("\"version\": 2", "\"version\": 1"), 1U);
  EXPECT_EQ(replace_all("\"effect\": \"set\", ", "") + replace_all("\"effect\": \"multiply\", ", ""), 21U * 3);
  const Result<Plan> read = from_json(text);
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_EQ(to_json(*read), to_json(plan)) << "and is written as version 2";
}

}  // namespace
}  // namespace cdp::plan
