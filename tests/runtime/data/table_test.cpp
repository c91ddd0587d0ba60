// CSV files as tables, labels as numbers, and every way that a file is no table, with its place.
#include "runtime/data/table.h"

#include <gmock/gmock.h>

#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TableTest : public ::testing::Test {
 protected:
  Table table(const std::string& text, TargetKind kind = TargetKind::kNumbers, std::int64_t targets = 1) const {
    auto table = load_table({dir_.write("t.csv", text)}, {}, {kind, targets});
    EXPECT_TRUE(table) << table.error().text();
    return table ? *table : Table{};
  }
  std::string error(const std::string& text, TargetKind kind = TargetKind::kNumbers, std::int64_t targets = 1) const {
    const auto table = load_table({dir_.write("t.csv", text)}, {}, {kind, targets});
    EXPECT_FALSE(table) << text;
    return table ? "" : table.error().text();
  }

  test::TempFolder dir_;
};

TEST_F(TableTest, TheLastColumnIsTheTarget) {
  const Table t = table("a,b,y\n1,2.5,3\n-4e2,+5,0.5\n");
  EXPECT_THAT(t.columns, ElementsAre("a", "b"));
  EXPECT_THAT(t.predicted, ElementsAre("y"));
  EXPECT_EQ(t.rows, 2);
  EXPECT_THAT(t.features, ElementsAre(1, 2.5, -400, 5));
  EXPECT_THAT(t.targets, ElementsAre(3, 0.5));
}

TEST_F(TableTest, TheLastColumnsAreTheTargetsOfSeveralOutputs) {
  const Table t = table("a,y,z\n1,2.5,3\n-4e2,+5,0.5\n", TargetKind::kNumbers, 2);
  EXPECT_THAT(t.columns, ElementsAre("a"));
  EXPECT_THAT(t.predicted, ElementsAre("y", "z"));
  EXPECT_THAT(t.features, ElementsAre(1, -400));
  EXPECT_THAT(t.targets, ElementsAre(2.5, 3, 5, 0.5));
  EXPECT_NE(t.fingerprint(), 0U);
  EXPECT_THAT(
      error("a,y,z\n1,2,3\n", TargetKind::kNumbers, 3),
      EndsWith("t.csv:1:1: has 3 columns; a table has features, then the targets: the model predicts 3 numbers, "
               "so these are its last 3 columns"));
  EXPECT_THAT(error("a,y,z\n1,2,x\n", TargetKind::kNumbers, 2), HasSubstr("t.csv:2:5: `x` is not a number"));
}

TEST_F(TableTest, LabelsAreNumbersAsTheyStand) {
  const Table t = table("a,y\n1,2\n1,0\n1,3.0\n", TargetKind::kLabels);
  EXPECT_THAT(t.targets, ElementsAre(2, 0, 3));
  EXPECT_EQ(t.classes, 4);
  EXPECT_THAT(t.words, IsEmpty());
}

TEST_F(TableTest, LabelsThatAreWordsGetTheNumbersOfTheirOrder) {
  const Table t = table("a,y\n1,versicolor\n1,setosa\n1,\"versicolor\"\n1,7\n", TargetKind::kLabels);
  EXPECT_THAT(t.words, ElementsAre("7", "setosa", "versicolor"));
  EXPECT_THAT(t.targets, ElementsAre(2, 1, 2, 0));
  EXPECT_EQ(t.classes, 3);
}

TEST_F(TableTest, FilesOfOneTableHaveOneHeader) {
  const std::string one = dir_.write("d/1.csv", "a,y\n1,2\n");
  const std::string two = dir_.write("d/2.CSV", "a,y\n3,4\n");
  const auto both = load_table({dir_.file("d")}, {}, {TargetKind::kNumbers});
  ASSERT_TRUE(both) << both.error().text();
  EXPECT_THAT(both->files, ElementsAre(one, two));
  EXPECT_THAT(both->targets, ElementsAre(2, 4));
  dir_.write("d/2.CSV", "b,y\n3,4\n");
  EXPECT_EQ(load_table({dir_.file("d")}, {}, {TargetKind::kNumbers}).error().text(),
            two + ":1:1: the header is not that of " + one + "; files of one table have the same columns");
}

