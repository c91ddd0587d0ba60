// The values of numbers and strings.
#include "compiler/syntax/numbers.h"

#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

Number number_of(std::string_view text, std::string_view code = "") {
  diag::DiagnosticSink sink;
  const Number number = read_number(text, {}, sink);
  const auto found = sink.sorted();
  EXPECT_EQ(found.empty() ? "" : found.front().row->id, code) << text;
  return number;
}

TEST(Numbers, PlainForms) {
  EXPECT_EQ(number_of("123").value, 123);
  EXPECT_EQ(number_of("1_000_000").value, 1e6);
  EXPECT_EQ(number_of("0.1").value, 0.1);
  EXPECT_EQ(number_of("3e-4").value, 3e-4);
  EXPECT_EQ(number_of("3.5E+2").value, 350);
  EXPECT_EQ(number_of("007").value, 7);
}

TEST(Numbers, SuffixesKeepTheNearestDouble) {
  EXPECT_EQ(number_of("50k").value, 50'000);
  EXPECT_EQ(number_of("1.005M").value, 1'005'000);
  EXPECT_EQ(number_of("1.6B").value, 1.6e9);
  EXPECT_EQ(number_of("2T").value, 2e12);
  EXPECT_EQ(number_of("4Ki").value, 4096);
  EXPECT_EQ(number_of("1Mi").value, 1048576);
  EXPECT_EQ(number_of("0.5Gi").value, 536870912);
  EXPECT_EQ(number_of("0.1%").value, 0.001);
  EXPECT_EQ(number_of("1e2k").value, 1e5);
  EXPECT_TRUE(number_of("5%").percent);
}

TEST(Numbers, UnitsMayBeAttached) {
  EXPECT_EQ(number_of("256seq").unit, "seq");
  EXPECT_EQ(number_of("1Btok").unit, "tok");
  EXPECT_EQ(number_of("1Btok").value, 1e9);
  EXPECT_EQ(number_of("20tok_per_param").unit, "tok_per_param");
  EXPECT_EQ(number_of("3e4steps").value, 30000);
}

TEST(Numbers, UnknownAttachmentsAreReported) {
  number_of("50K", "E0110");
  number_of("2x", "E0110");
  number_of("3e", "E0110");
  number_of("5m", "E0110");
  number_of("32samples", "E0111");
  number_of("10Mtokens", "E0111");
}

TEST(Numbers, RangesOfDoubles) {
  EXPECT_EQ(number_of("1e999", "E0112").value, 0);
  number_of("1e308T", "E0112");
  number_of("1e99999999999999999999", "E0112");
  EXPECT_EQ(number_of("1e-400", "E0139").value, 0) << "not silently 0";
  EXPECT_EQ(number_of("1e-99999999999999999999", "E0139").value, 0);
  EXPECT_EQ(number_of("1e-323%", "E0139").value, 0);
  EXPECT_EQ(number_of("0." + std::string(400, '0') + "1", "E0139").value, 0);
  EXPECT_EQ(number_of("0." + std::string(400, '0') + "1e500").value, 1e99);
  number_of("0.001e400", "E0112");
  EXPECT_GT(number_of("5e-324").value, 0);
  EXPECT_EQ(number_of("0e-999").value, 0);
  EXPECT_EQ(number_of("0.000").value, 0);
  EXPECT_EQ(number_of("0e999").value, 0);
  EXPECT_EQ(number_of(std::string(100'000, '0') + "1").value, 1);
}

TEST(Numbers, WholeNumbers) {
  EXPECT_EQ(read_whole("12"), 12);
  EXPECT_EQ(read_whole(""), std::nullopt);
  EXPECT_EQ(read_whole("1.5"), std::nullopt);
  EXPECT_EQ(read_whole("1_0"), std::nullopt);
  EXPECT_EQ(read_whole("1000000000000000000000"), std::nullopt);
}

TEST(Strings, EscapesAreApplied) {
  diag::DiagnosticSink sink;
  EXPECT_EQ(read_string(R"("a\"b\\c\nd\te")", {}, sink), "a\"b\\c\nd\te");
  EXPECT_EQ(read_string("\"open", {}, sink), "open");
  EXPECT_EQ(read_string("\"\"", {}, sink), "");
  EXPECT_TRUE(sink.empty());
}

TEST(Strings, UnknownEscapesAreMarkedWhole) {
  const Parsed parsed("use \"a\\é.cdp\"");
  EXPECT_EQ(parsed.codes(), "E0105");
  EXPECT_EQ(parsed.marked(), "\\é");
}

}  // namespace
}  // namespace cdp::syntax
