// Three realistic pairs, each in every form of `cdp diff`: an edit of a spec, another target, another rule set. What is
// printed stands in diff/PAIR.{txt,md,json}.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "compiler/diff/compare.h"
#include "tests/golden/files.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"

namespace cdp::golden {
namespace {

struct Compared {
  const char* name;
  std::vector<std::string> arguments;
};

void PrintTo(const Compared& compared, std::ostream* out) {
  *out << compared.name;
}

const std::string kGpt = "examples/01_gpt.cdp";

const Compared kPairs[] = {
    {"edit", {kGpt, "tests/golden/diff/edited.cdp", "--target", "big"}},
    {"target", {kGpt, kGpt, "--target-b", "big"}},
    {"rules", {kGpt, "tests/golden/diff/mup.cdp", "--target", "big"}},
};

test::ProcessResult run_diff(std::vector<std::string> arguments, const std::string& input = "") {
  arguments.insert(arguments.begin(), {CDP_PROGRAMS_DIR "/cdp", "diff"});
  test::ProcessOptions options;
  options.folder = kTree.string();
  options.input = input;
  return test::run(arguments, options);
}

class DiffPair : public ::testing::TestWithParam<Compared> {};

TEST_P(DiffPair, IsToldAsShown) {
  constexpr std::pair<const char*, const char*> kForms[] = {{"text", ".txt"}, {"markdown", ".md"}, {"json", ".json"}};
  for (const auto& [format, extension] : kForms) {
    std::vector<std::string> arguments = GetParam().arguments;
    arguments.insert(arguments.end(), {"--format", format});
    const test::ProcessResult result = run_diff(arguments);
    EXPECT_EQ(result.exit_code, 1) << result.text();
    EXPECT_EQ(result.err, "");
    EXPECT_TRUE(
        test::matches_golden(kTree / "tests/golden/diff" / (GetParam().name + std::string(extension)), result.out));
  }
}

INSTANTIATE_TEST_SUITE_P(Golden, DiffPair, ::testing::ValuesIn(kPairs),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(Diff, ReadsEitherSideFromStandardInput) {
  const test::ProcessResult spec = test::run({"cat", (kTree / kGpt).string()});
  EXPECT_EQ(run_diff({"-", kGpt}, spec.out).exit_code, 0);
  EXPECT_EQ(run_diff({kGpt, "-", "--target", "big"}, spec.out).exit_code, 0);
  const test::ProcessResult plan = test::run({"cat", (kTree / "examples/01_gpt.big.json").string()});
  EXPECT_EQ(run_diff({"-", kGpt, "--target", "big"}, plan.out).exit_code, 0);
  EXPECT_EQ(run_diff({"-", kGpt}, plan.out).exit_code, 1);
  EXPECT_EQ(run_diff({"-", kGpt}, "{").exit_code, 2);
}

TEST(Diff, TheDocumentListsEveryCategory) {
  std::ifstream file(kTree / "docs/diff.md");
  std::ostringstream text;
  text << file.rdbuf();
  for (const diff::CategoryRow& category : diff::kCategories)
    EXPECT_NE(text.str().find("\n| `" + std::string(category.word) + "` | " + std::string(category.meaning)),
              std::string::npos)
        << category.word;
}

}  // namespace
}  // namespace cdp::golden
