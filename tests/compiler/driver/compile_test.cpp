// `cdp compile`: the plan on standard output or in a file, and nothing of it where there are errors.
#include <gmock/gmock.h>

#include <filesystem>

#include "compiler/driver/commands.h"
#include "compiler/plan/json.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

class Compile : public ::testing::Test {
 protected:
  test::TempFolder folder_;
  std::string spec_ = folder_.write("gpt.cdp", spec_with("target big { width = 1024 }\n"));
};

TEST_F(Compile, PrintsThePlan) {
  const Answer answer = compile({spec_, {"big", ""}, "", false}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_EQ(answer.err, "");
  const auto plan = plan::from_json(printed(answer));
  ASSERT_TRUE(plan) << plan.error().text();
  EXPECT_EQ(plan->target, "big");
  EXPECT_TRUE(plan->tensors.front().because);
}

TEST_F(Compile, LeavesReasonsOut) {
  const Answer answer = compile({spec_, {}, "", true}, {});
  EXPECT_EQ(printed(answer).find("because"), std::string::npos);
  EXPECT_TRUE(plan::from_json(printed(answer)));
}

TEST_F(Compile, WritesAFileAndPrintsNothing) {
  const Answer answer = compile({spec_, {}, folder_.file("plan.json"), false}, {});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_EQ(answer.out, "");
  EXPECT_EQ(folder_.read("plan.json"), printed(compile({spec_, {}, "", false}, {})));
}

TEST_F(Compile, PrintsNoPlanAfterErrors) {
  const Answer answer = compile({folder_.write("bad.cdp", spec_with("tune bolcks { lr *= 2 }\n")), {}, "", false}, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out, "");
  EXPECT_THAT(answer.err, HasSubstr("[E0401]"));
}

TEST_F(Compile, PrintsNoPlanWithAValueOutOfRange) {
  const Answer answer =
      compile({folder_.write("hot.cdp", spec_with("target big { batch = 512 seq }\n")), {"big", ""}, "", false}, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out, "");
  EXPECT_THAT(answer.err, HasSubstr("[E0461]"));
}

TEST_F(Compile, SaysThatAFolderIsMissing) {
  const Answer answer = compile({spec_, {}, folder_.file("none/plan.json"), false}, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("there is no folder"));
}

TEST_F(Compile, RefusesAFileOfDeclarations) {
  const Answer answer = compile({folder_.write("lib.cdp", "let one = 1\n"), {}, "", false}, {});
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_THAT(answer.err, HasSubstr("only declares"));
}

}  // namespace
}  // namespace cdp::driver
