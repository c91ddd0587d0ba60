// The linter's own JSON: all findings, whatever their standing.
#include "tests/compiler/findings/findings_support.h"
#include "tests/support/golden.h"

namespace cdp::findings {
namespace {

TEST(Json, IsAsExpected) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/compiler/findings/expected/json.json", json(sample())));
}

TEST(Json, ListsOnlyWhatIsOpenWhereThatIsAskedFor) {
  Report report = sample();
  report.lists_closed = false;
  EXPECT_EQ(json(report).find("\"suppressed\""), std::string::npos);
  EXPECT_EQ(json(report).find("\"accepted\""), std::string::npos);
  EXPECT_NE(json(sample()).find("\"suppressed\""), std::string::npos);
}

}  // namespace
}  // namespace cdp::findings
