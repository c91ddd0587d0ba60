// Walks the paths of `--data`; see file_list.h. Errors and skipped entries are worded here, once.
#include "runtime/data/file_list.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/regular_file.h"

namespace cdp::runtime {
namespace {

bool readable(const std::string& path) {
  return faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) == 0;
}

std::string reason(int code) {
  return std::generic_category().message(code);
}

class Walk {
 public:
  explicit Walk(const std::vector<std::string>& globs) : globs_(globs) {}

  Status add(const std::string& path);
  FileList take() { return std::move(list_); }

 private:
  void add_folder(const std::string& folder, std::vector<std::string> names);
  void add_entry(const std::string& folder, const std::string& name);
  bool matches(const std::string& name) const;
  bool first_visit(const struct stat& info) { return seen_.insert({info.st_dev, info.st_ino}).second; }

  const std::vector<std::string>& globs_;
  std::set<std::pair<dev_t, ino_t>> seen_;
  FileList list_;
};

/// The visible names in a folder, sorted; nothing (and errno) when it cannot be opened.
std::optional<std::vector<std::string>> names_in(const std::string& folder) {
  const std::unique_ptr<DIR, int (*)(DIR*)> handle(opendir(folder.c_str()), closedir);
  if (!handle) return std::nullopt;
  std::vector<std::string> names;
  while (const dirent* entry = readdir(handle.get())) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Status Walk::add(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    if (path.empty()) return Error{"is empty; name a file or folder", "--data"};
    if (errno == ENOENT) return Error{"there is no such file or folder", path};
    return Error{"cannot be read: " + reason(errno), path};
  }
  if (const std::string kind = special_kind(path); !kind.empty())
    return Error{fmt::format("is {}, neither a file nor a folder of data", kind), path};
  if (S_ISDIR(info.st_mode)) {
    auto names = names_in(path);
    if (!names) return Error{"the folder cannot be read: " + reason(errno), path};
    if (first_visit(info)) add_folder(path, std::move(*names));
    return Done{};
  }
  if (!readable(path)) return Error{"the file cannot be read: " + reason(errno), path};
  if (first_visit(info)) list_.files.push_back(path);
  return Done{};
}

void Walk::add_folder(const std::string& folder, std::vector<std::string> names) {
  const std::string prefix = folder.ends_with('/') ? folder : folder + "/";
  for (const std::string& name : names) add_entry(prefix, name);
}

void Walk::add_entry(const std::string& folder, const std::string& name) {
  const std::string path = folder + name;
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    const std::string why = errno == ENOENT ? "a link to nothing" : reason(errno);
    list_.skipped.push_back(path + ": " + why);
  } else if (const std::string kind = special_kind(path); !kind.empty()) {
    if (matches(name)) list_.skipped.push_back(path + ": " + kind);
  } else if (S_ISDIR(info.st_mode)) {
    if (!first_visit(info)) return;
    auto names = names_in(path);
    if (names) {
      add_folder(path, std::move(*names));
    } else {
      list_.skipped.push_back(path + ": " + reason(errno));
    }
  } else if (S_ISREG(info.st_mode) && matches(name)) {
    if (!readable(path)) {
      list_.skipped.push_back(path + ": " + reason(errno));
    } else if (first_visit(info)) {
      list_.files.push_back(path);
    }
  }
}

bool Walk::matches(const std::string& name) const {
  return globs_.empty() || std::any_of(globs_.begin(), globs_.end(), [&](const std::string& glob) {
           return fnmatch(glob.c_str(), name.c_str(), 0) == 0;
         });
}

}  // namespace

Result<FileList> list_files(const std::vector<std::string>& paths, const std::vector<std::string>& globs) {
  Walk walk(globs);
  for (const std::string& path : paths) {
    if (const Status added = walk.add(path); !added) return added.error();
  }
  return walk.take();
}

}  // namespace cdp::runtime
