// `cdp check`: what it prints and its exit codes, over several files, libraries and warnings.
#include <gmock/gmock.h>

#include "compiler/driver/commands.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kClamped = "target big { batch = 512 seq }\n";

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

TEST(Check, ReadsFilesOfDeclarations) {
  const test::TempFolder folder;
  const std::string path = folder.write("rates.cdp", "let one = 1\n");
  const Answer answer = check({{path}}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_EQ(answer.out, path + ": ok, 1 declaration, no model to scale\n");
}

TEST(Check, WarningsAloneAreCleanUnlessAskedFor) {
  const test::TempFolder folder;
  const std::string path = folder.write("gpt.cdp", spec_with(kClamped));
  const Answer mild = check({{path}}, {});
  EXPECT_EQ(mild.exit_code, kClean);
  EXPECT_THAT(mild.out, HasSubstr("warning"));
  EXPECT_THAT(mild.err, HasSubstr("[W0430]"));
  EXPECT_EQ(check({{path}, FailOn::kWarning}, {}).exit_code, kFindings);
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
