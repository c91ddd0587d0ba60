// See store.h.
#include "study/store/store.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/folders.h"
#include "study/store/rows.h"

namespace cdp::study {
namespace {

constexpr std::int64_t kVersion = 1;
constexpr const char* kBusy = "another cdp is at work on this study; wait for it, or end it";

std::string file_of(const std::string& folder) {
  return folder + "/study.sqlite";
}

constexpr const char* kSchema = R"sql(
PRAGMA user_version = 1;
CREATE TABLE study (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE trials (
  number INTEGER PRIMARY KEY,
  point TEXT NOT NULL UNIQUE,
  scale TEXT NOT NULL,
  flops REAL NOT NULL,
  state TEXT NOT NULL,
  loss REAL, train_loss REAL,
  steps INTEGER NOT NULL, items INTEGER NOT NULL, seconds REAL NOT NULL,
  message TEXT NOT NULL, curve TEXT NOT NULL, origin TEXT NOT NULL);
)sql";

Status write_info(const Database& database, const StudyInfo& info) {
  auto put = database.prepare("INSERT OR REPLACE INTO study (key, value) VALUES (?, ?)");
  if (!put) return put.error();
  Status done = Done{};
  const auto write = [&](const auto& field) {
    if (!done) return;
    put->reset();
    if (const auto row = put->bind(std::string_view(field.key)).bind(std::string_view(info.*field.member)).step(); !row)
      done = row.error();
  };
  std::apply([&](const auto&... field) { (write(field), ...); }, StudyInfo::fields());
  return done;
}

/// A file without trials. It gets its name when it is whole: who is killed before leaves no study behind.
Status make(const std::string& path, const StudyInfo& info) {
  const std::string fresh = path + ".new";
  std::error_code fault;
  for (const char* left_behind : {"", "-journal"}) std::filesystem::remove(fresh + left_behind, fault);
  {
    const auto database = Database::open(fresh, Access::kCreate);
    if (!database) return database.error();
    auto transaction = Transaction::begin(*database);
    if (!transaction) return transaction.error();
    if (const Status made = database->run(kSchema); !made) return made;
    if (const Status written = write_info(*database, info); !written) return written;
    if (const Status done = transaction->commit(); !done) return done;
  }
  std::filesystem::rename(fresh, path, fault);
  if (fault) return Error{"cannot be written: " + fault.message(), path};
  return Done{};
}

}  // namespace

bool Store::is_there(const std::string& folder) {
  std::error_code ignored;
  return std::filesystem::exists(file_of(folder), ignored);
}

Result<Store> Store::begin(const std::string& folder, const StudyInfo& info) {
  std::error_code ignored;
  if (std::filesystem::exists(folder, ignored) && !std::filesystem::is_directory(folder, ignored))
    return Error{"is a file; a study has a folder of its own, choose another --out", folder};
  if (const std::error_code fault = make_folders(folder))
    return Error{"the folder cannot be made: " + fault.message(), folder};
  auto lock = lock_folder(folder, kBusy);
  if (!lock) return lock.error();
  if (is_there(folder))
    return Error{"holds a study already; go on with it by --resume, or choose another --out", folder};
  if (const Status made = make(file_of(folder), info); !made) return made.error();
  auto database = Database::open(file_of(folder), Access::kWrite);
  if (!database) return database.error();
  Store store(folder, *std::move(lock), *std::move(database));
  store.info_ = info;
  return store;
}

Result<Store> Store::open(const std::string& folder, Access access) {
  if (!is_there(folder))
    return Error{"holds no study: there is no study.sqlite in it; `cdp sweep` and `cdp search` begin one", folder};
  FolderLock lock;
  if (access == Access::kWrite) {
    auto locked = lock_folder(folder, kBusy);
    if (!locked) return locked.error();
    lock = *std::move(locked);
  }
  auto database = Database::open(file_of(folder), access);
  if (!database) return database.error();
  Store store(folder, std::move(lock), *std::move(database));
  if (const Status read = store.read(); !read) return read.error();
  return store;
}

Status Store::read() {
  auto version = database_.prepare("PRAGMA user_version");
  if (!version) return version.error();
  if (const auto row = version->step(); !row) return row.error();
  if (version->integer(0) != kVersion)
    return Error{fmt::format("is of version {} of the file; this cdp reads version {}", version->integer(0), kVersion),
                 file_of(folder_)};
  auto facts = database_.prepare("SELECT key, value FROM study");
  if (!facts) return facts.error();
  while (true) {
    const auto row = facts->step();
    if (!row) return row.error();
    if (!*row) break;
    const std::string key = facts->text(0);
    std::apply(
        [&](const auto&... field) { ((key == field.key ? void(info_.*field.member = facts->text(1)) : void()), ...); },
        StudyInfo::fields());
  }
  return read_trials();
}

Status Store::read_trials() {
  auto rows = database_.prepare(
      "SELECT number, point, scale, flops, state, loss, train_loss, steps, items, seconds, message, curve, origin "
      "FROM trials ORDER BY number");
  if (!rows) return rows.error();
  while (true) {
    const auto row = rows->step();
    if (!row) return row.error();
    if (!*row) return Done{};
    auto trial = trial_of(*rows);
    if (!trial) return Error{trial.error().message, file_of(folder_)};
    trials_.push_back(*std::move(trial));
  }
}

Status Store::keep(const StudyInfo& info) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return transaction.error();
  if (const Status written = write_info(database_, info); !written) return written;
  const Status done = transaction->commit();
  if (done) info_ = info;
  return done;
}

