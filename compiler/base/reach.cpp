// See reach.h. Paths are compared after resolving links: `..` behind a link leads elsewhere than its text says.
#include "compiler/base/reach.h"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

namespace cdp {

namespace fs = std::filesystem;

namespace {

fs::path real(const fs::path& path) {
  std::error_code fault;
  fs::path found = fs::weakly_canonical(fs::absolute(path, fault), fault);
  return fault ? fs::path() : found;
}

bool is_below(const fs::path& path, const fs::path& folder) {
  const auto [at, rest] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return at == folder.end() || (at->empty() && std::next(at) == folder.end());
}

}  // namespace

std::string real_folder(const std::string& path) {
  std::error_code fault;
  const fs::path found = real(path.empty() ? "." : path);
  if (found.empty()) return "";
  return fs::is_directory(found, fault) ? found.string() : found.parent_path().string();
}

std::string repository_of(const std::string& folder) {
  std::error_code fault;
  for (fs::path at(folder); !at.empty(); at = at.parent_path()) {
    if (fs::exists(fs::symlink_status(at / ".git", fault))) return at.string();
    if (!at.has_relative_path()) break;
  }
  return "";
}

bool lies_within(const std::string& path, std::span<const std::string> folders) {
  const fs::path found = real(path);
  return !found.empty() && std::any_of(folders.begin(), folders.end(), [&found](const std::string& folder) {
    return !folder.empty() && is_below(found, folder);
  });
}

bool is_trusted_owner(unsigned user) {
  if (user == 0 || user == ::geteuid()) return true;
  const char* const caller = ::geteuid() == 0 ? std::getenv("SUDO_UID") : nullptr;
  if (caller == nullptr) return false;
  const std::string_view text(caller);
  unsigned number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc{} && end == text.data() + text.size() && number == user;
}

std::optional<std::string> stranger_of(const std::string& path) {
  struct stat file {};
  struct stat link {};
  if (::stat(path.c_str(), &file) != 0 || ::lstat(path.c_str(), &link) != 0) return std::nullopt;
  for (const uid_t owner : {link.st_uid, file.st_uid}) {
    if (is_trusted_owner(owner)) continue;
    const struct passwd* const known = ::getpwuid(owner);
    return known != nullptr ? fmt::format("{} ({})", known->pw_name, owner) : fmt::format("user {}", owner);
  }
  return std::nullopt;
}

}  // namespace cdp
