// The page of charts: order, marks, nothing from elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/coordcheck/report.h"
#include "tests/compiler/coordcheck/sample.h"

namespace cdp::coordcheck {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Page, FailingModulesComeFirstAndAreMarked) {
  const std::string html = to_html(sample_check());
  EXPECT_THAT(html, HasSubstr("<span class=\"bad\">2 of 11 checks fail</span>"));
  const std::size_t bad = html.find("<div class=\"card bad\"><h3>blocks.*.attn.q</h3>");
  const std::size_t good = html.find("<div class=\"card\">");
  ASSERT_NE(bad, std::string::npos);
  ASSERT_NE(good, std::string::npos);
  EXPECT_LT(bad, good);
  EXPECT_THAT(html, HasSubstr("moves as width^0.70 in training"));
}

TEST(Page, NeedsNeitherNetworkNorScripts) {
  const std::string html = to_html(sample_check());
  EXPECT_THAT(html, HasSubstr("net&lt;.cdp"));
  for (const char* what : {"http", "<script", "<link", "net<", "nan"}) EXPECT_THAT(html, Not(HasSubstr(what))) << what;
}

}  // namespace
}  // namespace cdp::coordcheck
