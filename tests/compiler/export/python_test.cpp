// Python's literals.
#include "compiler/export/python.h"

#include <gmock/gmock.h>

#include "compiler/export/export.h"

namespace cdp::exporting {
namespace {

using ::testing::StartsWith;

TEST(Python, FloatsAreFloats) {
  EXPECT_EQ(python_float(1), "1.0");
  EXPECT_EQ(python_float(0.1), "0.1");
  EXPECT_EQ(python_float(1e-8), "1e-8");
  EXPECT_EQ(python_float(-2), "-2.0");
}

TEST(Python, StringsAreEscaped) {
  EXPECT_EQ(python_string("a\"b\\c\n"), "\"a\\\"b\\\\c\\x0a\"");
}

TEST(Python, AHeadStaysAComment) {
  plan::Plan plan;
  plan.spec.path = "a\nimport os\n.cdp";
  plan.target = "big";
  plan.compiler = "0.1\rimport os";
  const std::string head = python_head(plan, "Settings", "# How.\n");
  EXPECT_THAT(head, StartsWith("# Settings of a\\x0aimport os\\x0a.cdp at big, by cdp 0.1\\x0dimport os."));
  for (std::size_t at = 0; at < head.size(); at = head.find('\n', at) + 1) {
    EXPECT_TRUE(head[at] == '#' || head[at] == '\n') << head.substr(at);
    if (head.find('\n', at) == std::string::npos) break;
  }
}

}  // namespace
}  // namespace cdp::exporting
