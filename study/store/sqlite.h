// SQLite with results instead of error codes; sqlite3.h stays behind this header.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace cdp::study {

/// kCreate: for writing, and made where there is none; all of it in one file.
enum class Access { kRead, kWrite, kCreate };

/// A prepared statement. Values are bound from the first on; faults show at step().
class Statement {
 public:
  Statement& bind(std::int64_t value);
  Statement& bind(double value);
  Statement& bind(std::string_view value);
  Statement& bind(const std::optional<double>& value);

  /// Whether there is a row.
  [[nodiscard]] Result<bool> step();
  /// Ready to be bound and run again.
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::optional<double> maybe_real(int column) const;
  [[nodiscard]] std::string text(int column) const;

 private:
  friend class Database;
  Statement(std::shared_ptr<sqlite3> database, sqlite3_stmt* statement, std::string path);

  std::shared_ptr<sqlite3> database_;
  std::shared_ptr<sqlite3_stmt> statement_;
  std::string path_;
  int bound_ = 0;
  int fault_ = 0;
};

class Database {
 public:
  /// Writing is in write-ahead mode; each transaction is on the disk before it counts.
  [[nodiscard]] static Result<Database> open(const std::string& path, Access access);

  [[nodiscard]] Result<Statement> prepare(std::string_view sql) const;
  /// One or several statements without values.
  [[nodiscard]] Status run(const std::string& sql) const;

 private:
  Database(std::shared_ptr<sqlite3> database, std::string path)
      : database_(std::move(database)), path_(std::move(path)) {}

  std::shared_ptr<sqlite3> database_;
  std::string path_;
};

/// BEGIN; undone unless commit() is called.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(const Database& database);
  ~Transaction();
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  [[nodiscard]] Status commit();

 private:
  explicit Transaction(const Database& database) : database_(&database) {}
  const Database* database_;
};

}  // namespace cdp::study
