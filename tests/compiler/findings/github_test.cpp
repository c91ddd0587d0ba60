// Annotations of GitHub's, with every escape.
#include "tests/compiler/findings/findings_support.h"
#include "tests/support/golden.h"

namespace cdp::findings {
namespace {

TEST(Github, IsAsExpected) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/compiler/findings/expected/github.txt", github(sample())));
}

}  // namespace
}  // namespace cdp::findings
