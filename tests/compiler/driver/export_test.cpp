// `cdp export`: which exporter, where to, and that nothing is lost in silence.
#include "compiler/driver/export.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "compiler/export/loader.h"
#include "compiler/plan/json.h"
#include "tests/compiler/driver/driver_support.h"
#include "tests/compiler/export/granite_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class ExportCommand : public ::testing::Test {
 protected:
  ExportOptions to(const std::string& trainer) const {
    ExportOptions options;
    options.input = spec_;
    options.to = trainer;
    return options;
  }

  test::TempFolder folder_;
  std::string spec_ = folder_.write("gpt.cdp", spec_with("target big { width = 1024 }\n"));
};

TEST_F(ExportCommand, PrintsWhatTheExporterMakes) {
  const Answer answer = export_plan(to("csv"), {});
  EXPECT_EQ(answer.exit_code, kClean) << answer.err;
  EXPECT_EQ(answer.err, "");
  EXPECT_THAT(printed(answer), StartsWith("kind,name,shape"));
}

TEST_F(ExportCommand, ASpecAndItsPlanComeToTheSame) {
  ExportOptions options = to("torch");
  options.choice = {"big", ""};
  const std::string from_spec = printed(export_plan(options, {}));
  EXPECT_THAT(from_spec, HasSubstr("\"target\": \"big\""));
  const std::string json = plan::to_json(plan_of(spec_with("target big { width = 1024 }\n"), {"big", ""}));
  options.input = folder_.write("plan.json", json);
  options.choice = {};
  EXPECT_EQ(printed(export_plan(options, {})), from_spec);
}

TEST_F(ExportCommand, WritesAFile) {
  ExportOptions options = to("csv");
  options.output = folder_.file("plan.csv");
  const Answer answer = export_plan(options, {});
  EXPECT_EQ(answer.exit_code, kClean) << answer.err;
  EXPECT_EQ(printed(answer), "");
  EXPECT_EQ(folder_.read("plan.csv"), printed(export_plan(to("csv"), {})));
}

TEST_F(ExportCommand, APlantedLinkGetsNothingWrittenOver) {
  const std::string theirs = folder_.write("theirs", "precious");
  std::filesystem::create_symlink(theirs, folder_.path() / "plan.csv");
  ExportOptions options = to("csv");
  options.output = folder_.file("plan.csv");
  EXPECT_EQ(export_plan(options, {}).exit_code, kClean);
  EXPECT_EQ(folder_.read("theirs"), "precious");
  EXPECT_FALSE(std::filesystem::is_symlink(folder_.path() / "plan.csv"));
}

TEST_F(ExportCommand, WeightsAreWrittenUnderNoNameThatCanBeGuessed) {
  namespace fs = std::filesystem;
  const plan::Plan plan = exporting::small_plan();
  folder_.write("theirs", "precious");
  ExportOptions options = to("hf-granite");
  options.input = folder_.write("plan.json", plan::to_json(plan));
  options.weights = folder_.write("x.safetensors", exporting::weights_of(plan));
  options.output = folder_.file("out");
  fs::create_directory(options.output);
  for (const char* name : {"model.safetensors", "model.safetensors.part", "config.json", "config.json.part"})
    fs::create_symlink("../theirs", fs::path(options.output) / name);
  const Answer answer = export_plan(options, {});
  EXPECT_EQ(answer.exit_code, kClean) << answer.err;
  EXPECT_EQ(folder_.read("theirs"), "precious");
  EXPECT_FALSE(fs::is_symlink(folder_.path() / "out/model.safetensors"));
  EXPECT_TRUE(fs::is_symlink(folder_.path() / "out/model.safetensors.part")) << "nobody takes away what is not his";
}

TEST_F(ExportCommand, LeavesNoFolderBehindWhereItRefuses) {
  namespace fs = std::filesystem;
  const plan::Plan plan = exporting::small_plan();
  ExportOptions options = to("hf-granite");
  options.input = folder_.write("plan.json", plan::to_json(plan));
  const weights::Metadata wrong = {{"step", "7"}, {"checksum." + plan.tensors.back().name, "0123456789abcdef"}};
  options.weights = folder_.write("checkpoint.safetensors", exporting::weights_of(plan, wrong));
  options.output = folder_.file("new/out");
  EXPECT_THAT(export_plan(options, {}).err, HasSubstr("is damaged"));
  EXPECT_FALSE(fs::exists(folder_.path() / "new"));
  fs::create_directory(folder_.path() / "new");
  EXPECT_EQ(export_plan(options, {}).exit_code, kCouldNotRun);
  EXPECT_TRUE(fs::exists(folder_.path() / "new")) << "that was there before";
  EXPECT_FALSE(fs::exists(folder_.path() / "new/out"));
}

