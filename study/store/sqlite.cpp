// See sqlite.h.
#include "study/store/sqlite.h"

#include <sqlite3.h>

#include <utility>

#include <fmt/format.h>

namespace cdp::study {
namespace {

/// In the user's words, where SQLite's own are not.
Error fault_of(sqlite3* database, int code, const std::string& path) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {"the disk is full; make room", path};
    case SQLITE_NOTADB:
      return {"is no study of cdp: not a file of SQLite", path};
    case SQLITE_CORRUPT:
      return {"is damaged: SQLite cannot read it whole", path};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {"another program keeps it locked; wait for it", path};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {"cannot be written: permission denied", path};
    case SQLITE_CANTOPEN:
      return {"cannot be opened; is the folder there, and may you write in it?", path};
    default:
      return {fmt::format("SQLite says: {}", database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database)),
              path};
  }
}

}  // namespace

Statement::Statement(std::shared_ptr<sqlite3> database, sqlite3_stmt* statement, std::string path)
    : database_(std::move(database)), statement_(statement, sqlite3_finalize), path_(std::move(path)) {}

Statement& Statement::bind(std::int64_t value) {
  fault_ |= sqlite3_bind_int64(statement_.get(), ++bound_, value);
  return *this;
}
Statement& Statement::bind(double value) {
  fault_ |= sqlite3_bind_double(statement_.get(), ++bound_, value);
  return *this;
}
Statement& Statement::bind(std::string_view value) {
  fault_ |= sqlite3_bind_text64(statement_.get(), ++bound_, value.data(), value.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind(const std::optional<double>& value) {
  if (value) return bind(*value);
  fault_ |= sqlite3_bind_null(statement_.get(), ++bound_);
  return *this;
}

Result<bool> Statement::step() {
  const int code = fault_ != SQLITE_OK ? fault_ : sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return fault_of(database_.get(), code, path_);
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  bound_ = fault_ = 0;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}
std::optional<double> Statement::maybe_real(int column) const {
  if (sqlite3_column_type(statement_.get(), column) == SQLITE_NULL) return {};
  return real(column);
}
std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (bytes == nullptr) return "";
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<Database> Database::open(const std::string& path, Access access) {
  const int flags = SQLITE_OPEN_READWRITE | (access == Access::kCreate ? SQLITE_OPEN_CREATE : 0);
  sqlite3* raw = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  std::shared_ptr<sqlite3> opened(raw, sqlite3_close);
  if (code != SQLITE_OK) return fault_of(raw, code, path);
  constexpr int kMilliseconds = 5000;  // a reader may hold it for a moment
  sqlite3_busy_timeout(raw, kMilliseconds);
  Database database(std::move(opened), path);
  const char* const mode = access == Access::kRead    ? "PRAGMA query_only = ON"
                           : access == Access::kWrite ? "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL"
                                                      : "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL";
  if (const Status done = database.run(mode); !done) return done.error();
  return database;
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
  if (code != SQLITE_OK) return fault_of(database_.get(), code, path_);
  return Statement(database_, statement, path_);
}

Status Database::run(const std::string& sql) const {
  const int code = sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fault_of(database_.get(), code, path_);
  return Done{};
}

Result<Transaction> Transaction::begin(const Database& database) {
  if (const Status begun = database.run("BEGIN IMMEDIATE"); !begun) return begun.error();
  return Transaction(database);
}
Transaction::Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
Transaction::~Transaction() {
  if (database_ != nullptr) static_cast<void>(database_->run("ROLLBACK"));
}
Status Transaction::commit() {
  const Status done = database_->run("COMMIT");
  if (done) database_ = nullptr;
  return done;
}

}  // namespace cdp::study
