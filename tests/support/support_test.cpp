// The tools of the tests: what they promise, tests rely on without looking.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/carets.h"
#include "tests/support/golden.h"
#include "tests/support/print_words.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

enum class Fruit : std::uint8_t { kApple, kPear };

}  // namespace
}  // namespace cdp::test

template <>
struct cdp::EnumWords<cdp::test::Fruit> {
  static constexpr auto all = std::to_array<std::string_view>({"apple", "pear"});
};

namespace cdp::test {
namespace {

TEST(PrintWords, EnumeratorsAreTheirWords) {
  EXPECT_EQ(::testing::PrintToString(Fruit::kPear), "pear");
  EXPECT_EQ(::testing::PrintToString(std::optional(Fruit::kApple)), "(apple)");
}

TEST(Carets, MarkTheLineAbove) {
  const MarkedSource marked = parse_carets(
      "// ä\n"
      "a = bc + d\n"
      "    ^^   ^\n"
      "e =\n"
      "   ^\n");
  EXPECT_EQ(marked.text, "// ä\na = bc + d\ne =\n");
  EXPECT_THAT(marked.spans, ElementsAre(Span{0, 10, 12}, Span{0, 15, 16}, Span{0, 20, 20}));
}

TEST(Carets, CountCodePoints) {
  const MarkedSource marked = parse_carets("\"ä\" x\n    ^\n", 3);
  EXPECT_THAT(marked.spans, ElementsAre(Span{3, 5, 6}));
}

TEST(LineDiff, ShowsChangesInTheirContext) {
  EXPECT_EQ(line_diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\nsix\n7\n8\n9\n"),
            "  3\n  4\n  5\n- 6\n+ six\n  7\n  8\n  9\n");
  EXPECT_EQ(line_diff("a\n", "a"), "- a\n+ a\n  (no line feed at the end)\n");
  EXPECT_EQ(line_diff("", "a\n"), "+ a\n");
}

TEST(Golden, FailsWithTheDiffAndTheCommand) {
  const TempFolder folder;
  folder.write("a.golden", "one\n");
  EXPECT_TRUE(matches_golden(folder.file("a.golden"), "one\n"));
  ::unsetenv("UPDATE_GOLDEN");
  const auto failure = matches_golden(folder.file("a.golden"), "two\n");
  EXPECT_FALSE(failure);
  EXPECT_THAT(failure.message(), HasSubstr("- one\n+ two\n"));
  EXPECT_THAT(failure.message(), HasSubstr("UPDATE_GOLDEN=1 ctest -R 'Golden.FailsWithTheDiffAndTheCommand'"));
}

TEST(Golden, RewritesWhenAsked) {
  const TempFolder folder;
  ::setenv("UPDATE_GOLDEN", "1", 1);
  EXPECT_TRUE(matches_golden(folder.file("new.golden"), "text\n"));
  ::unsetenv("UPDATE_GOLDEN");
  EXPECT_EQ(folder.read("new.golden"), "text\n");
}

TEST(Process, GivesBackWhatAProgramDid) {
  ProcessOptions options;
  options.input = "some input";
  options.environment["CDP_TEST"] = "value";
  options.environment["HOME"] = std::nullopt;
  const ProcessResult result =
      run({"sh", "-c", "cat; echo \" $CDP_TEST $1 ${HOME-none}\"; echo oops >&2; exit 3", "sh", "a b"}, options);
  EXPECT_EQ(result.exit_code, 3) << result.text();
  EXPECT_EQ(result.out, "some input value a b none\n");
  EXPECT_EQ(result.err, "oops\n");
  EXPECT_FALSE(result.timed_out);
}

TEST(Process, WorksInAFolder) {
  const TempFolder folder;
  ProcessOptions options;
  options.folder = folder.path().string();
  EXPECT_EQ(run({"pwd", "-P"}, options).out, std::filesystem::canonical(folder.path()).string() + "\n");
}

TEST(Process, MovesMoreThanAPipeHolds) {
  ProcessOptions options;
  options.input.assign(1'000'000, 'x');
  EXPECT_EQ(run({"cat"}, options).out.size(), 1'000'000U);
  EXPECT_EQ(run({"true"}, options).exit_code, 0);  // input that nobody reads
}

TEST(Process, EndsWhatTakesTooLong) {
  ProcessOptions options;
  options.timeout = std::chrono::milliseconds(100);
  const ProcessResult result = run({"sh", "-c", "echo started; sleep 600 & wait"}, options);
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.exit_code, 128 + SIGKILL);
}

TEST(Process, SendsASignalAtAText) {
  ProcessOptions options;
  options.signal_at = "ready";
  options.signal = SIGINT;
  const ProcessResult result =
      run({"sh", "-c", "trap 'echo saved; exit 7' INT; echo ready; while :; do sleep 0.01; done"}, options);
  EXPECT_EQ(result.exit_code, 7) << result.text();
  EXPECT_EQ(result.out, "ready\nsaved\n");
}

TEST(Process, SaysThatAProgramIsMissing) {
  const ProcessResult result = run({"/no/such/program"});
  EXPECT_EQ(result.exit_code, 127);
  EXPECT_THAT(result.err, HasSubstr("/no/such/program"));
}

}  // namespace
}  // namespace cdp::test
