// Names inside modules and in the statements of a run.
#include "compiler/sema/names.h"

#include <gtest/gtest.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::check;
using test::Ids;
using test::ids_for;
using test::kSpec;

Ids ids_of_module(const std::string& body) {
  return ids_for("use std.linear\nmodule M(width, n = 1) {\n" + body + "}\n");
}

TEST(Names, AcceptWhatAModuleMaySee) {
  EXPECT_EQ(ids_of_module("  let twice = 2 * n\n  up: Linear(width, twice)\n  if n > 1 { gain: Tensor(width) } else "
                          "{ gain: Tensor(1) }\n  forward(x) {\n    y = silu(up(x)) * gain\n    return y + n\n  }\n"),
            Ids{});
}

TEST(Names, FindUnknownOnes) {
  EXPECT_EQ(check("module M(width) {\n  gain: Tensor(widht) = ones\n  forward(x) = sliu(x) * gian\n}\n")->messages(),
            (Ids{"unknown name `widht`; did you mean `width`?", "unknown function `sliu`; did you mean `silu`?",
                 "unknown name `gian`; did you mean `gain`?"}));
  EXPECT_EQ(ids_of_module("  up: Linaer(width, n)\n  forward(x) = up(x)\n"), Ids{"E0303"});
  EXPECT_EQ(ids_of_module("  gain: Tensor(width) = one\n  forward(x) = x * gain\n"), Ids{"E0302"});
  EXPECT_EQ(ids_of_module("  let d = depth_of(n)\n  forward(x) = x * d\n"), Ids{"E0208"});
}

TEST(Names, HoldCallsToWhatTheyTake) {
  EXPECT_EQ(
      check("use std.linear\nmodule M(width) {\n  up: Linear(width, wdth = 3)\n  forward(x) = up(x)\n}\n")->messages(),
      Ids{"`Linear` has no parameter `wdth`"});
  EXPECT_EQ(ids_of_module("  up: Linear(width)\n  forward(x) = up(x)\n"), Ids{"E0309"});
  EXPECT_EQ(ids_of_module("  up: Linear(width, n, true, 4)\n  forward(x) = up(x)\n"), Ids{"E0307"});
  EXPECT_EQ(ids_of_module("  up: Linear(width, n, in = 4)\n  forward(x) = up(x)\n"), Ids{"E0308"});
  EXPECT_EQ(
      ids_for(
          "rules a(alpha = 1) { @all { lr *= m_N^alpha } }\nrules b() extends a(alhpa = 2) { @all { eps *= m_N } }\n"),
      Ids{"E0306"});
}

TEST(Names, HoldTheCallsOfARunThatIsNotWhole) {
  EXPECT_EQ(ids_for("use std.gpt\nmodel = Gpt(width, depth, vocba = 256, context = context)\n"),
            (Ids{"E0226", "E0226", "E0226", "E0306"}));
  EXPECT_EQ(check("use std.mup\nparameterization = mpu()\n" + test::kReference + test::kBase)->messages().size(), 2U);
}

TEST(Names, OfOtherTrainersAreAnswered) {
  const auto first = [](const std::string& text) { return check(text)->messages().front(); };
  EXPECT_EQ(first("use std.gpt\nuse std.sp\nmodel = Gpt(d_model, depth, vocab = 256, context = "
                  "context)\nparameterization = sp()\n" +
                  test::kReference + test::kBase),
            "unknown name `d_model`; cdp calls it `width`, an axis of `reference` and `target`");
  EXPECT_EQ(first(kSpec + "target big { n_layer = 8 }\n"),
            "unknown axis `n_layer`; cdp calls it `depth`, an axis of `reference` and `target`");
  EXPECT_EQ(first(kSpec + "training { min_lr = 3e-5 }\n"),
            "unknown key `min_lr` in `training`; it is a fraction of the peak, in `training`: `schedule = cosine(floor "
            "= 10%)`");
}

TEST(Names, FindWhatIsDeclaredTwice) {
  const auto twice = check("module M(width) {\n  gain: Tensor(width)\n  let gain = 1\n  forward(x) = x * gain\n}\n");
  EXPECT_EQ(twice->ids(), Ids{"E0202"});
  EXPECT_EQ(twice->noted(), Ids{"gain"});
  EXPECT_EQ(ids_for("module M(width, width) {\n  forward(x) = x\n}\n"), Ids{"E0202"});
  EXPECT_EQ(ids_of_module("  forward(x) {\n    y = x\n    y = y\n    return y\n  }\n"), Ids{"E0202"});
}

TEST(Names, HoldForwardToItsForm) {
  EXPECT_EQ(ids_of_module("  gain: Tensor(width)\n"), Ids{"E0301"});
  EXPECT_EQ(ids_of_module("  forward(x) {\n    return x\n    y = x\n  }\n"), Ids{"E0304"});
  EXPECT_EQ(ids_of_module("  forward(x) {\n    y = x\n  }\n"), Ids{"E0305"});
}

TEST(Names, ReportAModuleOnceHoweverOftenItIsUsed) {
  EXPECT_EQ(
      ids_for("module A(width) {\n  forward(x) = x * nothing\n}\nmodule B(width) {\n  a: A(width)\n  b: A(width)\n"
              "  forward(x) = a(b(x))\n}\n"),
      Ids{"E0201"});
}

TEST(Names, FindUnknownOnesInTheStatementsOfARun) {
  EXPECT_EQ(ids_for(kSpec + "tune blocks[i] { lr *= i / depth_of(blocks) + j }\nassert wdth > 1\n"),
            (Ids{"E0201", "E0201"}));
  EXPECT_EQ(ids_for("use std.gpt\nuse std.sp\nmodel = Gpt(widht, depth, vocab = 256, context = context)\n"
                    "parameterization = sp()\n" +
                    test::kReference + "base { lr = rate }\n"),
            (Ids{"E0201", "E0201"}));
}

TEST(Names, TellWhichLibraryDeclaresAModule) {
  EXPECT_EQ(meant("Gpt", {}), "; write `use std.gpt`, which declares it");
  EXPECT_EQ(meant("complete_d_p", {}), "; write `use std.complete_d_p`, which declares it");
  EXPECT_EQ(meant("Gtp", std::vector<std::string>{"Gpt"}), "; did you mean `Gpt`?");
  EXPECT_EQ(meant("Nothing", {}), "");
}

TEST(Names, AForwardThatDidNotParseIsNotMissed) {
  EXPECT_EQ(check("module A(n) {\n  forward(x) = x @ x\n}\n")->ids(), Ids{"E0124"});
}

}  // namespace
}  // namespace cdp::sema