TEST_F(TableTest, FaultsOfNumbersHaveTheirPlace) {
  EXPECT_THAT(error("a,y\n1,2\nx1,2\n"), EndsWith("t.csv:3:1: `x1` is not a number"));
  EXPECT_THAT(error("a,y\n1,two\n"), EndsWith("t.csv:2:3: `two` is not a number"));
  EXPECT_THAT(error("a,y\n1,\n"), EndsWith("t.csv:2:3: the field is empty; fill it in or leave the row out"));
  for (const std::string bad : {"nan", "NaN", "inf", "-inf", "1e39", "1e999"})
    EXPECT_THAT(error("a,y\n" + bad + ",1\n"), EndsWith("t.csv:2:1: `" + bad + "` is not a finite number")) << bad;
  for (const std::string bad : {"1 2", "0x1f", "1,5e", "--1", "+-1"})
    EXPECT_THAT(error("a,y\n" + bad + ",1\n"), HasSubstr("t.csv:2:")) << bad;
  EXPECT_THAT(error("a,y\n" + std::string(100, 'z') + ",1\n"), HasSubstr(std::string(40, 'z') + "...`"));
}

TEST_F(TableTest, FaultsOfRowsHaveTheirPlace) {
  EXPECT_THAT(error("a,b,y\n1,2,3\n1,2\n"), EndsWith("t.csv:3:3: the row has 2 fields, the header 3"));
  EXPECT_THAT(error("a,b,y\n1,2,3,4,5\n"), EndsWith("t.csv:2:7: the row has 5 fields, the header 3"));
  EXPECT_THAT(error(""), HasSubstr("t.csv: is empty; a table begins with a header line"));
  EXPECT_THAT(error("a,y\n\n"), EndsWith("t.csv: has no rows below its header"));
  EXPECT_THAT(error("a\n1\n"), HasSubstr("t.csv:1:1: has one column"));
  EXPECT_THAT(error("1,2\n3,4\n"), HasSubstr("t.csv:1:1: the first line has numbers only; it must be a header"));
  EXPECT_THAT(error("a,y\n1,\"2\n"), HasSubstr("t.csv:2:3: the quote"));
}

TEST_F(TableTest, FaultsOfLabelsHaveTheirPlace) {
  const auto fault = [&](const std::string& labels) { return error("a,y\n" + labels, TargetKind::kLabels); };
  EXPECT_THAT(fault("1,0\n1,cat\n"), EndsWith("t.csv:3:3: `cat` is a word, but the labels before are numbers"));
  for (const std::string bad : {"-1", "1.5", "nan", "1e300"})
    EXPECT_THAT(fault("1,0\n1," + bad + "\n"), HasSubstr("t.csv:3:3: `" + bad + "` is not a label")) << bad;
  EXPECT_THAT(fault("1,\n"), HasSubstr("t.csv:2:3: the label is empty"));
}

TEST_F(TableTest, NumbersTooNearToZeroAreZero) {
  EXPECT_THAT(table("a,y\n1e-400,2\n-1e-999,0.0000001\n").features, ElementsAre(0, 0));
  EXPECT_EQ(table("a,y\n0." + std::string(400, '0') + "1,2\n").features.front(), 0);
  EXPECT_THAT(error("a,y\n1" + std::string(400, '0') + ".0,2\n"), HasSubstr("is not a finite number"));
}

TEST_F(TableTest, LinesThatEndAsOnOldMacsAreNamed) {
  EXPECT_THAT(error("a,y\r1,2\r3,4\r"), HasSubstr("t.csv: its lines end in carriage returns alone"));
}

TEST_F(TableTest, NoTextOfATableSteersTheTerminal) {
  const auto steers = [](const std::string& text) { return text.find_first_of("\x1b\r") != std::string::npos; };
  EXPECT_FALSE(steers(error("a,y\n\x1b[2Jx,1\n")));
  const std::string labels = "a,y\n1,\x1b[2Jx\n1," + std::string(1'000'000, 'z') + "\n";
  const Table words = table(labels, TargetKind::kLabels);
  const Status fit = check_model(words, 1, 1);
  ASSERT_FALSE(fit);
  EXPECT_FALSE(steers(fit.error().text()));
  EXPECT_LT(fit.error().text().size(), 500U);
}

