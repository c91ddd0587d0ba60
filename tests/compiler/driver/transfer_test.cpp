// `cdp transfer`: its forms, its exit codes and what it refuses. How it judges: tests/study/transfer.
#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

#include "compiler/driver/commands.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::driver {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

const std::string kRuns = CDP_SOURCE_DIR "/tests/golden/transfer/";

test::ProcessResult transfer(std::vector<std::string> arguments, const std::string& in = "") {
  arguments.insert(arguments.begin(), {CDP_PROGRAMS_DIR "/cdp", "transfer"});
  test::ProcessOptions options;
  options.input = in;
  return test::run(arguments, options);
}

TEST(TransferCommand, TheVerdictIsTheExitCode) {
  const auto fast = transfer({kRuns + "fast.csv"});
  EXPECT_EQ(fast.exit_code, kClean);
  EXPECT_EQ(fast.err, "");
  EXPECT_THAT(fast.out, EndsWith("\nverdict: fast\n"));
  const auto slow = transfer({kRuns + "slow.csv"});
  EXPECT_EQ(slow.exit_code, kFindings);
  EXPECT_THAT(slow.out, EndsWith("\nverdict: slow\n"));
  const auto edge = transfer({kRuns + "edge.csv"});
  EXPECT_EQ(edge.exit_code, kClean);
  EXPECT_THAT(edge.out, EndsWith("\nverdict: cannot tell\n"));
  EXPECT_EQ(transfer({kRuns + "edge.csv", "--strict"}).exit_code, kFindings);
  EXPECT_EQ(transfer({kRuns + "fast.csv", "--strict"}).exit_code, kClean);
}

TEST(TransferCommand, WritesJsonAndAPage) {
  const test::TempFolder folder;
  const auto result = transfer({kRuns + "slow.csv", "--axis", "width", "--hp", "base.lr", "--format", "json",
                                "--report", folder.file("t.html")});
  EXPECT_EQ(result.exit_code, kFindings);
  EXPECT_EQ(nlohmann::json::parse(result.out)["verdict"], "slow");
  EXPECT_THAT(folder.read("t.html"), HasSubstr("<svg"));
}

TEST(TransferCommand, ReadsStandardInput) {
  EXPECT_THAT(transfer({"-"}, "width,base.lr,loss\n64,1,3\n64,2,x\n").err,
              HasSubstr("<stdin>:3:6: `x` is no loss; it must be a number, or `diverged` or `nan`"));
}

TEST(TransferCommand, SplitsAndIgnores) {
  const test::TempFolder folder;
  std::string csv = "run,width,schedule,lr,loss\n";
  int name = 0;
  for (const char* const schedule : {"wsd", "linear"})
    for (const int width : {64, 128, 256})
      for (int i = 0; i < 5; ++i)
        csv += "run-" + std::to_string(++name) + "," + std::to_string(width) + "," + schedule + "," +
               std::to_string(1 << i) + "," + std::to_string(3.0 + 0.1 * (i - 2) * (i - 2) - 0.001 * width) + "\n";
  const std::string path = folder.write("r.csv", csv);
  const auto mixed = transfer({path, "--hp", "lr", "--ignore", "run"});
  EXPECT_EQ(mixed.exit_code, kCouldNotRun);
  EXPECT_THAT(mixed.err, HasSubstr("the runs differ in `schedule`: `linear` and `wsd`; `--by schedule` looks at each"));
  const auto split = transfer({path, "--hp", "lr", "--ignore", "run", "--by", "schedule"});
  EXPECT_THAT(split.out, HasSubstr("\nschedule linear\n"));
  EXPECT_THAT(split.out, HasSubstr("\n  schedule wsd: "));
  EXPECT_THAT(transfer({path, "--hp", "lr"}).err, HasSubstr("`--ignore run` leaves the column out"));
}

TEST(TransferCommand, SaysWhyItCannotRun) {
  const auto none = transfer({kRuns + "none.csv"});
  EXPECT_EQ(none.exit_code, kCouldNotRun);
  EXPECT_EQ(none.out, "");
  EXPECT_THAT(transfer({kRuns + "fast.csv", "--axis", "depth"}).err, HasSubstr("the runs have no axis `depth`"));
  EXPECT_EQ(transfer({kRuns + "fast.csv", "--tolerance", "-1"}).err,
            "error: --tolerance: must be a number above 0, found -1\n");
  EXPECT_EQ(transfer({kRuns + "fast.csv", "--report", kRuns + "none/t.html"}).exit_code, kCouldNotRun);
  EXPECT_EQ(transfer({}).exit_code, kCouldNotRun);
}

TEST(TransferCommand, ToleratesALossThatIsNamed) {
  EXPECT_EQ(transfer({kRuns + "slow.csv", "--tolerance", "0.5"}).exit_code, kClean);
  EXPECT_EQ(transfer({kRuns + "fast.csv", "--tolerance", "0.0001"}).exit_code, kFindings);
}

}  // namespace
}  // namespace cdp::driver
