// Specs as engineers write them, under every rule that is on by default: what is found stands beside each. Where the
// advice can be followed, `x.mended.cdp` is `x.cdp` with it followed, and nothing is found in it.
#include <gtest/gtest.h>

#include "compiler/pipeline/lint_file.h"
#include "compiler/pipeline/stages.h"
#include "tests/golden/files.h"
#include "tests/support/golden.h"

namespace cdp::golden {
namespace {

constexpr std::string_view kMended = ".mended.cdp";

std::string found_in(const fs::path& path) {
  const In folder(path.parent_path());
  const Files files = pipeline::default_files();
  pipeline::LintFileOptions options;
  options.shown = diag::Color::kNever;
  const auto linted = pipeline::lint_file(path.filename().string(), files, options);
  if (!linted) return linted.error().text();
  std::string text;
  for (const lint::Finding& finding : linted->findings)
    if (finding.is_open()) text += finding.shown + "\n";
  return text;
}

class LintModel : public ::testing::TestWithParam<std::string> {};
TEST_P(LintModel, IsToldTheTruth) {
  const fs::path path = kTree / GetParam();
  EXPECT_TRUE(test::matches_golden(fs::path(path).replace_extension(".txt"), found_in(path)));
}

TEST_P(LintModel, AdviceWorks) {
  if (!GetParam().ends_with(kMended)) return;
  const std::string mended = (kTree / GetParam()).string();
  const std::string faulty = mended.substr(0, mended.size() - kMended.size()) + ".cdp";
  EXPECT_NE(found_in(faulty), "");
  EXPECT_EQ(found_in(mended), "");
}

INSTANTIATE_TEST_SUITE_P(Golden, LintModel, ::testing::ValuesIn(specs_under({"tests/golden/lint_models"})),
                         [](const auto& tested) { return test_name(tested.param); });

}  // namespace
}  // namespace cdp::golden
