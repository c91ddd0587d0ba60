// Which rules run, and that they stay quick.
#include "compiler/lint/run.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "compiler/lint/table.h"
#include "tests/compiler/lint/checked_spec.h"
#include "tests/compiler/lint/lint_support.h"
#include "tests/support/carets.h"
#include "tests/support/cpu_time.h"

namespace cdp::lint {
namespace {

TEST(Run, RulesOfTheTextRunWithoutASpecAndOthersDoNot) {
  const File file("model = M(width)\nlet a = 1\ntarget t { width = 1 }\n");
  const Rule* const both[] = {find_rule("target-equals-reference"), find_rule("unused-let")};
  diag::DiagnosticSink sink;
  run(both, file.text(), nullptr, sink);
  EXPECT_EQ(test::ids_of(sink.sorted()), std::vector<std::string>{"W4601"});
}

TEST(Run, NothingRunsThatIsNotAskedFor) {
  const File file("model = M(width)\nlet a = 1\n");
  diag::DiagnosticSink sink;
  run({}, file.text(), nullptr, sink);
  EXPECT_TRUE(sink.empty());
}

TEST(Run, RulesGoThroughManyLinesOnce) {
  std::string text = CDP_SPEC;
  const std::string depth = "depth = 4";
  text.replace(text.find(depth), depth.size(), "depth = 1000");
  for (int i = 0; i < 50'000; ++i) text += "tune embed { lr *= 1.0001 }\n";
  for (int i = 0; i < 50'000; ++i) text += "tune embed, norm { lr = 1 }\n";
  text += "tune blocks[0]";
  for (int i = 1; i < 1000; ++i) text += ", blocks[" + std::to_string(i) + "]";
  const Compiled compiled(text + " { lr *= 2 }\ntarget big { width = 256 }\n");
  const CheckedSpec checked = compiled.checked();
  for (const char* name : {"covered-selector", "repeated-selector", "tune-is-base", "tune-order", "tune-overridden",
                           "tune-without-effect", "unused-index"}) {
    const Rule* const rules[] = {find_rule(name)};
    ASSERT_NE(rules[0], nullptr) << name;
    diag::DiagnosticSink sink;
    EXPECT_LT(test::cpu_seconds([&] { run(rules, compiled.written, &checked, sink); }), 4) << name;
  }
}

}  // namespace
}  // namespace cdp::lint
