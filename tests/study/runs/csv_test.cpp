// Tables of runs: what each column becomes, and one clear message for each fault.
#include "study/runs/csv.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Runs read(std::string_view text, const Columns& columns = {}) {
  auto runs = parse_runs(text, "t.csv", columns);
  EXPECT_TRUE(runs) << runs.error().text();
  return runs ? *std::move(runs) : Runs{};
}

std::string error(std::string_view text, const Columns& columns = {}) {
  const auto runs = parse_runs(text, "t.csv", columns);
  return runs ? "no error" : runs.error().text();
}

TEST(RunsCsv, ColumnsAreWhatTheirNamesSay) {
  const Runs runs = read("width,base.lr,@hidden.lr,schedule,seed,flops,loss\n256,3e-3,0.5,wsd,7,1e18,2.5\n");
  ASSERT_EQ(runs.runs.size(), 1U);
  const auto& run = runs.runs[0];
  EXPECT_THAT(run.axes, ElementsAre(Pair("width", 256.0)));
  EXPECT_THAT(run.values, ElementsAre(Pair("@hidden.lr", 0.5), Pair("base.lr", 3e-3)));
  EXPECT_THAT(run.tags, ElementsAre(Pair("schedule", "wsd")));
  EXPECT_EQ(run.seed, 7);
  EXPECT_EQ(run.flops, 1e18);
  EXPECT_EQ(run.loss, 2.5);
  EXPECT_EQ(runs.name, "t.csv");
}

TEST(RunsCsv, OthersAreNamedByTheUser) {
  const Columns columns{{"experts"}, {"lr"}, {"name"}};
  const auto run = read("experts,lr,name,loss\n8,0.1,brave-sun,3\n", columns).runs.at(0);
  EXPECT_THAT(run.axes, ElementsAre(Pair("experts", 8.0)));
  EXPECT_THAT(run.values, ElementsAre(Pair("lr", 0.1)));
  EXPECT_THAT(run.tags, IsEmpty());
}

TEST(RunsCsv, NumbersAreThoseOfTheLanguageAndOfOtherPrograms) {
  const Runs runs = read("duration,base.lr,loss\n10M tok,1E-05,1.\n1Btok,.5,-2\n2Ki tok,5%,+3\n1_000 tok,-1e-3,4\n");
  ASSERT_EQ(runs.runs.size(), 4U);
  EXPECT_EQ(runs.runs[0].axes.at("duration"), 1e7);
  EXPECT_EQ(runs.runs[1].axes.at("duration"), 1e9);
  EXPECT_EQ(runs.runs[2].axes.at("duration"), 2048);
  EXPECT_EQ(runs.runs[3].axes.at("duration"), 1000);
  EXPECT_EQ(runs.runs[0].values.at("base.lr"), 1e-5);
  EXPECT_EQ(runs.runs[1].values.at("base.lr"), 0.5);
  EXPECT_EQ(runs.runs[2].values.at("base.lr"), 0.05);
  EXPECT_EQ(runs.runs[3].values.at("base.lr"), -1e-3);
  EXPECT_EQ(runs.runs[1].loss, -2);
}

TEST(RunsCsv, QuotesLineEndsBlankLinesAndAByteOrderMark) {
  const Runs runs = read("\xEF\xBB\xBF\"width\", loss ,\"note, long\"\r\n\r\n64,1.5,\"a \"\"b\"\"\"\r\n\r\n");
  ASSERT_EQ(runs.runs.size(), 1U);
  EXPECT_EQ(runs.runs[0].tags.at("note, long"), "a \"b\"");
  EXPECT_EQ(runs.runs[0].loss, 1.5);
}

TEST(RunsCsv, DivergedRunsHaveNoLoss) {
  for (const char* const word : {"nan", "NaN", "diverged", "inf", "-inf", "Infinity"})
    EXPECT_FALSE(read(std::string("width,loss\n64,") + word + "\n").runs.at(0).loss) << word;
}

TEST(RunsCsv, EmptyCellsAreLeftOut) {
  const auto run = read("width,depth,base.lr,schedule,seed,flops,loss\n64,,,,,,2\n").runs.at(0);
  EXPECT_EQ(run.axes.size(), 1U);
  EXPECT_THAT(run.values, IsEmpty());
  EXPECT_THAT(run.tags, IsEmpty());
  EXPECT_FALSE(run.seed);
  EXPECT_FALSE(run.flops);
}

TEST(RunsCsv, AHyperparameterWithoutNumbersIsATag) {
  const Runs runs = read("training.optimizer,width,loss\n,64,1\nadamw,64,2\nlion,64,3\n");
  EXPECT_THAT(runs.runs.at(0).tags, IsEmpty());
  EXPECT_EQ(runs.runs.at(1).tags.at("training.optimizer"), "adamw");
  EXPECT_EQ(runs.runs.at(2).tags.at("training.optimizer"), "lion");
  EXPECT_THAT(
      error("base.lr,loss\nsmall,1\n0.1,2\n"),
      "t.csv:3:1: `base.lr` has the number `0.1` here and words above; write numbers or words in all of a column");
  EXPECT_EQ(error("base.lr,loss\n0.1,1\nsmall,2\n"),
            "t.csv:3:1: `small` of `base.lr` is no number; its column has numbers");
}

