// `cdp scaling`: its forms and exit codes. What it finds: tests/compiler/stability.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "tests/compiler/driver/driver_support.h"
#include "tests/support/process.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

test::ProcessResult scaling(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {CDP_PROGRAMS_DIR "/cdp", "scaling"});
  return test::run(arguments, {});
}

/// A small model under standard parameterization.
std::string unstable(const test::TempFolder& folder) {
  std::string spec = spec_with();
  const std::string_view call = "complete_d_p(alpha = 1)", file = "std.complete_d_p";
  spec.replace(spec.find(call), call.size(), "sp()");
  spec.replace(spec.find(file), file.size(), "std.sp");
  return folder.write("sp.cdp", spec);
}

TEST(ScalingCommand, AStableSpecIsClean) {
  const auto result = scaling({example()});
  EXPECT_EQ(result.exit_code, kClean);
  EXPECT_EQ(result.err, "");
  EXPECT_THAT(result.out, StartsWith(example() + " under complete_d_p, along width: stable\n"));
  EXPECT_THAT(result.out, HasSubstr("along duration: stable\n"));
}

TEST(ScalingCommand, TakesOverrides) {
  EXPECT_EQ(scaling({example(), "--set", "base.lr=1e-3"}).exit_code, kClean);
  const auto wrong = scaling({example(), "--set", "base.lrr=1e-3"});
  EXPECT_EQ(wrong.exit_code, kFindings);
  EXPECT_THAT(wrong.err, HasSubstr("--set:1:6: error: unknown key `lrr` in `base`; did you mean `lr`?"));
}

TEST(ScalingCommand, WhatDoesNotStayIsAFinding) {
  const test::TempFolder folder;
  const auto result = scaling({unstable(folder)});
  EXPECT_EQ(result.exit_code, kFindings);
  EXPECT_THAT(result.out, HasSubstr("along width: not stable\n  exploding  "));
  EXPECT_THAT(result.out, HasSubstr("repair: add to the rules  @hidden { lr *= m_in^-1 }\n"));
}

TEST(ScalingCommand, AnAxisThatThereIsNotCannotBeRun) {
  const auto result = scaling({example(), "--axis", "width,dephts"});
  EXPECT_EQ(result.exit_code, kCouldNotRun);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err,
            "error: --axis: the spec has no axis `dephts` that its model grows along; did you mean `depth`?\n");
}

TEST(ScalingCommand, ASpecWithErrorsHasNoReport) {
  const test::TempFolder folder;
  const auto result = scaling({folder.write("bad.cdp", spec_with("tune bolcks { lr *= 2 }\n"))});
  EXPECT_EQ(result.exit_code, kFindings);
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("[E0401]"));
  EXPECT_EQ(scaling({folder.file("none.cdp")}).exit_code, kCouldNotRun);
}

TEST(ScalingCommand, JsonAndMarkdown) {
  const auto json = scaling({example(), "--axis", "width", "--format", "json"});
  EXPECT_EQ(json.exit_code, kClean);
  EXPECT_TRUE(nlohmann::json::parse(json.out)["stable"].get<bool>());
  EXPECT_EQ(json.out, scaling({example(), "--axis", "width", "--format", "json"}).out);
  const auto markdown = scaling({example(), "--format", "markdown"});
  EXPECT_THAT(markdown.out, StartsWith("<!-- cdp-scaling -->\n"));
}

TEST(ScalingCommand, TablesOfAllExponents) {
  const auto result = scaling({example(), "--axis", "width", "--all"});
  EXPECT_THAT(result.out, HasSubstr("\n  blocks.*.attn.q.weight "));
  EXPECT_THAT(result.out, HasSubstr("n^-0.5"));
}

TEST(CheckScaling, SaysEachAxisInALine) {
  const Answer answer = check({{example()}, FailOn::kError, {}, true}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, HasSubstr(": ok, 2 targets, 47 tensors\n" + example() +
                                    " under complete_d_p, along width: stable\n  no fault  norm.gain: "));
  EXPECT_THAT(answer.out,
              HasSubstr("along depth: stable\n" + example() + " under complete_d_p, along batch: stable\n"));
}

TEST(CheckScaling, WhatDoesNotStayMakesTheExitCodeOne) {
  const test::TempFolder folder;
  const Answer answer = check({{unstable(folder)}, FailOn::kError, {}, true}, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.out, HasSubstr("along width: not stable\n  exploding  "));
  EXPECT_EQ(answer.out.find("repair"), std::string::npos);
  EXPECT_EQ(check({{unstable(folder)}}, {}).exit_code, kClean);
}

TEST(CheckScaling, FilesWithoutAModelHaveNone) {
  const test::TempFolder folder;
  const Answer answer = check({{folder.write("rates.cdp", "let one = 1\n")}, FailOn::kError, {}, true}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_EQ(answer.out.find("along"), std::string::npos);
}

}  // namespace
}  // namespace cdp::driver
