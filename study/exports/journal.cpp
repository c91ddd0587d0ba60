// See journal.h.
#include "study/exports/journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "compiler/base/regular_file.h"
#include "study/exports/optuna.h"

namespace cdp::study {
namespace {

Error system_error(const std::string& path) {
  return {std::generic_category().message(errno), path};
}

Status append(const std::string& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0) return system_error(path);
  Status done = Done{};
  while (!text.empty() && done) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written > 0)
      text.remove_prefix(static_cast<std::size_t>(written));
    else if (errno != EINTR)
      done = system_error(path);
  }
  if (::close(file) != 0 && done) done = system_error(path);
  return done;
}

}  // namespace

std::string Journal::path_of(const std::string& folder) {
  return folder + "/optuna.jsonl";
}

Status Journal::read(const std::string& path) {
  std::error_code fault;
  if (!std::filesystem::exists(path, fault)) return Done{};
  const auto text = read_regular(path);
  if (!text) return text.error();
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = text->find('\n', begin)) != std::string::npos; begin = end + 1) {
    const auto line = nlohmann::json::parse(text->begin() + static_cast<std::ptrdiff_t>(begin),
                                            text->begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
    if (!line.is_object()) return Error{"is no journal of Optuna's; move it away, and it is written anew", path};
    begun_ = true;
    if (!line.contains("user_attrs") || line.value("worker_id", "") != kJournalWriter) continue;
    kept_.insert(line["user_attrs"].value("trial", std::int64_t{0}));
  }
  if (begin == text->size()) return Done{};
  std::filesystem::resize_file(path, begin, fault);
  if (fault) return Error{fault.message(), path};
  return Done{};
}

Status Journal::update(const Store& store) {
  const std::string path = path_of(store.folder());
  if (!was_read_) {
    if (const Status known = read(path); !known) return known;
    was_read_ = true;
  }
  std::string lines;
  std::set<std::int64_t> added;
  for (const Trial& trial : store.trials())
    if (has_ended(trial.result.state) && kept_.count(trial.number) == 0) {
      lines += optuna_trial(trial);
      added.insert(trial.number);
    }
  if (lines.empty()) return Done{};
  if (!begun_) lines.insert(0, optuna_begin(store));
  if (const Status written = append(path, lines); !written) return written;
  begun_ = true;
  kept_.merge(added);
  return Done{};
}

}  // namespace cdp::study
