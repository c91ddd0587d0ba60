// The rows that completions and the man page are made of.
#include "compiler/driver/option_table.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace cdp::driver {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

const CommandRows& rows_of(const std::vector<CommandRows>& all, std::string_view words) {
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const CommandRows& rows) { return rows.command->words == words; });
  EXPECT_NE(found, all.end()) << words;
  return *found;
}

const Option* find(const CommandRows& rows, const std::string& name) {
  for (const Option& option : rows.options)
    if (std::find(option.names.begin(), option.names.end(), name) != option.names.end()) return &option;
  return nullptr;
}

TEST(OptionTable, HasEveryCommandInOrder) {
  const auto all = all_options();
  ASSERT_EQ(all.size(), commands().size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].command, &commands()[i]);
    EXPECT_NE(find(all[i], "--help"), nullptr) << all[i].command->words;
  }
}

TEST(OptionTable, KnowsValues) {
  const auto all = all_options();
  const CommandRows& compile = rows_of(all, "compile");
  const Option& output = *find(compile, "--output");
  EXPECT_THAT(output.names, ElementsAre("-o", "--output"));
  EXPECT_EQ(output.type, "FILE");
  EXPECT_TRUE(output.is_path());
  EXPECT_TRUE(find(compile, "--no-because")->type.empty());
  EXPECT_FALSE(find(compile, "--target")->is_path());
  EXPECT_THAT(find(compile, "--color")->words, ElementsAre("auto", "always", "never"));
  EXPECT_TRUE(compile.options.front().is_argument());
  EXPECT_TRUE(rows_of(all, "check").options.front().many);
  EXPECT_THAT(find(rows_of(all, "export"), "--to")->words, Contains("megatron"));
}

TEST(OptionTable, HasWhatTheRuntimeReads) {
  const auto all = all_options();
  const CommandRows& train = rows_of(all, "train");
  EXPECT_EQ(train.options.front().type, "SPEC|PLAN");
  EXPECT_TRUE(train.options.front().words.empty());
  EXPECT_THAT(find(train, "--device")->words, Contains("cuda"));
  EXPECT_TRUE(find(train, "--save-every")->words.empty());
  EXPECT_TRUE(find(train, "--resume")->type.empty());
  EXPECT_NE(find(train, "--target"), nullptr);
  EXPECT_NE(find(rows_of(all, "sample"), "--top-k"), nullptr);
  EXPECT_EQ(find(rows_of(all, "sample"), "--target"), nullptr);
}

}  // namespace
}  // namespace cdp::driver
