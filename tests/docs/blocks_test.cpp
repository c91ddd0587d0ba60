// The reader of documents: if it overlooked a block, nothing would test that block.
#include "tests/docs/blocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::docs {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(BlocksOf, reads_commands_and_their_output) {
  const auto blocks = blocks_of("text\n```console\n$ cdp --version\ncdp 0.1.0\n$ true\n```\n");
  ASSERT_THAT(blocks, SizeIs(1));
  EXPECT_EQ(blocks[0].line, 2U);
  ASSERT_THAT(blocks[0].commands, SizeIs(2));
  EXPECT_EQ(blocks[0].commands[0].text, "cdp --version");
  EXPECT_EQ(blocks[0].commands[0].output, "cdp 0.1.0\n");
  EXPECT_EQ(blocks[0].commands[1].line, 5U);
  EXPECT_EQ(blocks[0].commands[1].output, "");
}

TEST(BlocksOf, joins_a_command_over_several_lines) {
  const auto blocks = blocks_of("```console\n$ cdp train \\\n    --out x\nloss\n```\n");
  ASSERT_THAT(blocks, SizeIs(1));
  ASSERT_THAT(blocks[0].commands, SizeIs(1));
  EXPECT_EQ(blocks[0].commands[0].text, "cdp train     --out x");
  EXPECT_EQ(blocks[0].commands[0].output, "loss\n");
}

TEST(BlocksOf, only_console_blocks_have_commands) {
  const auto blocks = blocks_of("```sh\n$ rm -rf x\n```\n```cdp\nuse std.gpt\n```\n");
  ASSERT_THAT(blocks, SizeIs(2));
  EXPECT_THAT(blocks[0].commands, IsEmpty());
  EXPECT_EQ(blocks[1].language, "cdp");
  EXPECT_EQ(blocks[1].text, "use std.gpt\n");
}

TEST(BlocksOf, a_comment_right_above_says_why_a_block_is_not_run) {
  const auto blocks = blocks_of(
      "<!-- not run: takes minutes -->\n```console\n$ scripts/demo\n```\n"
      "<!-- not run: elsewhere -->\n\n```console\n$ true\n```\n");
  ASSERT_THAT(blocks, SizeIs(2));
  EXPECT_EQ(blocks[0].not_run, "takes minutes");
  EXPECT_EQ(blocks[1].not_run, "");
}

TEST(LinkedPaths, leaves_out_addresses_anchors_and_code) {
  EXPECT_THAT(linked_paths("[a](LICENSE) and [b](docs/x.md#part), [c](https://a.org), [d](#below)\n"
                           "```\nv[i](x)\n```\n"),
              ElementsAre("LICENSE", "docs/x.md"));
}

TEST(OutputMatches, line_by_line) {
  EXPECT_TRUE(output_matches("a\nb\n", "a  \nb\n"));
  EXPECT_FALSE(output_matches("a\nb\n", "a\nc\n"));
  EXPECT_FALSE(output_matches("a\n", "a\nb\n"));
  EXPECT_FALSE(output_matches("a\nb\n", "a\n"));
  EXPECT_TRUE(output_matches("", ""));
}

TEST(OutputMatches, dots_stand_for_any_lines) {
  EXPECT_TRUE(output_matches("a\n...\nz\n", "a\nb\nc\nz\n"));
  EXPECT_TRUE(output_matches("a\n...\n", "a\n"));
  EXPECT_TRUE(output_matches("...\nb\n...\n", "a\nb\nb\nc\n"));
  EXPECT_FALSE(output_matches("...\nz\n", "a\nb\n"));
}

}  // namespace
}  // namespace cdp::docs
