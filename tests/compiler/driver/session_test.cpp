// What commands share: reading a spec and showing its diagnostics.
#include "compiler/driver/session.h"

#include <gmock/gmock.h>

#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Session, OpensASpecAtATarget) {
  const Opened opened = open_at(example(), {"big", ""}, {});
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened.answer.exit_code, kClean);
  EXPECT_EQ(opened.answer.err, "");
  EXPECT_EQ(opened.scaled->target.name, "big");
}

TEST(Session, AFileThatCannotBeReadCouldNotRun) {
  const Opened opened = open_at("none.cdp", {}, {});
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.exit_code, kCouldNotRun);
  EXPECT_EQ(opened.answer.err, "error: none.cdp: there is no such file\n");
}

TEST(Session, FindingsAreRendered) {
  const test::TempFolder folder;
  const std::string path = folder.write("gpt.cdp", spec_with("tune bolcks { lr *= 2 }\n"));
  const Opened opened = open_at(path, {}, {});
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.exit_code, kFindings);
  EXPECT_THAT(opened.answer.err, StartsWith(path + ":7:6: error: "));
}

TEST(Session, AnUnknownTargetCouldNotRun) {
  const Opened opened = open_at(example(), {"bgi", ""}, {});
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.err,
            "error: --target: the spec has no target `bgi`; did you mean `big`?; it has reference and big\n");
}

TEST(Session, AFileOfDeclarationsHasNothingToScale) {
  const test::TempFolder folder;
  const Opened opened = open_at(folder.write("lib.cdp", "let one = 1\n"), {}, {});
  EXPECT_FALSE(opened);
  EXPECT_EQ(opened.answer.exit_code, kCouldNotRun);
  EXPECT_THAT(opened.answer.err, HasSubstr("only declares"));
}

TEST(Session, ErrorsCannotSteerTheTerminal) {
  EXPECT_EQ(could_not_run({"bad \x1b[2J name", ""}, {}).err.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace cdp::driver
