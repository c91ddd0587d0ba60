// Specs and plans opened by name or text. What commands say of them:
// tests/compiler/driver/{session,plan_input}_test.cpp.
#include "compiler/pipeline/open.h"

#include <gmock/gmock.h>

#include "compiler/plan/json.h"
#include "tests/compiler/pipeline/pipeline_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::pipeline {
namespace {

using ::testing::HasSubstr;

class Open : public ::testing::Test {
 protected:
  test::TempFolder folder_;
  std::string spec_ = folder_.write("gpt.cdp", spec_with("target big { width = 1024 }\n"));
};

TEST_F(Open, ASpecHasTheSettingsOfItsFolder) {
  EXPECT_EQ(open_spec({spec_}, {}).scaled->target.name, "reference");
  folder_.write("cdp.toml", "[compile]\ntarget = \"big\"\n");
  EXPECT_EQ(open_spec({spec_}, {}).scaled->target.name, "big");
  EXPECT_EQ(open_spec({spec_}, {{"reference", ""}}).scaled->target.name, "reference");
  EXPECT_EQ(open_spec({"<stdin>", spec_with()}, {}).scaled->target.name, "reference");
}

TEST_F(Open, ErrorsOfTheTextAreInItsSink) {
  const OpenedSpec opened = open_spec({"<stdin>", spec_with("tune bolcks { lr *= 2 }\n")}, {});
  EXPECT_FALSE(opened.scaled);
  EXPECT_FALSE(opened.fault);
  EXPECT_TRUE(opened.analysis->sink.has_errors());
}

TEST_F(Open, FaultsSayWhatKeepsItFromBeingOpened) {
  const auto fault = [](const OpenedSpec& opened) { return opened.fault ? opened.fault->error.text() : ""; };
  EXPECT_THAT(fault(open_spec({folder_.file("none.cdp")}, {})), HasSubstr("there is no such file"));
  EXPECT_THAT(fault(open_spec({"<stdin>", "let one = 1\n"}, {})), HasSubstr("<stdin>: only declares"));
  EXPECT_THAT(fault(open_spec({spec_}, {{"bgi", ""}})), HasSubstr("no target `bgi`; did you mean `big`?"));
  EXPECT_EQ(fault(analyse_source({"<stdin>", "let one = 1\n"}, {})), "");
  folder_.write("cdp.toml", "[lint\n");
  EXPECT_FALSE(analyse_source({spec_}, {}).fault->diagnostics.empty());
}

TEST_F(Open, APlanIsReadAndASpecCompiled) {
  const std::string json = plan::to_json(plan_of(spec_with()));
  EXPECT_EQ(open_plan(json, "plan.json", {"plan.json"}, {}, Reasons::kKeep).plan->target, "reference");
  const OpenedPlan placed = open_plan(json, "plan.json", {"plan.json"}, {{"big", ""}}, Reasons::kKeep);
  EXPECT_FALSE(placed.plan);
  EXPECT_THAT(placed.spec.fault->error.text(), HasSubstr("plan.json: is a plan, compiled already"));
  const OpenedPlan compiled = open_plan(spec_with(), "gpt.cdp", {spec_}, {{"big", ""}}, Reasons::kLeaveOut);
  EXPECT_EQ(compiled.plan->target, "big");
}

TEST(IsPlan, APlanBeginsWithABrace) {
  EXPECT_TRUE(is_plan("\xEF\xBB\xBF\n {\"format\": 1}"));
  EXPECT_FALSE(is_plan("// {\nmodel = Gpt()"));
  EXPECT_FALSE(is_plan(""));
}

}  // namespace
}  // namespace cdp::pipeline
