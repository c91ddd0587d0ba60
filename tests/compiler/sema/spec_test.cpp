// The statements of a run: what must be there, once, with known keys and units that fit.
#include "compiler/sema/spec.h"

#include <gtest/gtest.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::check;
using test::Ids;
using test::ids_for;
using test::kBase;
using test::kModelLine;
using test::kReference;
using test::kRulesLine;
using test::kSpec;

TEST(Spec, CollectsEverything) {
  const auto checked = check(kSpec +
                             "let big_width = 8 * 128\ntarget big { width = big_width; batch = 64k tok }\n"
                             "tune embed { lr *= 2 }\nassert width % 64 == 0\n");
  ASSERT_EQ(checked->ids(), Ids{});
  const Spec& spec = *checked->spec;
  EXPECT_NE(spec.model, nullptr);
  EXPECT_EQ(spec.reference.find("batch")->unit, Unit::kSeq);
  EXPECT_EQ(spec.reference.find("duration")->value, 1e7);
  EXPECT_EQ(spec.reference.find("experts"), nullptr);
  ASSERT_EQ(spec.targets.size(), 1U);
  EXPECT_EQ(spec.targets[0].find("width")->value, 1024);
  EXPECT_EQ(spec.targets[0].find("batch")->unit, Unit::kTok);
  EXPECT_EQ(spec.tunes.size(), 1U);
  EXPECT_EQ(spec.asserts.size(), 1U);
  EXPECT_TRUE(spec.base[static_cast<std::size_t>(Hp::lr)]);
  EXPECT_FALSE(spec.base[static_cast<std::size_t>(Hp::value)]);
}

TEST(Spec, IsNoneForALibrary) {
  const auto checked = check("use std.norm\nlet a = 1\nmodule M(width) { forward(x) = x }\n");
  EXPECT_FALSE(checked->spec);
  EXPECT_EQ(checked->ids(), Ids{});
}

TEST(Spec, NamesWhatIsMissing) {
  EXPECT_EQ(ids_for(kBase), (Ids{"E0226", "E0226", "E0226"}));
  EXPECT_EQ(check(kModelLine + kRulesLine + kBase + "reference { width = 128; batch = 1 seq }\n")->messages(),
            Ids{"the reference lacks `depth`, `duration` and `context`"});
  EXPECT_EQ(check(kSpec + "axis experts\n")->messages(), Ids{"the reference lacks `experts`"});
}

TEST(Spec, TakesEachStatementOnceAndShowsBothPlaces) {
  const auto twice = check(kSpec + kReference + "base { lr = 1 }\ntraining { seed = 1 }\ntraining { seed = 2 }\n");
  EXPECT_EQ(twice->ids(), (Ids{"E0222", "E0222", "E0222"}));
  EXPECT_EQ(twice->noted(), (Ids{"reference", "base", "training"}));
  EXPECT_EQ(ids_for(kSpec + "target a { width = 256 }\ntarget a { width = 512 }\n"), Ids{"E0202"});
  EXPECT_EQ(ids_for(kSpec + "target reference { width = 256 }\n"), Ids{"E0118"});
}

TEST(Spec, GoesOnWithTheOneThatItExtends) {
  const std::map<std::string, std::string> files = {
      {"gpt.cdp", kSpec + "tune embed { lr *= 2 }\ntarget big { width = 256 }\n"
                          "training { seed = 3; precision = bf16 }\n"}};
  const auto checked = check(
      "extends \"gpt.cdp\"\nbase { lr = 1 }\ntune head { lr *= 3 }\ntraining { seed = 4 }\n"
      "target huge { width = 512 }\nassert width > 1\n",
      files);
  ASSERT_EQ(checked->ids(), Ids{});
  const Spec& spec = *checked->spec;
  EXPECT_EQ(checked->sources.text(spec.base[static_cast<std::size_t>(Hp::lr)]->span), "lr = 1");
  EXPECT_EQ(checked->sources.text(spec.base[static_cast<std::size_t>(Hp::beta1)]->span), "beta1 = 0.9");
  EXPECT_EQ(spec.training.seed, 4);
  EXPECT_EQ(spec.training.precision, plan::Precision::bf16) << "keys that it does not set stay";
  EXPECT_EQ(spec.tunes.size(), 2U);
  EXPECT_EQ(spec.targets.size(), 2U);
  EXPECT_EQ(spec.asserts.size(), 1U);
}

