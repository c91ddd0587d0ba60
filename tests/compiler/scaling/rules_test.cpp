// Rule sets: arguments, lets, extension, requirements, and factors that are no monomials.
#include "compiler/scaling/rules.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using sema::Hp;
using test::compile;
using test::Ids;
using test::own_rules;
using test::spec_with;

const std::string kWide = "target wide { width = 512; batch = 128 seq }\n";  // m_N = m_B = 4

double lr_with(const std::string& rules) {
  const auto compiled = compile(spec_with(rules) + kWide, "wide");
  EXPECT_EQ(compiled->messages(), Ids{}) << rules;
  return compiled->scaled ? compiled->value(Hp::lr, "embed.weight") / 4e-3 : 0;
}

Ids ids_with(const std::string& rules) {
  return compile(spec_with(rules) + kWide, "wide")->ids();
}

TEST(Rules, TakeArgumentsAndDefaults) {
  const std::string rules = "rules r(a = 1, b = 2 * a, on = true) { @all { lr *= m_N ^ (if on then b else a) } }\n";
  EXPECT_EQ(lr_with(rules + "parameterization = r()\n"), 16);
  EXPECT_EQ(lr_with(rules + "parameterization = r(0.5)\n"), 4);
  EXPECT_EQ(lr_with(rules + "parameterization = r(b = -0.5)\n"), 0.5);
  EXPECT_EQ(lr_with(rules + "parameterization = r(on = false)\n"), 4);
  const auto compiled = compile(spec_with(rules + "parameterization = r(a = 3)\n"));
  EXPECT_EQ(compiled->rules->name, "r");
  ASSERT_EQ(compiled->rules->arguments.size(), 3U);
  EXPECT_EQ(compiled->rules->arguments[1].first, "b");
  EXPECT_EQ(compiled->rules->arguments[1].second, plan::Scalar(std::int64_t{6}));
  EXPECT_EQ(compiled->rules->arguments[2].second, plan::Scalar(true));
}

TEST(Rules, MultiplyAndCombine) {
  EXPECT_EQ(lr_with(own_rules("  @all { lr *= m_N }\n  @input { lr *= m_B^0.5 }\n  @hidden { lr *= m_N^9 }")), 8);
  EXPECT_EQ(lr_with(own_rules("  @all { lr *= 1 / (m_N * m_B) ^ 2 }")), 1.0 / 256);
  EXPECT_EQ(lr_with(own_rules("  @all { lr *= sqrt(m_width) * m_batch / m_B }")), 2);
  EXPECT_EQ(lr_with(own_rules("  @all { lr *= m_L * m_D * m_context }")), 1);
}

TEST(Rules, HaveLetsInAnyOrder) {
  EXPECT_EQ(lr_with(own_rules("  let half = one / 2\n  @all { lr *= k ^ half }\n  let k = m_N * m_B\n  let one = 1")),
            4);
  EXPECT_EQ(ids_with(own_rules("  let a = b\n  let b = a\n  @all { lr *= m_N ^ a }")), Ids{"E0221"});
}

TEST(Rules, ChooseByTheirParameters) {
  const std::string rules =
      "rules r(form = \"a\", deep = false) {\n  let p = if deep then 2 else 1\n"
      "  if form == \"a\" { @all { lr *= m_N ^ p } }\n  else if form == \"b\" { @all { lr *= m_B ^ -p } }\n"
      "  else { assert false, \"`form` is a or b\" }\n}\nparameterization = r(";
  EXPECT_EQ(lr_with(rules + ")\n"), 4);
  EXPECT_EQ(lr_with(rules + "deep = true)\n"), 16);
  EXPECT_EQ(lr_with(rules + "\"b\")\n"), 0.25);
  EXPECT_EQ(ids_with(rules + "\"c\")\n"), Ids{"E0440"});
  EXPECT_EQ(ids_with(own_rules("  if 1 { @all { lr *= m_N } }")), Ids{"E0212"});
}

TEST(Rules, ExtendOthers) {
  const std::string base = "rules first(p = 1) { @all { lr *= m_N ^ p } }\n";
  EXPECT_EQ(lr_with(base + "rules r(q = 2) extends first(p = q / 2) { @all { lr *= m_B } }\nparameterization = r()\n"),
            16);
  const auto circle =
      compile(spec_with("rules r() extends s() { @all { lr *= m_B } }\n"
                        "rules s() extends r() { @all { lr *= m_B } }\nparameterization = r()\n"));
  EXPECT_EQ(circle->ids(), Ids{"E0417"});
  EXPECT_EQ(circle->noted(), Ids{"s"});
}

TEST(Rules, AreMonomialsInRatios) {
  for (const std::string factor : {"2 * m_N", "m_N + m_B", "0", "max(m_N, m_B)", "log2(m_N)", "-m_N"})
    EXPECT_EQ(ids_with(own_rules("  @all { lr *= " + factor + " }")), Ids{"E0414"}) << factor;
  EXPECT_EQ(ids_with("let w = width\n" + own_rules("  @all { lr *= w^-1 }")), Ids{"E0414"}) << "a size is no ratio";
  EXPECT_EQ(ids_with(own_rules("  @all { lr *= m_N ^ m_B }")), Ids{"E0215"});
  EXPECT_EQ(ids_with(own_rules("  @all { lr *= m_N * (1 / 0); eps *= 2 }")), (Ids{"E0214", "E0414"})) << "both";
}

