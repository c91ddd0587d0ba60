// Opening a run's folder; see run_folder.h.
#include "run/folder.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

#include "compiler/base/folder_lock.h"
#include "compiler/base/folders.h"
#include "compiler/base/temporary.h"
#include "compiler/weights/safetensors_file.h"
#include "compiler/weights/safetensors_sums.h"

namespace cdp::run {
namespace {

/// A link that leads nowhere is there too.
bool exists(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0;
}

/// " at step 400", as far as the checkpoint tells.
std::string at_step(const Folder& folder) {
  if (!folder.has_checkpoint()) return " that has no checkpoint yet";
  const auto file = weights::SafetensorsFile::open(folder.checkpoint());
  if (!file) return "";
  if (!weights::check_header(*file)) return "";
  const auto step = file->header().metadata.find("step");
  return step == file->header().metadata.end() ? "" : " at step " + step->second;
}

}  // namespace

bool Folder::has_checkpoint() const {
  return exists(checkpoint());
}
bool Folder::holds_run() const {
  return has_checkpoint() || exists(metrics());
}

Status Folder::lock() {
  auto lock = lock_folder(path_, "another cdp train is at work in this folder; wait for it or choose another --out");
  if (!lock) return lock.error();
  lock_ = lock->held;
  if (lock->remark.empty()) {
    sweep_temporaries(path_);
    ::unlink((best() + ".new").c_str());  // so cdp 0.1.0 called what it was about to rename
    return Done{};
  }
  remark_ = fmt::format("{}: its file system keeps no locks ({}): nothing but you keeps a second cdp train out of it",
                        path_, lock->remark);
  return Done{};
}

Status Folder::keep_best() const {
  std::string fresh;
  int linked = 0;
  do {
    fresh = path_ + "/" + temporary_name();
    linked = ::link(checkpoint().c_str(), fresh.c_str()) == 0 ? 0 : errno;
  } while (linked == EEXIST);
  std::error_code fault;
  // Not every file system has second names.
  if (linked != 0) std::filesystem::copy_file(checkpoint(), fresh, fault);
  if (!fault) std::filesystem::rename(fresh, best(), fault);
  ::unlink(fresh.c_str());  // of two names of one file, rename leaves both
  if (fault) return Error{"cannot be written: " + fault.message(), best()};
  return Done{};
}

Status Folder::check(const std::string& path, Start start) {
  const Folder folder(path);
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored) && !std::filesystem::is_directory(path, ignored))
    return Error{"is a file; a run has a folder of its own, choose another --out", path};
  if (!folder.has_checkpoint() && exists(folder.best()))
    return Error{
        "holds best.safetensors of a run whose checkpoint.safetensors is gone; copy it there to go on from it "
        "with --resume, or choose another --out",
        path};
  if (start == Start::kResume && !folder.holds_run())
    return Error{"holds no run to go on with; leave out --resume to begin one", path};
  if (start == Start::kNew && folder.holds_run())
    return Error{fmt::format("already holds a run{}; continue with --resume or choose another --out", at_step(folder)),
                 path};
  return Done{};
}

Result<Folder> Folder::open(const std::string& path, Start start) {
  if (const Status fit = check(path, start); !fit) return fit.error();
  Folder folder(path);
  if (const std::error_code fault = make_folders(path))
    return Error{"the folder cannot be made: " + fault.message(), path};
  if (const Status locked = folder.lock(); !locked) return locked.error();
  // Another run may have begun since.
  if (const Status fit = check(path, start); !fit) return fit.error();
  folder.resumes_ = folder.holds_run();
  return folder;
}

std::string shell_word(const std::string& word) {
  constexpr const char* kBare = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
  if (!word.empty() && word.find_first_not_of(kBare) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace cdp::run