TEST(RunsCsv, EachFaultHasItsPlaceAndAWayOut) {
  EXPECT_EQ(error(""), "t.csv: is empty; runs are lines below a header such as `width,base.lr,loss`");
  EXPECT_EQ(error("\n \n"), "t.csv: is empty; runs are lines below a header such as `width,base.lr,loss`");
  EXPECT_EQ(error("width,loss\n"), "t.csv: has no runs below its header");
  EXPECT_EQ(error("width,base.lr\n64,1\n"),
            "t.csv:1:1: the header has no column `loss`; name the column of the final loss so");
  EXPECT_EQ(error("width,val_loss\n64,1\n"), "t.csv:1:1: the header has no column `loss`; rename `val_loss`");
  EXPECT_EQ(error("64,1\n128,2\n"),
            "t.csv:1:1: the first line has numbers only; it must be a header, the names of the columns");
  EXPECT_EQ(error("width,width,loss\n1,2,3\n"),
            "t.csv:1:7: the header has the column `width` twice; rename one, or take it out");
  EXPECT_EQ(error("width,,loss\n1,2,3\n"),
            "t.csv:1:7: the header has a column without a name; name it, or take the column out");
  EXPECT_EQ(
      error("width,loss\nwide,3\n"),
      "t.csv:2:1: `wide` of `width` is no number; write one above 0, as `256` or `10M tok`, or leave the cell empty");
  EXPECT_EQ(error("width,loss\n-64,3\n"), "t.csv:2:1: `width` is -64; it must be above 0");
  EXPECT_EQ(error("width,loss\n0,3\n"), "t.csv:2:1: `width` is 0; it must be above 0");
  EXPECT_EQ(error("width,loss\n64,low\n"), "t.csv:2:4: `low` is no loss; it must be a number, or `diverged` or `nan`");
  EXPECT_EQ(error("width,loss\n64,\n"),
            "t.csv:2:4: the loss is missing; write `diverged` for a run that diverged, or leave the row out");
  EXPECT_EQ(error("width,seed,loss\n64,1.5,2\n"), "t.csv:2:4: `1.5` is no seed; it must be a whole number");
  EXPECT_EQ(error("width,loss\n64\n"), "t.csv:2:1: the row has 1 field, the header 2");
  EXPECT_EQ(error("width,loss\n64,1,2\n"), "t.csv:2:6: the row has 3 fields, the header 2");
  EXPECT_EQ(error("duration,loss\n10M tok,1\n100 steps,2\n"),
            "t.csv:3:1: `duration` is in `steps` here and in `tok` in line 2; write all of a column in one unit");
  EXPECT_EQ(error("duration,loss\n10M,1\n100 steps,2\n"),
            "t.csv:3:1: `duration` is in `steps` here and in no unit in line 2; write all of a column in one unit");
  EXPECT_EQ(error("width,seed,loss\n64,1,2\n64,2,2\n64,1,3\n"),
            "t.csv:4:1: the run is that of line 2 again, with its seed; take one out, or give them different seeds");
  EXPECT_EQ(error("width;loss\n64;1\n"),
            "t.csv:1:1: its columns are separated by semicolons; save it with commas, and points in numbers");
  EXPECT_THAT(error(std::string("w\0i\0", 4)), HasSubstr("is no text in UTF-8"));
  EXPECT_THAT(error("width,loss\r64,1\r"), HasSubstr("carriage returns alone"));
  EXPECT_EQ(error("width,loss\n\"64,1\n"), "t.csv:2:1: the quote that opens this field is never closed");
}

TEST(RunsCsv, NumbersThatNoDoubleHoldsAreRefused) {
  EXPECT_THAT(error("width,loss\n1e999,1\n"), HasSubstr("is no number"));
  EXPECT_THAT(error("width,loss\n\"10M \",1\n"), HasSubstr("`10M ` of `width` is no number")) << "a quoted blank";
  EXPECT_THAT(error("width,loss\n64,1e999\n"), HasSubstr("is no loss"));
}

TEST(RunsCsv, ThereAreAtMostSoManyRuns) {
  std::string text = "loss\n";
  for (std::size_t i = 0; i <= kMostRuns; ++i) text += "1\n";
  EXPECT_THAT(error(text), HasSubstr("there are more than 100000 runs"));
}

TEST(RunsCsv, FilesAreReadAndFoldersRefused) {
  const test::TempFolder folder;
  const std::string path = (folder.path() / "runs.csv").string();
  std::ofstream(path) << "width,loss\n64,1\n";
  const auto runs = read_runs(path);
  ASSERT_TRUE(runs);
  EXPECT_EQ(runs->name, path);
  EXPECT_FALSE(read_runs(folder.path().string()));
  EXPECT_FALSE(read_runs(path + ".not"));
}

}  // namespace
}  // namespace cdp::study
