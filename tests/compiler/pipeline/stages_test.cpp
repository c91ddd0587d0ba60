// The order of the stages: where it stops, targets and `--at`.
#include "compiler/pipeline/stages.h"

#include <gmock/gmock.h>

#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Pipeline, AWholeSpecIsReady) {
  const auto analysis = analysed(spec_with());
  EXPECT_TRUE(ready(*analysis));
  EXPECT_TRUE(analysis->sink.empty());
}

TEST(Pipeline, AFileOfDeclarationsIsNotButHasNoErrors) {
  const auto analysis = analysed("let one = 1\n");
  EXPECT_FALSE(ready(*analysis));
  EXPECT_FALSE(analysis->sink.has_errors());
  EXPECT_EQ(check_targets(*analysis).targets, 0U);
}

TEST(Pipeline, AnEmptyFileDeclaresNothing) {
  EXPECT_THAT(codes_of(""), IsEmpty());
}

TEST(Pipeline, AMissingFileIsAnError) {
  const auto analysis = analyse("none.cdp", default_files());
  ASSERT_FALSE(analysis);
  EXPECT_EQ(analysis.error().text(), "none.cdp: there is no such file");
}

TEST(Pipeline, FindsIndependentErrorsInOneRun) {
  EXPECT_THAT(codes_of(spec_with("training { sed = 1 }\ntarget big { widht = 2 }\nassert dpeth > 1\n")),
              ElementsAre("E0224", "E0231", "E0201"));
}

TEST(Pipeline, SyntaxErrorsHideNoNamesAndInventNoMissingParts) {
  EXPECT_THAT(codes_of("use std.gpt\nlet a = = 2\nlet b = widht\ntune embed { lr *= 2 }\n"),
              ElementsAre("E0120", "E0201"));
}

TEST(Pipeline, CountsTargetsAndTensors) {
  const auto analysis = analysed(spec_with("target a { width = 256 }\ntarget b { depth = 8 }\n"));
  const CheckedTargets checked = check_targets(*analysis);
  EXPECT_EQ(checked.targets, 3U);
  EXPECT_EQ(checked.tensors, 47U);
}

TEST(Pipeline, CountsWhatAFileDeclaresItself) {
  const auto analysis = analysed("use std.gpt\naxis a\naxis b\nlet c = 1\nrules d() { @all { lr *= m_N } }\n");
  const DeclarationCounts counts = count_declarations(analysis->program);
  EXPECT_EQ(counts.axes, 2U);
  EXPECT_EQ(counts.constants, 1U);
  EXPECT_EQ(counts.rule_sets, 1U);
  EXPECT_EQ(counts.modules, 0U) << "those of std.gpt are not its own";
}

double width_at(const std::string& text, const ScaleChoice& choice) {
  const auto analysis = analysed(text);
  const auto scaled = scale_to(*analysis, choice);
  EXPECT_TRUE(scaled && *scaled);
  return (*scaled)->target.at("width");
}

TEST(Pipeline, ScalesToTheReferenceATargetOrAxesOfTheCommandLine) {
  const std::string spec = spec_with("target big { width = 1024; depth = 16 }\n");
  EXPECT_EQ(width_at(spec, {}), 128);
  EXPECT_EQ(width_at(spec, {"reference", ""}), 128);
  EXPECT_EQ(width_at(spec, {"big", ""}), 1024);
  EXPECT_EQ(width_at(spec, {"", "width=256"}), 256);
  EXPECT_EQ(width_at(spec, {"big", "width=512"}), 512);
  EXPECT_EQ(width_at(spec, {"big", "depth=2"}), 1024);
}

TEST(Pipeline, AxesMayHaveUnitsSuffixesAndSums) {
  const auto analysis = analysed(spec_with());
  const auto scaled = scale_to(*analysis, {"", "width = 2 * 128, depth=16,batch=256seq,duration=1Btok"});
  ASSERT_TRUE(scaled && *scaled) << ::testing::PrintToString(messages_of(*analysis));
  EXPECT_EQ((*scaled)->target.at("batch"), 256);
  EXPECT_EQ((*scaled)->target.at("duration"), 1e9);
}

/// Faults in `--at` are shown in what the user typed: the marked spans are those of the diagnostics.
void expect_at(const std::string& marked, const std::vector<std::string>& codes) {
  const auto analysis = analysed(spec_with());
  const test::MarkedSource source = test::parse_carets(marked, static_cast<FileId>(analysis->sources.size()));
  const std::string typed = source.text.substr(0, source.text.find('\n'));
  const auto scaled = scale_to(*analysis, {"", typed});
  ASSERT_TRUE(scaled);
  EXPECT_FALSE(*scaled);
  const auto found = analysis->sink.sorted();
  EXPECT_EQ(test::ids_of(found), codes);
  EXPECT_EQ(test::spans_of(found), source.spans);
  EXPECT_EQ(analysis->sources.file(found.front().span.file).path, "--at");
  EXPECT_EQ(analysis->sources.file(found.front().span.file).text, typed);
}

TEST(Pipeline, FaultsInAxesAreShownWhereTheyWereTyped) {
  expect_at("widht=3,depth=2\n^^^^^\n", {"E0231"});
  expect_at("width=256,batch=64\n                ^^\n", {"E0228"});
  expect_at("width=256,depth=2.5\n                ^^^\n", {"E0230"});
  expect_at("width=256,width=512\n          ^^^^^\n", {"E0225"});
}

TEST(Pipeline, AxesThatDoNotParseNameNoPartOfOurs) {
  for (const char* typed : {"width", "width=", "=3", "width=3,,depth", "}", "width=3 } target x { depth=2", "width;3",
                            ",", "width=(3", "\"", "width=3 # x"}) {
    const auto analysis = analysed(spec_with());
    const auto scaled = scale_to(*analysis, {"", typed});
    ASSERT_TRUE(scaled) << typed;
    if (std::string_view(typed) != ",") {
      EXPECT_FALSE(*scaled) << typed;
      EXPECT_TRUE(analysis->sink.has_errors()) << typed;
    }
    for (const std::string& message : messages_of(*analysis)) {
      EXPECT_EQ(message.find("target"), std::string::npos) << typed << ": " << message;
      EXPECT_EQ(message.find("``"), std::string::npos) << typed << ": " << message;
    }
  }
}

TEST(Pipeline, TheReferenceMustBeSoundForEveryTarget) {
  const auto analysis = analysed(spec_with("assert width % 256 == 0\ntarget big { width = 1024 }\n"));
  const auto scaled = scale_to(*analysis, {"big", ""});
  ASSERT_TRUE(scaled);
  EXPECT_FALSE(*scaled) << "the reference is 128 wide";
  EXPECT_TRUE(analysis->sink.has_errors());
}

TEST(Pipeline, AnUnknownTargetIsAnErrorOfTheCommandLine) {
  const auto analysis = analysed(spec_with("target big { width = 256 }\n"));
  const auto scaled = scale_to(*analysis, {"bgi", ""});
  ASSERT_FALSE(scaled);
  EXPECT_THAT(scaled.error().text(), HasSubstr("did you mean `big`?"));
}

}  // namespace
}  // namespace cdp::pipeline
