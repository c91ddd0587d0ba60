// What a file declares, reads and sets.
#include "compiler/analysis/file_facts.h"

#include <gmock/gmock.h>

#include <fmt/format.h>

#include "tests/compiler/analysis/file_support.h"

namespace cdp::analysis {
namespace {

using ::testing::ElementsAre;

TEST(FileFacts, DeclarationsThatNothingReads) {
  const Loaded file("let a = 1\nlet b = a\naxis x\nassert x > 0\nrules r() {}\nmodule M(n) { forward(x) = x }\n");
  std::vector<std::string_view> unread;
  for (const auto* statement : file.facts().unread) unread.push_back(file.sources.text(statement->keyword));
  EXPECT_THAT(unread, ElementsAre("let", "rules", "module"));
}

TEST(FileFacts, KeysAndRatiosMakeAnAxisUsed) {
  const Loaded file(
      "reference { width = 1; experts = 2 }\ntarget t { noise = 1 }\nrules r() { @all { lr *= m_heads } }\n");
  EXPECT_THAT(file.facts().axis_keys, ElementsAre("experts", "noise", "width"));
  EXPECT_THAT(file.facts().axes_of_ratios, ElementsAre("heads"));
}

TEST(FileFacts, ConstantsReadNoAxisThroughOthers) {
  const Loaded file("let a = 2\nlet b = a * 3\nlet c = a * width\nassert b > 1\nassert c > 1\n");
  std::vector<bool> constant;
  for (const auto& statement : file.program.root().ast.statements)
    if (const auto* held = std::get_if<syntax::Assert>(&statement.node))
      constant.push_back(is_constant(file.program, 0, *held->condition));
  EXPECT_THAT(constant, ElementsAre(true, false));
}

TEST(FileFacts, AConstantIsLookedAtOnceHoweverOftenItIsRead) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += fmt::format("let a{0} = if a{1} > 0 then a{1} else a{1}\n", i, i + 1);
  for (const auto& [end, constant] : {std::pair("1", true), std::pair("width", false)}) {
    const Loaded file(text + "let a200 = " + end + "\nassert a0 > 1\n");
    const auto& held = std::get<syntax::Assert>(file.program.root().ast.statements.back().node);
    EXPECT_EQ(is_constant(file.program, 0, *held.condition), constant);
  }
}

TEST(FileFacts, ASpecHasAModel) {
  EXPECT_TRUE(Loaded("model = M(width)\n").facts().is_spec);
  EXPECT_FALSE(Loaded("let a = 1\n").facts().is_spec);
}

}  // namespace
}  // namespace cdp::analysis
