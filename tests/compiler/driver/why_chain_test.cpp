// `cdp why SPEC TENSOR`: the chain of factors, ending in the value.
#include <gmock/gmock.h>

#include <algorithm>

#include "compiler/driver/why.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Page {
  std::unique_ptr<pipeline::AnalysedSpec> analysis;
  std::optional<scaling::Scaled> scaled;
  plan::Plan plan;

  [[nodiscard]] CompiledSpec compiled() const { return {*analysis, *scaled, plan}; }
};

Page page(const std::string& text, const ScaleAndConfig& choice) {
  Page result;
  result.analysis = analysed(text);
  auto scaled = pipeline::scale_to(*result.analysis, choice);
  EXPECT_TRUE(scaled && *scaled);
  result.scaled = std::move(*scaled);
  result.plan = pipeline::emit(*result.analysis, *result.scaled, pipeline::Reasons::kLeaveOut);
  return result;
}

std::size_t index_of(const Page& page, const std::string& name) {
  for (std::size_t i = 0; i < page.plan.tensors.size(); ++i)
    if (page.plan.tensors[i].name == name) return i;
  ADD_FAILURE() << name;
  return 0;
}

std::string chains(const Page& page, const std::string& name, std::optional<sema::Hp> hp = {}) {
  return driver::chains(page.compiled(), {{index_of(page, name)}, {}}, hp, diag::Color::kNever);
}

TEST(WhyChain, ShowsEachFactorWithItsPlaceAndPaper) {
  const Page p = page(spec_with("tune embed { lr *= 4 }\n"), {"", "width=1024"});
  EXPECT_EQ(
      chains(p, "head.weight", sema::Hp::init_std).substr(chains(p, "head.weight", sema::Hp::init_std).find("\n\n")),
      "\n\ninit_std = 0.0025\n"
      "  = 0.02             gpt.cdp:6:78                init_std = 0.02\n"
      "  x 0.125  = 0.0025  std/complete_d_p.cdp:23:18  init_std *= m_in^-1  Complete(d)P, Table 1 of "
      "arXiv:2512.22382\n");
}

TEST(WhyChain, ShowsComplementsAndPowersAsWhatTheyAre) {
  const Page p = page(spec_with(), {"", "batch=64seq"});
  EXPECT_THAT(chains(p, "head.weight", sema::Hp::beta1), HasSubstr("  1-v x 2  = 0.8 "));
  const std::string powers =
      "use std.gpt\nrules r() { @all { beta1 ^= m_B } }\nmodel = Gpt(width, depth, vocab = 256, context = context)\n"
      "parameterization = r()\n" CDP_REFERENCE CDP_BASE;
  EXPECT_THAT(chains(page(powers, {"", "batch=64seq"}), "head.weight", sema::Hp::beta1), HasSubstr("  ^ 2    = 0.81 "));
}

TEST(WhyChain, ShowsBoundsThatAct) {
  std::string spec = spec_with();
  const std::string rules = "parameterization = complete_d_p()";
  spec.replace(spec.find("parameterization"),
               spec.find('\n', spec.find("parameterization")) - spec.find("parameterization"),
               "/// Held.\nrules held() extends complete_d_p() { @all { beta1 >= 0.5 } }\nparameterization = held()");
  EXPECT_THAT(chains(page(spec, {"", "batch=512seq"}), "head.weight", sema::Hp::beta1),
              ::testing::ContainsRegex("1-v x 16 += -0\\.6 .*\n +[0-9.= ]*= 0\\.5"));
  EXPECT_THAT(chains(page(spec, {"", "batch=64seq"}), "head.weight", sema::Hp::beta1), Not(HasSubstr(">=")));
}

TEST(WhyChain, OneValueOrAll) {
  const Page p = page(spec_with(), {});
  EXPECT_THAT(chains(p, "head.weight"), HasSubstr("\nweight_decay = 0.1\n"));
  EXPECT_THAT(chains(p, "head.weight", sema::Hp::lr), Not(HasSubstr("\nweight_decay")));
}

TEST(WhyChain, SaysWhyATensorHasItsTags) {
  const Page p = page(spec_with(), {"", "width=1024,depth=16"});
  EXPECT_THAT(
      chains(p, "blocks.0.attn.q.weight"),
      HasSubstr("contracts width (128 -> 1024), makes width (128 -> 1024) and stands in `blocks` (4 -> 16 layers)"));
  EXPECT_THAT(chains(p, "embed.weight"), HasSubstr("looks up in 256 and makes width (128 -> 1024)"));
  EXPECT_THAT(chains(p, "norm.gain"), HasSubstr("gain of a norm over width (128 -> 1024)"));
}

TEST(WhyChain, GoesOnThroughNames) {
  const Page p = page("let peak = 2 * base_peak\nlet base_peak = 2e-3\n" + spec_with("tune embed { lr = peak }\n"),
                      {"", "depth=16"});
  const std::string lr = chains(p, "embed.weight", sema::Hp::lr);
  EXPECT_THAT(lr, ::testing::ContainsRegex("  = 0.004 +gpt.cdp:9:14 +lr = peak"));
  EXPECT_THAT(lr, HasSubstr("gpt.cdp:1:5                   let peak = 2 * base_peak\n"));
  EXPECT_THAT(lr, HasSubstr("gpt.cdp:2:5                     let base_peak = 2e-3\n"));
  EXPECT_THAT(chains(p, "blocks.0.mlp.up.weight", sema::Hp::lr), HasSubstr("  alpha = 1\n"));
}

TEST(WhyChain, EqualOnesStandTogether) {
  const Page p = page(spec_with("tune blocks[3] { lr *= 2 }\n"), {});
  Selection all;
  for (std::size_t i = 0; i < p.plan.tensors.size(); ++i)
    if (p.plan.tensors[i].name.ends_with("mlp.up.weight")) all.tensors.push_back(i);
  ASSERT_EQ(all.tensors.size(), 4U);
  const std::string text = driver::chains(p.compiled(), all, sema::Hp::lr, diag::Color::kNever);
  EXPECT_THAT(text, ::testing::StartsWith("blocks.0-2.mlp.up.weight  "));
  EXPECT_THAT(text, HasSubstr("\n\nblocks.3.mlp.up.weight  "));
  const std::string eps = driver::chains(p.compiled(), all, sema::Hp::eps, diag::Color::kNever);
  EXPECT_THAT(eps, ::testing::StartsWith("blocks.0-3.mlp.up.weight  "));
  EXPECT_THAT(eps, Not(HasSubstr("\n\nblocks")));
}

TEST(WhyChain, AMultiplierHasOneChain) {
  const Page p = page(spec_with(), {"", "depth=16"});
  const auto& all = p.plan.multipliers;
  const auto at =
      std::find_if(all.begin(), all.end(), [](const auto& one) { return one.name == "blocks.0.attn_mult"; });
  ASSERT_NE(at, all.end());
  const auto index = static_cast<std::size_t>(at - all.begin());
  const std::string text = driver::chains(p.compiled(), {{}, {index}}, {}, diag::Color::kNever);
  EXPECT_THAT(text, ::testing::StartsWith("blocks.0.attn_mult  a constant factor at "));
  EXPECT_THAT(text, ::testing::ContainsRegex("\nvalue = 0\\.25\n  = 1 +std/block\\.cdp:"));
  EXPECT_THAT(text, ::testing::ContainsRegex("\n  x 0\\.25 += 0\\.25 .*value \\*= m_L\\^-alpha"));
}

}  // namespace
}  // namespace cdp::driver
