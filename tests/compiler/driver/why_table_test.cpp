// Numbers, names and the table's form; whole pages are goldens in tests/golden/cli.
#include <gmock/gmock.h>

#include "compiler/driver/why.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(WhyTable, NamesThatDifferInOnePartAreJoined) {
  EXPECT_THAT(braced({"a.q.w", "a.k.w", "b.w"}), ElementsAre("a.{q,k}.w", "b.w"));
  EXPECT_THAT(braced({"a.q.w", "b.k.w"}), ElementsAre("a.q.w", "b.k.w"));
  EXPECT_THAT(braced({"a.q.w", "a.k.w", "b.k.w"}), ElementsAre("a.{q,k}.w", "b.k.w"));
  EXPECT_THAT(braced({"head"}), ElementsAre("head"));
}

std::string table_of(const std::string& text) {
  const auto analysis = analysed(text);
  const auto scaled = pipeline::scale_to(*analysis, {});
  const plan::Plan plan = pipeline::emit(*analysis, **scaled, pipeline::Reasons::kLeaveOut);
  Selection all;
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) all.tensors.push_back(i);
  return table({*analysis, **scaled, plan}, all, diag::Color::kNever);
}

/// Of a spec whose rules are for any training.
std::string table_under(const std::string& training, const std::string& base) {
  return table_of(
      "use std.gpt\nrules r() { @hidden { lr *= m_in^-1 } }\nparameterization = r()\n"
      "model = Gpt(width, depth, vocab = 256, context = context)\n"
      "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256 }\n"
      "base { lr = 4e-3; beta1 = 0.9; weight_decay = 0.1; init_std = 0.02; " +
      base + "}\ntraining { " + training + " }\n");
}

TEST(WhyTable, SaysOnceWhatIsEqualEverywhere) {
  const std::string table = table_of(spec_with());
  EXPECT_THAT(table, HasSubstr("all tensors: lr 0.004, beta1 0.9, beta2 0.95, eps 1e-8, weight_decay 0.1, tau 2500"));
}

TEST(WhyTable, TauIsOneOverLrTimesWeightDecay) {
  EXPECT_THAT(table_of(spec_with("tune embed { weight_decay = 0 }\n")), HasSubstr("1 / (lr * weight_decay)"));
  EXPECT_THAT(table_under("weight_decay = independent", "beta2 = 0.95; eps = 1e-8"), HasSubstr("tau 10 (0.0082 runs)"));
}

TEST(WhyTable, WithoutWeightDecayThereIsNoTau) {
  EXPECT_THAT(table_of(spec_with("tune @all { weight_decay = 0 }\n")), Not(HasSubstr("tau: ")));
}

TEST(WhyTable, ShowsOnlyWhatTheOptimizersHave) {
  EXPECT_THAT(table_under("optimizer = sgd", ""),
              HasSubstr("all tensors: lr 0.004, beta1 0.9, weight_decay 0.1, tau 2500"));
  const std::string muon = table_under("optimizer = muon", "beta2 = 0.95; eps = 1e-8");
  EXPECT_THAT(muon, ::testing::ContainsRegex("embed.weight .* adamw +0.95 +1e-8\n"));
  EXPECT_THAT(muon, ::testing::ContainsRegex("mlp.down.weight .* muon +- +-\n"));
}

TEST(WhyTable, LayersOfEqualSettingsShareARow) {
  EXPECT_THAT(table_of(spec_with()), HasSubstr("\nblocks.0-3.attn.{q,k,v,out}.weight "));
}

TEST(WhyTable, HeadStatesScaleAndRun) {
  const auto analysis = analysed(spec_with());
  const auto scaled = pipeline::scale_to(*analysis, {"", "width=256"});
  const plan::Plan plan = pipeline::emit(*analysis, **scaled, pipeline::Reasons::kLeaveOut);
  const std::string text = head({*analysis, **scaled, plan}, diag::Color::kNever);
  EXPECT_THAT(text, HasSubstr("gpt.cdp at custom, by complete_d_p(alpha = 1, "));
  EXPECT_THAT(text, HasSubstr("width 128 -> 256 (x2), depth 4, batch 32 seq, duration 10M tok, context 256\n"));
  EXPECT_THAT(text, HasSubstr("1220 steps of 32 sequences of 256 tokens"));
}

}  // namespace
}  // namespace cdp::driver