Status Store::add(std::vector<Trial> trials) {
  auto transaction = Transaction::begin(database_);
  if (!transaction) return transaction.error();
  auto put = database_.prepare(
      "INSERT OR IGNORE INTO trials (number, point, scale, flops, state, steps, items, seconds, message, curve, "
      "origin) VALUES (?, ?, ?, ?, 'waiting', 0, 0, 0, '', '[]', ?) RETURNING number");
  if (!put) return put.error();
  std::int64_t number = trials_.empty() ? 0 : trials_.back().number;
  std::vector<Trial> added;
  for (Trial& trial : trials) {
    put->reset();
    const auto row = put->bind(number + 1)
                         .bind(std::string_view(point_text(trial.point)))
                         .bind(std::string_view(scale_json(trial.scale)))
                         .bind(trial.flops)
                         .bind(std::string_view(origin_text(trial.origin)))
                         .step();
    if (!row) return row.error();
    if (!*row) continue;  // it is there already
    trial.number = ++number;
    added.push_back(std::move(trial));
  }
  put->reset();
  const Status done = transaction->commit();
  if (done) std::move(added.begin(), added.end(), std::back_inserter(trials_));
  return done;
}

Result<Trial*> Store::open_trial(std::int64_t number) {
  const auto at = std::lower_bound(trials_.begin(), trials_.end(), number,
                                   [](const Trial& trial, std::int64_t other) { return trial.number < other; });
  if (at == trials_.end() || at->number != number)
    return Error{fmt::format("there is no trial {}; the study has {}", number, trials_.size()), folder_};
  if (has_ended(at->result.state))
    return Error{fmt::format("trial {} has a result already: {}", number, at->result.state), folder_};
  return &*at;
}

Status Store::end(std::int64_t number, const TrialResult& result) {
  const auto trial = open_trial(number);
  if (!trial) return trial.error();
  auto put = database_.prepare(
      "UPDATE trials SET state = ?, loss = ?, train_loss = ?, steps = ?, items = ?, seconds = ?, message = ?, "
      "curve = ? WHERE number = ?");
  if (!put) return put.error();
  const auto row = put->bind(std::string_view(word(result.state)))
                       .bind(result.loss)
                       .bind(result.train_loss)
                       .bind(result.steps)
                       .bind(result.items)
                       .bind(result.seconds)
                       .bind(std::string_view(result.message))
                       .bind(std::string_view(curve_text(result.curve)))
                       .bind(number)
                       .step();
  if (!row) return row.error();
  (*trial)->result = result;
  return Done{};
}

Status Store::mark(std::int64_t number, TrialState state) {
  const auto trial = open_trial(number);
  if (!trial) return trial.error();
  auto put = database_.prepare("UPDATE trials SET state = ? WHERE number = ?");
  if (!put) return put.error();
  if (const auto row = put->bind(std::string_view(word(state))).bind(number).step(); !row) return row.error();
  (*trial)->result.state = state;
  return Done{};
}

Status Store::hand_out(std::int64_t number) {
  return mark(number, TrialState::kAsked);
}

Status Store::forget(std::int64_t number) {
  return mark(number, TrialState::kWaiting);
}

}  // namespace cdp::study