TEST(Rules, TakePlainConstants) {
  EXPECT_EQ(ids_with("rules r(a) { @all { lr *= m_N ^ a } }\nparameterization = r(width)\n"), Ids{"E0411"});
  EXPECT_EQ(ids_with("rules r(a) { @all { lr *= m_N ^ a } }\nparameterization = r(1 tok)\n"), Ids{"E0411"});
  EXPECT_EQ(ids_with("rules r(a) { @all { lr *= m_N ^ a } }\nparameterization = r()\n"), Ids{"E0309"});
  EXPECT_EQ(ids_with("rules r() { @all { lr *= m_N } }\nparameterization = r(1)\n"), Ids{"E0307"});
  EXPECT_EQ(ids_with("parameterization = 1\n"), Ids{"E0412"});
  EXPECT_EQ(ids_with("use std.sp\nparameterization = spp()\n"), Ids{"E0237"});
}

TEST(Rules, RequireWordsOfTheTraining) {
  const std::string rules =
      "rules first() {\n  requires { schedule = wsd; optimizer = adamw }\n  @all { lr *= m_N }\n}\n"
      "rules r() extends first() {\n  requires { weight_decay = coupled }\n  @all { eps *= m_N }\n}\n"
      "parameterization = r()\n";
  EXPECT_EQ(compile(spec_with(rules) + "training { schedule = wsd(warmup = 1%) }\n")->ids(), Ids{});
  const auto cosine = compile(spec_with(rules) + "training { schedule = cosine; weight_decay = independent }\n");
  EXPECT_EQ(
      cosine->messages(),
      (Ids{"rule set `r` requires `schedule = wsd`, but the training has `cosine`; set `schedule = wsd` in `training`",
           "rule set `r` requires `weight_decay = coupled`, but the training has `independent`; set `weight_decay = "
           "coupled` in `training`"}));
  EXPECT_EQ(cosine->noted(),
            (Ids{"schedule = wsd", "schedule = cosine", "weight_decay = coupled", "weight_decay = independent"}));
  const auto silent = compile(spec_with(rules));
  EXPECT_EQ(silent->messages(),
            Ids{"rule set `r` requires `schedule = wsd`, but `training` leaves it at its default `constant`; set "
                "`schedule = wsd` in `training`"});
  EXPECT_EQ(silent->noted(), Ids{"schedule = wsd"});
}

TEST(Rules, RequireOneOfSeveralWords) {
  const std::string rules = own_rules("  requires { schedule = [wsd, linear] }\n  @all { lr *= m_N }");
  EXPECT_EQ(compile(spec_with(rules) + "training { schedule = linear }\n")->ids(), Ids{});
  EXPECT_EQ(compile(spec_with(rules) + "training { schedule = wsd }\n")->ids(), Ids{});
  EXPECT_EQ(compile(spec_with(rules))->messages(),
            Ids{"rule set `r` requires `schedule = wsd or linear`, but `training` leaves it at its default `constant`; "
                "set `schedule = wsd` in `training`"});
  EXPECT_EQ(compile(spec_with(own_rules("  requires { schedule = [wsd, lineer, 1] }")))->ids(),
            (Ids{"E0232", "E0232"}));
  EXPECT_EQ(compile(spec_with(own_rules("  requires { schedule = [] }")))->ids(), Ids{"E0441"});
}

TEST(Rules, RequireWhatAllThatAreExtendedAdmit) {
  const auto rules = [](const std::string& own) {
    return "rules first() {\n  requires { schedule = [wsd, linear] }\n  @all { lr *= m_N }\n}\nrules r() extends "
           "first() {\n"
           "  requires { schedule = " +
           own + " }\n}\nparameterization = r()\n";
  };
  const auto one = compile(spec_with(rules("[linear, cosine]")) + "training { schedule = cosine }\n");
  EXPECT_EQ(one->messages(),
            Ids{"rule set `r` requires `schedule = linear`, but the training has `cosine`; set `schedule = "
                "linear` in `training`"});
  EXPECT_EQ(one->noted(), (Ids{"schedule = [wsd, linear]", "schedule = [linear, cosine]", "schedule = cosine"}));
  EXPECT_EQ(compile(spec_with(rules("cosine")) + "training { schedule = cosine }\n")->ids(), Ids{"E0426"});
}

TEST(Rules, RequireNothingElse) {
  const auto wrong =
      compile(spec_with(own_rules("  requires { optimiser = adamw; schedule = wds; seed = 1 }\n  @all { lr *= m_N }")));
  EXPECT_EQ(wrong->ids(), (Ids{"E0427", "E0232", "E0427"}));
  EXPECT_EQ(wrong->messages()[0],
            "`optimiser` cannot be required; rule sets may require optimizer, precision, schedule, task and "
            "weight_decay; did "
            "you mean `optimizer`?");
}

TEST(Rules, AreCheckedThoughNothingUsesThem) {
  auto compiled = compile(test::kSpec + "rules mine(a) { @all { lr *= 2 * m_N ^ a } }\n");
  check_monomials(*compiled->program.find(0, "mine"), *compiled->constants, compiled->sink);
  EXPECT_EQ(compiled->ids(), Ids{"E0414"});
  for (const std::string rules : {"rules mine(form) { if form == \"a\" { @all { lr *= m_N } } }\n",
                                  "rules mine(on) { @all { lr *= if on then m_N else m_B } }\n"}) {
    auto words = compile(test::kSpec + rules);
    check_monomials(*words->program.find(0, "mine"), *words->constants, words->sink);
    EXPECT_EQ(words->ids(), Ids{}) << rules << " what it is called with is not known";
  }
}

}  // namespace
}  // namespace cdp::scaling
