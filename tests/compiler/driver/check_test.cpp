// `cdp check`: what it prints and its exit codes, over several files, libraries and warnings.
#include <gmock/gmock.h>

#include "compiler/driver/commands.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Check, SaysInOneLineWhatIsRight) {
  const test::TempFolder folder;
  const std::string path = folder.write("gpt.cdp", spec_with("target big { width = 1024 }\n"));
  const Answer answer = check({{path}}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_EQ(answer.out, path + ": ok, 2 targets, 47 tensors\n");
  EXPECT_EQ(answer.err, "");
}

TEST(Check, FindsFaultsAtTargets) {
  const test::TempFolder folder;
  const std::string path = folder.write("gpt.cdp", spec_with("target odd { width = 100 }\n"));
  const Answer answer = check({{path}}, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out, "");
  EXPECT_THAT(answer.err, HasSubstr("[E0330]"));
}

TEST(Check, HoldsOverridesOnEverySpec) {
  const test::TempFolder folder;
  CheckOptions options{{folder.write("a.cdp", spec_with()), folder.write("b.cdp", spec_with())}};
  options.sets = {"@hidden.lr *= 2"};
  EXPECT_EQ(check(options, {}).exit_code, kClean);
  options.sets = {"base.lr = 1e-3", "@hiden.lr *= 2"};
  const Answer answer = check(options, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out, "");
  EXPECT_THAT(answer.err, HasSubstr("--set:2:2: error: unknown tag `@hiden`; did you mean `@hidden`? [E0402]"));
}

TEST(Check, ReadsFilesOfDeclarations) {
  const test::TempFolder folder;
  const std::string path = folder.write("rates.cdp", "let one = 1\n");
  const Answer answer = check({{path}}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_EQ(answer.out, path + ": ok, 1 constant; no model, so shapes and values were not checked\n");
}

TEST(Check, ABetaOutOfRangeIsOneFindingAtEachTarget) {
  const test::TempFolder folder;
  const std::string path = folder.write(
      "gpt.cdp",
      spec_with("target hot { batch = 3200 seq }\ntarget warm { batch = 512 seq }\ntarget cool { batch = 64 seq }\n"));
  const Answer answer = check({{path}}, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out, "");
  EXPECT_THAT(answer.err,
              HasSubstr(": error: at `hot` the rules take `beta1` to -9 and `beta2` to -4, which must be at least 0 "
                        "and below 1, for `embed.weight`, "));
  EXPECT_THAT(answer.err, HasSubstr("| target hot { batch = 3200 seq }"));
  EXPECT_THAT(answer.err, HasSubstr("write `betas = \"power\"`, or take a smaller step"));
  EXPECT_THAT(answer.err, HasSubstr(": error: at `warm` the rules take `beta1` to -0.6, which"));
  EXPECT_THAT(answer.err, HasSubstr("\n2 errors\n"));
}

TEST(Check, GoesOnAfterAFileThatCannotBeRead) {
  const test::TempFolder folder;
  const std::string good = folder.write("good.cdp", spec_with());
  const std::string bad = folder.write("bad.cdp", "let a = = 1\n");
  const Answer answer = check({{folder.file("none.cdp"), bad, good}}, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, StartsWith("error: " + folder.file("none.cdp") + ": there is no such file\n"));
  EXPECT_THAT(answer.err, HasSubstr(bad + ":1:9: error: "));
  EXPECT_THAT(answer.out, StartsWith(good + ": ok"));
}

TEST(Check, PaintsOnlyWhereAsked) {
  const test::TempFolder folder;
  const std::string path = folder.write("bad.cdp", "let a = = 1\n");
  EXPECT_EQ(check({{path}}, {}).err.find('\x1b'), std::string::npos);
  EXPECT_NE(check({{path}}, {diag::Color::kNever, diag::Color::kAlways}).err.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace cdp::driver
