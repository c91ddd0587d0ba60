// The check as JUnit's XML.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/coordcheck/report.h"
#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

using ::testing::HasSubstr;

TEST(Junit, ACaseACheck) {
  const std::string xml = to_junit(sample_check());
  EXPECT_THAT(xml,
              HasSubstr("<testsuites name=\"cdp coordcheck\" tests=\"11\" failures=\"2\" errors=\"0\" skipped=\"1\">"));
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"net&lt;.cdp width\" tests=\"11\" failures=\"2\""));
  EXPECT_THAT(xml, HasSubstr("<testcase name=\"change of blocks.*.attn.q\" classname=\"net&lt;.cdp width\">\n"
                             "      <failure type=\"explodes\" message=\"moves as width^0.70 in training\">"));
}

}  // namespace
}  // namespace cdp::coordcheck
