// A Code Quality report of what stands.
#include "tests/compiler/findings/findings_support.h"
#include "tests/support/golden.h"

namespace cdp::findings {
namespace {

TEST(Gitlab, IsAsExpected) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/compiler/findings/expected/gitlab.json", gitlab(sample())));
}

}  // namespace
}  // namespace cdp::findings
