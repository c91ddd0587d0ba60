// The wrapper says what SQLite finds wrong, and a transaction that is not committed has not been.
#include "study/store/sqlite.h"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

std::int64_t count(const Database& database) {
  auto rows = database.prepare("SELECT count(*) FROM t");
  EXPECT_TRUE(rows);
  EXPECT_TRUE(rows->step());
  return rows->integer(0);
}

TEST(Sqlite, KeepsValuesOfEachType) {
  const test::TempFolder folder;
  const auto database = Database::open(folder.file("a.sqlite"), Access::kCreate);
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->run("CREATE TABLE t (a INTEGER, b REAL, c TEXT, d REAL)"));
  auto put = database->prepare("INSERT INTO t VALUES (?, ?, ?, ?)");
  ASSERT_TRUE(put);
  const std::string text("a\0b", 3);
  ASSERT_TRUE(
      put->bind(std::int64_t{1} << 60).bind(0.1).bind(std::string_view(text)).bind(std::optional<double>()).step());
  auto rows = database->prepare("SELECT * FROM t");
  ASSERT_TRUE(rows);
  const auto row = rows->step();
  ASSERT_TRUE(row);
  ASSERT_TRUE(*row);
  EXPECT_EQ(rows->integer(0), std::int64_t{1} << 60);
  EXPECT_EQ(rows->real(1), 0.1);
  EXPECT_EQ(rows->text(2), text);
  EXPECT_FALSE(rows->maybe_real(3));
  EXPECT_FALSE(*rows->step());
}

TEST(Sqlite, ATransactionIsAllOrNothing) {
  const test::TempFolder folder;
  const auto database = Database::open(folder.file("a.sqlite"), Access::kCreate);
  ASSERT_TRUE(database->run("CREATE TABLE t (a INTEGER)"));
  {
    const auto left = Transaction::begin(*database);
    ASSERT_TRUE(left);
    ASSERT_TRUE(database->run("INSERT INTO t VALUES (1)"));
  }
  EXPECT_EQ(count(*database), 0);
  auto kept = Transaction::begin(*database);
  ASSERT_TRUE(database->run("INSERT INTO t VALUES (1)"));
  ASSERT_TRUE(kept->commit());
  EXPECT_EQ(count(*database), 1);
}

TEST(Sqlite, SaysWhatIsWrong) {
  const test::TempFolder folder;
  const auto text =
      Database::open(folder.write("text.sqlite", "This is a text and no database of any kind."), Access::kWrite);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().message, "is no study of cdp: not a file of SQLite");
  const auto none = Database::open(folder.file("none.sqlite"), Access::kRead);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "cannot be opened; is the folder there, and may you write in it?");
  const auto database = Database::open(folder.file("a.sqlite"), Access::kCreate);
  const auto wrong = database->prepare("SELEKT");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "SQLite says: near \"SELEKT\": syntax error");
}

TEST(Sqlite, AReaderDoesNotWrite) {
  const test::TempFolder folder;
  const auto writer = Database::open(folder.file("a.sqlite"), Access::kCreate);
  ASSERT_TRUE(writer->run("CREATE TABLE t (a INTEGER)"));
  const auto reader = Database::open(folder.file("a.sqlite"), Access::kRead);
  ASSERT_TRUE(reader);
  EXPECT_FALSE(reader->run("INSERT INTO t VALUES (1)"));
  EXPECT_EQ(count(*reader), 0);
}

}  // namespace
}  // namespace cdp::study
