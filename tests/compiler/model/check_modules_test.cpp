// Modules that no model has made: their members and what is left over. Expressions: flow_kinds_test.cpp.
#include "compiler/model/check_modules.h"

#include <gmock/gmock.h>

#include "stdlib/embedded.h"
#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;

std::unique_ptr<test::Checked> checked(const std::string& text) {
  auto out = test::check(text);
  check_modules(out->program, out->sink);
  return out;
}

Ids ids_of(const std::string& body) {
  return checked("use std.linear\nmodule M(width, n = 1) {\n" + body + "}\n")->ids();
}

TEST(CheckModules, TheLibraryIsSound) {
  for (const auto& [path, text] : stdlib::files()) EXPECT_EQ(checked(text)->messages(), Ids{}) << path;
}

TEST(CheckModules, HoldMembersToTheirForm) {
  EXPECT_EQ(ids_of("  gain: Tensor = ones\n  forward(x) = x * gain\n"), Ids{"E0313"});
  EXPECT_EQ(ids_of("  gains: 3 * Tensor(width)\n  forward(x) = x * gains\n"), Ids{"E0313"});
  EXPECT_EQ(ids_of("  scale: Multiplier(1, 2)\n  forward(x) = x * scale\n"), Ids{"E0314"});
  EXPECT_EQ(ids_of("  up: Linear(width, n) = zeros\n  forward(x) = up(x)\n"), Ids{"E0315"});
  EXPECT_EQ(ids_of("  forward(x) = x\n  forward(y) = y\n"), Ids{"E0310"});
  EXPECT_EQ(ids_of("  if n > 1 { forward(x) = x } else { forward(y) = y }\n"), Ids{});
}

TEST(CheckModules, FindMembersThatNothingUses) {
  const auto tensor =
      checked("module M(width) {\n  gain: Tensor(width)\n  spare: Tensor(width)\n  forward(x) = gain * x\n}\n");
  EXPECT_EQ(tensor->messages(), Ids{"`forward` of `M` does not use `spare`"});
  EXPECT_EQ(ids_of("  up: Linear(width, n)\n  forward(x) = x\n"), Ids{"W0251"});
  EXPECT_EQ(ids_of("  m: Multiplier\n  forward(x) = x\n"), Ids{"W0251"});
  EXPECT_EQ(ids_of("  if n > 1 { up: Linear(width, n) }\n  forward(x) = if n > 1 then up(x) else x\n"), Ids{});
  EXPECT_EQ(ids_of("  gain: Tensor(width)\n  let twice = gain\n  forward(x) = twice * x\n"), Ids{});
}

TEST(CheckModules, AMemberThatAnotherModuleReadsIsUsed) {
  EXPECT_EQ(checked("module A(width) {\n  weight: Tensor(width)\n  forward(x) = x\n}\n"
                    "module B(width) {\n  a: A(width)\n  forward(x) = a(x) * a.weight\n}\n")
                ->ids(),
            Ids{});
}

TEST(CheckModules, WithAModelWhatIsUnusedIsTheModels) {
  EXPECT_EQ(checked(test::toy("  spare: Tensor(width)\n  forward(tokens) = head(embed(tokens))\n"))->ids(), Ids{});
}

}  // namespace
}  // namespace cdp::model
