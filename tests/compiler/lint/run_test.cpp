// Which rules run.
#include "compiler/lint/run.h"

#include <gtest/gtest.h>

#include "tests/compiler/lint/lint_support.h"
#include "tests/support/carets.h"

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

}  // namespace
}  // namespace cdp::lint
