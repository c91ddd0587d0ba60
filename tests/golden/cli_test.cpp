// Pages as the terminal shows them: each command line of the table, run as a user would in the folder of the tree,
// prints cli/NAME.txt.
#include <gtest/gtest.h>

#include "tests/golden/files.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"

namespace cdp::golden {
namespace {

struct Page {
  const char* name;
  std::vector<std::string> arguments;
};

void PrintTo(const Page& page, std::ostream* out) {
  *out << page.name;
}

const std::string kGpt = "examples/01_gpt.cdp";

const Page kPages[] = {
    {"help", {"--help"}},
    {"help_check", {"check", "--help"}},
    {"help_compile", {"compile", "--help"}},
    {"help_why", {"why", "--help"}},
    {"help_explain", {"explain", "--help"}},
    {"help_scaling", {"scaling", "--help"}},
    {"help_export", {"export", "--help"}},
    {"help_train", {"train", "--help"}},
    {"help_sample", {"sample", "--help"}},
    {"help_verify", {"verify", "--help"}},
    {"help_transfer", {"transfer", "--help"}},
    {"transfer", {"transfer", "tests/golden/transfer/edge.csv"}},
    {"check", {"check", kGpt, "stdlib/gpt.cdp"}},
    {"explain", {"explain"}},
    {"explain_E0201", {"explain", "E0201"}},
    {"explain_mup", {"explain", "mup"}},
    {"scaling", {"scaling", kGpt}},
    {"scaling_all", {"scaling", kGpt, "--axis", "width,depth", "--all"}},
    {"scaling_in_colour", {"scaling", kGpt, "--axis", "width", "--color", "always"}},
    {"check_scaling", {"check", "--scaling", kGpt}},
    {"verify_clean",
     {"verify", "tests/golden/verify/gpt2.cdp", "--against", "tests/golden/verify/gpt2.safetensors", "--rename",
      "transformer.**=**", "--ignore", "**.attn.bias", "--transposed", "**.c_attn.weight", "--transposed",
      "**.c_fc.weight", "--transposed", "**.c_proj.weight"}},
    {"why_table", {"why", kGpt}},
    {"why_table_big", {"why", kGpt, "--target", "big"}},
    {"why_module", {"why", kGpt, "blocks.0.attn", "--target", "big"}},
    {"why_tensor", {"why", kGpt, "blocks.0.attn.q.weight", "--target", "big"}},
    {"why_value_in_colour", {"why", kGpt, "embed.weight.lr", "--target", "big", "--color", "always"}},
    {"why_multiplier", {"why", kGpt, "blocks.2.attn_mult", "--at", "depth=16"}},
};

class CliPage : public ::testing::TestWithParam<Page> {};

TEST_P(CliPage, IsAsShown) {
  std::vector<std::string> command = {CDP_PROGRAMS_DIR "/cdp"};
  command.insert(command.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  test::ProcessOptions options;
  options.folder = kTree.string();
  const test::ProcessResult result = test::run(command, options);
  EXPECT_EQ(result.exit_code, 0) << result.text();
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(test::matches_golden(kTree / "tests/golden/cli" / (std::string(GetParam().name) + ".txt"), result.out));
}

INSTANTIATE_TEST_SUITE_P(Golden, CliPage, ::testing::ValuesIn(kPages),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace cdp::golden
