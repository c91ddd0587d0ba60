// What rules report of faults along an axis; the specs of each rule are in tests/golden/lint.
#include "compiler/lint/stability.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "compiler/diag/catalog/examples.h"
#include "compiler/lint/table.h"
#include "tests/compiler/lint/checked_spec.h"

namespace cdp::lint {
namespace {

bool is_unstable(const CheckedSpec& checked) {
  return std::any_of(checked.stability.begin(), checked.stability.end(), [](const Along& along) {
    return std::any_of(along.instabilities.begin(), along.instabilities.end(),
                       [](const Instability& fault) { return fault.first.is_fault(); });
  });
}

TEST(Stability, IsWhatTheRulesComeTo) {
  const Compiled sound(CDP_SPEC "target big { width = 1024 }\n");
  EXPECT_FALSE(is_unstable(sound.checked()));
  const std::string standard =
      "use std.gpt\nuse std.sp\nmodel = Gpt(width, depth, vocab = 256, context = context)\n"
      "parameterization = sp()\n" CDP_REFERENCE CDP_BASE;
  EXPECT_TRUE(is_unstable(Compiled(standard + "target big { width = 1024 }\n").checked()));
  EXPECT_FALSE(is_unstable(Compiled(standard + "target big { depth = 4 }\n").checked())) << "no target grows";
}

TEST(Stability, AFaultIsReportedOnceAtItsWorstTarget) {
  const Compiled compiled(
      "use std.gpt\nuse std.mup\nmodel = Gpt(width, depth, vocab = 256, context = context)\n"
      "parameterization = mup()\n" CDP_REFERENCE CDP_BASE "target big { depth = 64 }\n");
  diag::DiagnosticSink sink;
  Findings findings(find_rule("explodes-with-scale")->row, sink);
  report_instabilities(compiled.checked(), findings, {Verdict::exploding});
  const auto found = sink.sorted();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].message.find("depth x16 at `big`"), std::string::npos) << found[0].message;
  ASSERT_TRUE(found[0].fix);
  EXPECT_NE(found[0].fix->replacement.find("extends mup() {\n  @residual { value *= m_L^-1 }\n}"), std::string::npos)
      << found[0].fix->replacement;
}

}  // namespace
}  // namespace cdp::lint
