// Top-level constants: any order, across files, circles.
#include "compiler/sema/constants.h"

#include <gtest/gtest.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::check;
using test::Ids;
using test::ids_for;
using test::number_of;

TEST(Constants, ComeInAnyOrder) {
  EXPECT_EQ(number_of("b * 2", "let b = c + 1\nlet c = 4\n")->constant(), 10.0);
  EXPECT_EQ(number_of("experts * width", "axis experts\n")->text(), "experts * width");
}

TEST(Constants, FindCirclesOnceWithTheWayAround) {
  const auto two = check("let a = b + 1\nlet b = c\nlet c = a - 1\n");
  EXPECT_EQ(two->messages(), Ids{"`a` is defined through itself"});
  EXPECT_EQ(two->noted(), (Ids{"b", "c"}));
  EXPECT_EQ(ids_for("let a = a\n"), Ids{"E0221"});
}

TEST(Constants, AreCheckedThoughNothingUsesThem) {
  EXPECT_EQ(check("let head_dim = 64\nlet inner = 4 * head_dmi\nlet other = 1 / 0\n")->messages(),
            (Ids{"unknown name `head_dmi`; did you mean `head_dim`?",
                 "the result is not a finite number; look for a division by zero or the root of a negative number"}));
  EXPECT_EQ(check("use \"a.cdp\"\n", {{"a.cdp", "let x = nothing_like_it\n"}})->ids(), Ids{"E0201"});
}

TEST(Constants, AreNotModulesOrRuleSets) {
  EXPECT_EQ(ids_for("use std.gpt\nlet a = Gpt\n"), Ids{"E0219"});
  EXPECT_EQ(ids_for("use std.sp\nlet a = sp\n"), Ids{"E0219"});
  EXPECT_EQ(ids_for("let a = 1\nlet b = a.c\n"), Ids{"E0220"});
}

TEST(Constants, TellTheirReaderOfItsFaults) {
  const auto checked = check("let a = 1\n");
  diag::DiagnosticSink heard;
  EXPECT_FALSE(checked->constants->name(0, syntax::Path{{{"b", {}}}}, {}, heard));
  EXPECT_EQ(test::ids_of(heard.sorted()), Ids{"E0201"});
  EXPECT_TRUE(checked->sink.empty());
}

TEST(Constants, EndLongChainsInsteadOfTheStack) {
  std::string chain;
  for (int i = 0; i < 20'000; ++i) chain += "let a" + std::to_string(i) + " = a" + std::to_string(i + 1) + " + 1\n";
  EXPECT_EQ(ids_for(chain + "let a20000 = 0\n").front(), "E0242");
  std::string forward = "let b0 = 0\n";
  for (int i = 1; i < 5'000; ++i) forward += "let b" + std::to_string(i) + " = b" + std::to_string(i - 1) + " + 1\n";
  EXPECT_EQ(ids_for(forward), Ids{});
}

}  // namespace
}  // namespace cdp::sema