TEST_F(TableTest, OtherFilesAreRefused) {
  const auto fault = [&](const std::string& name) {
    return load_table({dir_.write(name, "a,y\n1,2\n")}, {}, {TargetKind::kNumbers}).error().text();
  };
  EXPECT_THAT(fault("t.txt"), HasSubstr("t.txt: is not a .csv file"));
  EXPECT_THAT(load_table({dir_.file("gone.csv")}, {}, {TargetKind::kNumbers}).error().text(),
              HasSubstr("gone.csv: there is no such file"));
  EXPECT_THAT(load_table({dir_.path().string()}, {"*.tsv"}, {TargetKind::kNumbers}).error().text(),
              HasSubstr("holds no file to read a table from"));
}

TEST_F(TableTest, OtherSeparatorsAreNamed) {
  EXPECT_THAT(error("\"a\";\"b\";\"y\"\n\"1,5\";\"2\";\"3\"\n"),
              HasSubstr("t.csv:1:1: its columns are separated by semicolons; a table's are separated by commas"));
  EXPECT_THAT(error("a;b;y\n1,5;2;3\n"), HasSubstr("separated by semicolons"));
  EXPECT_THAT(error("a\tb\ty\n1\t2\t3\n"), HasSubstr("separated by tabs"));
  EXPECT_THAT(error("a|b|y\n1|2|3\n"), HasSubstr("separated by bars"));
  EXPECT_THAT(error("\"a;b\"\n1\n"), HasSubstr("has one column"));
  EXPECT_EQ(table("\"a;b\",y\n1,2\n").columns.front(), "a;b");
}

TEST_F(TableTest, FilesOfOtherFormatsAreNamed) {
  EXPECT_THAT(error("\x1f\x8b\x08 and so on"),
              HasSubstr("t.csv: is compressed by gzip, not a table of comma-separated"));
  EXPECT_THAT(error(std::string("\xff\xfe"
                                "a\0,\0b\0\n\0",
                                10)),
              HasSubstr("is text in UTF-16"));
  EXPECT_THAT(error(std::string("a\0,\0b\0\n\0001\0,\0002\0\n\0", 18)),
              HasSubstr("is no text: it looks like text in UTF-16"));
  EXPECT_THAT(table("gr\xf6\xdf"
                    "e,y\n1,2\n")
                  .columns.front(),
              HasSubstr("gr"))
      << "names may be in any encoding";
}

TEST_F(TableTest, MustFitTheModel) {
  const auto fault = [](const Table& t, std::int64_t features, std::int64_t outputs) {
    const Status fits = check_model(t, features, outputs);
    return fits ? "" : fits.error().text();
  };
  const Table numbers = table("a,b,y\n1,2,3\n");
  EXPECT_EQ(fault(numbers, 2, 1), "");
  EXPECT_THAT(fault(numbers, 13, 1), EndsWith("t.csv: has 2 features (the columns before the last), the model takes "
                                              "13; give the model `features = 2`"));
  const Table several = table("a,y,z\n1,2,3\n", TargetKind::kNumbers, 2);
  EXPECT_EQ(fault(several, 1, 2), "");
  EXPECT_THAT(fault(several, 2, 2), EndsWith("t.csv: has 1 feature (the columns before the last 2, its targets), the "
                                             "model takes 2; give the model `features = 1`"));
  const Table labels = table("a,y\n1,2\n1,7\n1,0\n", TargetKind::kLabels);
  EXPECT_EQ(fault(labels, 1, 8), "");
  EXPECT_THAT(fault(labels, 1, 3), EndsWith("t.csv:3:3: label 7 is outside the model's 3 classes, 0 to 2"));
  const Table words = table("a,y\n1,x\n1,y\n1,z\n", TargetKind::kLabels);
  EXPECT_EQ(fault(words, 1, 4), "") << "a class without a row is no fault";
  EXPECT_THAT(fault(words, 1, 2), EndsWith("t.csv: has 3 different labels (x, y, z), the model has 2 classes"));
}

TEST_F(TableTest, TheFingerprintChangesWithAnyValue) {
  const std::uint64_t one = table("a,y\n1,2\n3,4\n").fingerprint();
  EXPECT_EQ(table("other,names\n1.0,2\n3,4e0\n").fingerprint(), one);
  EXPECT_NE(table("a,y\n1,2\n3,5\n").fingerprint(), one);
  EXPECT_NE(table("a,y\n3,4\n1,2\n").fingerprint(), one);
  EXPECT_NE(table("a,y\n1,x\n1,y\n", TargetKind::kLabels).fingerprint(),
            table("a,y\n1,x\n1,z\n", TargetKind::kLabels).fingerprint());
}

}  // namespace
}  // namespace cdp::runtime
