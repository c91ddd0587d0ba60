// Tags in files without a model.
#include "compiler/model/check_tuning.h"

#include <gtest/gtest.h>

#include "stdlib/embedded.h"
#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;

Ids messages_of(const std::string& text, const std::map<std::string, std::string>& others = {}) {
  const auto checked = test::check(text, others);
  diag::DiagnosticSink sink;
  check_tuning(checked->program, sink);
  return test::messages_of(sink.sorted());
}

std::string rules(const std::string& selector) {
  return "rules r() { " + selector + " { lr *= m_N^-1 } }\n";
}

TEST(CheckTuning, OfTheLibraryAreKnown) {
  for (const auto& [path, text] : stdlib::files()) EXPECT_EQ(messages_of(text), Ids{}) << path;
}

TEST(CheckTuning, SlipsAreErrors) {
  EXPECT_EQ(messages_of(rules("@hiden")), Ids{"unknown tag `@hiden`; did you mean `@hidden`?"});
  EXPECT_EQ(messages_of(rules("@block@hiden, @vector")).size(), 1U);
  EXPECT_EQ(messages_of("tune blocks.*@nrm { lr *= 2 }\n"), Ids{"unknown tag `@nrm`; did you mean `@norm`?"});
  EXPECT_EQ(
      messages_of("rules r(a = true) {\n  if a { @hiden { lr *= m_N } } else { @ouput { lr *= m_N } }\n}\n").size(),
      2U);
}

TEST(CheckTuning, WhatIsTunedIsAHyperparameter) {
  EXPECT_EQ(messages_of("tune embed { lrr *= 2 }\n"), Ids{"unknown hyperparameter `lrr`; did you mean `lr`?"});
  EXPECT_EQ(messages_of("tune embed { 1 - beta1 *= 2; beta2 ^= 2 }\n").size(), 1U);
  EXPECT_EQ(messages_of("tune embed { lr *= 2; eps = 1e-9 }\n"), Ids{});
}

TEST(CheckTuning, OwnOnesAreThoseThatAMemberDeclares) {
  const std::string module = "module M(width) {\n  if width > 1 { up: Tensor(width) @adapter }\n  forward(x) = x\n}\n";
  EXPECT_EQ(messages_of(module + rules("@adapter")), Ids{});
  EXPECT_EQ(messages_of("use \"m.cdp\"\n" + rules("@adapter"), {{"m.cdp", module}}), Ids{});
  EXPECT_EQ(messages_of(module + rules("@adaptr")), Ids{"unknown tag `@adaptr`; did you mean `@adapter`?"});
}

TEST(CheckTuning, ThoseThatTheLibrarysModulesDeclareAreKnown) {
  EXPECT_EQ(messages_of(rules("@unit")), Ids{}) << "std.unit has it, and no `use` brings it in";
  EXPECT_EQ(messages_of(rules("@uni")).size(), 1U);
}

TEST(CheckTuning, WithoutAModelOthersMayBeDeclaredElsewhere) {
  const Ids warned = messages_of(rules("@quite_other"));
  EXPECT_EQ(warned,
            Ids{"no file that is read here declares `@quite_other`; whether a tensor has it shows with a model"});
  EXPECT_EQ(messages_of(test::gpt() + rules("@quite_other")), Ids{"unknown tag `@quite_other`"});
}

}  // namespace
}  // namespace cdp::model
