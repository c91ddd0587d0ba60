// Each NAME.input in tests/golden/fmt becomes NAME.expected.
#include "tests/support/golden.h"
#include "tests/compiler/format/format_support.h"

namespace cdp::format {
namespace {

class FmtGolden : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(FmtGolden, IsAsExpected) {
  std::filesystem::path expected = GetParam();
  expected.replace_extension(".expected");
  EXPECT_TRUE(test::matches_golden(expected, checked(text_of(GetParam()))));
}

INSTANTIATE_TEST_SUITE_P(All, FmtGolden, testing::ValuesIn(files_below({"tests/golden/fmt"}, ".input")),
                         [](const auto& test) { return test.param.stem().string(); });

}  // namespace
}  // namespace cdp::format