TEST_F(ExportCommand, SaysThatAFolderIsMissing) {
  ExportOptions options = to("csv");
  options.output = folder_.file("none/plan.csv");
  const Answer answer = export_plan(options, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("there is no folder"));
}

TEST_F(ExportCommand, SuggestsAnExporter) {
  const Answer answer = export_plan(to("tochr"), {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_EQ(answer.err, "error: there is no exporter `tochr`; did you mean `torch`?\n");
}

TEST_F(ExportCommand, ListsTheExporters) {
  const Answer answer = export_plan(to(""), {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, StartsWith("error: `--to` is missing; there are torch, "));
}

TEST_F(ExportCommand, WantsAnInput) {
  ExportOptions options = to("csv");
  options.input = "";
  EXPECT_THAT(export_plan(options, {}).err, StartsWith("error: the spec or plan is missing; "));
}

TEST_F(ExportCommand, TakesWeightsOnlyWhereTheyGo) {
  ExportOptions options = to("csv");
  options.weights = "model.safetensors";
  const Answer answer = export_plan(options, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("`csv` takes no weights along"));
}

TEST_F(ExportCommand, StopsAtErrorsOfTheSpec) {
  ExportOptions options = to("csv");
  options.input = folder_.write("bad.cdp", spec_with("tune bolcks { lr *= 2 }\n"));
  const Answer answer = export_plan(options, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(printed(answer), "");
}

TEST_F(ExportCommand, WritesNothingWhereSomethingWouldBeLost) {
  ExportOptions options = to("torchtitan");
  options.output = folder_.file("plan.py");
  const Answer refused = export_plan(options, {});
  EXPECT_EQ(refused.exit_code, kFindings);
  EXPECT_THAT(refused.err, StartsWith("error: torchtitan cannot be told all that the plan says; --allow-lossy"));
  EXPECT_THAT(refused.err, HasSubstr("\n  the initial values of "));
  EXPECT_FALSE(std::filesystem::exists(options.output));
  options.allow_lossy = true;
  const Answer allowed = export_plan(options, {});
  EXPECT_EQ(allowed.exit_code, kClean);
  EXPECT_THAT(allowed.err, StartsWith("warning: torchtitan cannot be told"));
  EXPECT_THAT(folder_.read("plan.py"), HasSubstr("OptimizersContainer.Config("));
}

TEST_F(ExportCommand, SaysWhatAnExporterCannot) {
  ExportOptions options = to("megatron");
  options.input = CDP_SOURCE_DIR "/examples/10_lion.cdp";
  const Answer answer = export_plan(options, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("the plan's optimizer is lion"));
}

TEST_F(ExportCommand, GivesTheLoader) {
  ExportOptions options;
  options.loader = true;
  EXPECT_EQ(printed(export_plan(options, {})), exporting::loader());
  options.output = folder_.file("cdp_plan.py");
  EXPECT_EQ(export_plan(options, {}).exit_code, kClean);
  EXPECT_EQ(folder_.read("cdp_plan.py"), exporting::loader());
  options.to = "torch";
  EXPECT_EQ(export_plan(options, {}).exit_code, kCouldNotRun);
}

TEST(LossesText, IsALineEach) {
  const exporting::Exporter exporter{"abacus", exporting::Form::kFile, ".txt", "beads", "none", nullptr};
  const std::vector<exporting::Loss> losses = {{"eps", "of 2 tensors (a, b)", "it has none"},
                                               {"the schedule", "", "it knows none"}};
  EXPECT_EQ(losses_text(exporter, losses, false, diag::Color::kNever),
            "error: abacus cannot be told all that the plan says; --allow-lossy writes the rest\n"
            "  eps of 2 tensors (a, b): it has none\n"
            "  the schedule: it knows none\n");
  EXPECT_THAT(losses_text(exporter, losses, true, diag::Color::kNever),
              StartsWith("warning: abacus cannot be told all that the plan says\n  eps of"));
  EXPECT_EQ(losses_text(exporter, {{"eps", "\x1b[2J\n", "\x1b"}}, true, diag::Color::kNever).find('\x1b'),
            std::string::npos);
}

}  // namespace
}  // namespace cdp::driver