TEST(Spec, ThatExtendsStatesWhatTheOtherOneLacks) {
  const std::map<std::string, std::string> files = {{"gpt.cdp", kModelLine + kRulesLine + kBase}};
  EXPECT_EQ(check("extends \"gpt.cdp\"\n" + kReference, files)->ids(), Ids{});
  EXPECT_EQ(check("extends \"gpt.cdp\"\n", files)->ids(), Ids{"E0226"});
  const std::map<std::string, std::string> whole = {{"gpt.cdp", kSpec}};
  const auto twice = check("extends \"gpt.cdp\"\n" + kReference, whole);
  EXPECT_EQ(twice->ids(), Ids{"E0222"}) << "one reference, of the two together";
  EXPECT_EQ(check("extends \"gpt.cdp\"\nbase { lr = 1; lr = 2 }\n", whole)->ids(), Ids{"E0225"});
  EXPECT_EQ(check("extends \"gpt.cdp\"\nbase { lr = 1 }\nbase { eps = 2 }\n", whole)->ids(), Ids{"E0222"});
  EXPECT_EQ(check("extends \"gpt.cdp\"\ntraining { seed = 1; seed = 2 }\n", whole)->ids(), Ids{"E0225"});
  EXPECT_EQ(check("use \"gpt.cdp\"\n", whole)->spec, std::nullopt) << "`use` brings in declarations alone";
}

TEST(Spec, KnowsItsKeys) {
  EXPECT_EQ(check(kSpec + "target big { widht = 1024; widht = 2 }\n")->messages().front(),
            "unknown axis `widht`; did you mean `width`?");
  EXPECT_EQ(ids_for(kModelLine + kRulesLine + kReference + "base { lr = 1; lrr = 2; value = 3; lr = 4 }\n"),
            (Ids{"E0224", "E0224", "E0225"}));
  EXPECT_EQ(ids_for(kSpec + "target big { width = 256; width = 512 }\n"), Ids{"E0225"});
}

TEST(Spec, HoldsUnitsAgainstTheAxis) {
  EXPECT_EQ(check(kSpec + "target big { batch = 32; duration = 10; width = 3 tok; depth = 2 steps }\n")->messages(),
            (Ids{"`batch` must be given in `seq` or `tok`, found no unit",
                 "`duration` must be given in `tok`, `seq`, `steps` or `tok_per_param`, found no unit",
                 "`width` must be given without a unit, found `tok`",
                 "`depth` must be given without a unit, found `steps`"}));
  EXPECT_EQ(ids_for(kSpec + "target big { batch = 2 steps }\n"), Ids{"E0228"});
}

TEST(Spec, HoldsValuesInRange) {
  for (const std::string width : {"0", "-4", "2.5", "1e30"})
    EXPECT_EQ(ids_for(kSpec + "target big { width = " + width + " }\n"), Ids{"E0230"}) << width;
  EXPECT_EQ(ids_for(kSpec + "target big { duration = 20.5 tok_per_param }\n"), Ids{});
  EXPECT_EQ(ids_for(kSpec + "target big { duration = 0 tok_per_param }\n"), Ids{"E0233"});
  EXPECT_EQ(ids_for(kSpec + "target big { width = 2 * width }\n"), Ids{"E0229"});
  EXPECT_EQ(ids_for(kSpec + "target big { width = \"wide\" }\n"), Ids{"E0217"});
}

TEST(Spec, FindsSeveralErrorsInOneRun) {
  EXPECT_EQ(
      ids_for(kSpec + "let a = nothing_of_this_name\ntarget big { widht = 2; batch = 3 }\ntraining { sed = 1 }\n"),
      (Ids{"E0201", "E0231", "E0228", "E0224"}));
}

}  // namespace
}  // namespace cdp::sema
