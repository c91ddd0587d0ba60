// The rule set that runs were made under, as it is written.
#include "study/fit/rules_call.h"

#include <gtest/gtest.h>

namespace cdp::study {
namespace {

Result<std::string> own(const std::string& path) {
  if (path != "mine.cdp") return Error{"no such file", path};
  return std::string("rules mine(duration_exponent = 0.3) { @all { lr *= m_D^-duration_exponent } }\n");
}

TEST(RulesCall, FindsTheFileAndTheExponentsInForce) {
  const auto printed = parse_rules_call("complete_d_p", own);
  ASSERT_TRUE(printed);
  EXPECT_EQ(printed->use, "std.complete_d_p");
  EXPECT_EQ(printed->text(), "complete_d_p()");
  EXPECT_EQ(printed->exponent("duration_exponent"), 0.5) << "arXiv:2512.22382, Table 1";
  EXPECT_EQ(printed->exponent("batch_exponent"), 0.5) << "arXiv:2512.22382, Table 1";
  const auto refit = parse_rules_call(" complete_d_p( alpha = 0.5, duration_exponent = 0.32 ) ", own);
  ASSERT_TRUE(refit);
  EXPECT_EQ(refit->text(), "complete_d_p(alpha = 0.5, duration_exponent = 0.32)");
  EXPECT_EQ(refit->exponent("duration_exponent"), 0.32);
  EXPECT_EQ(parse_rules_call("mup()", own)->exponent("duration_exponent"), std::nullopt);
}

TEST(RulesCall, ReadsRuleSetsOfOnesOwn) {
  const auto call = parse_rules_call("mine.cdp:mine()", own);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->use, "\"mine.cdp\"");
  EXPECT_EQ(call->exponent("duration_exponent"), 0.3);
  EXPECT_EQ(parse_rules_call("other.cdp:mine()", own).error().text(), "other.cdp: no such file");
  EXPECT_EQ(parse_rules_call("mine.cdp:yours()", own).error().text(),
            "--rules: `mine.cdp` declares no rule set `yours`");
}

TEST(RulesCall, SaysWhatIsWrong) {
  EXPECT_EQ(
      parse_rules_call("complete_dp()", own).error().text(),
      "--rules: the library has no rule set `complete_dp`; did you mean `complete_d_p`?; for one of your own write "
      "FILE.cdp:complete_dp");
  EXPECT_EQ(parse_rules_call("mup(gamma = 2)", own).error().text(),
            "--rules: the rule set `mup` has no parameter `gamma`");
  EXPECT_EQ(parse_rules_call("complete_d_p(duration_exponent = half)", own).error().text(),
            "--rules: `duration_exponent` must be a number, found `half`");
  for (const char* form :
       {"", "mup(", "mup)", "mup(1)", "mup(a = )", "mup() {", "m u p", "mup(a = 1; b = 2)", "mup(a = 1 // )"})
    EXPECT_EQ(parse_rules_call(form, own).error().place, "--rules") << form;
}

}  // namespace
}  // namespace cdp::study
