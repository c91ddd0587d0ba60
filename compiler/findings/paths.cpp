// See paths.h.
#include "compiler/findings/paths.h"

#include <filesystem>
#include <map>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace cdp::findings {

namespace fs = std::filesystem;

std::string relative_path(const std::string& path, const std::string& folder) {
  const fs::path normal = fs::path(path).lexically_normal();
  if (path.empty() || folder.empty()) return path;
  const fs::path whole = normal.is_absolute() ? normal : (fs::path(folder) / normal).lexically_normal();
  const fs::path below = whole.lexically_relative(fs::path(folder).lexically_normal());
  return below.empty() || *below.begin() == ".." ? normal.generic_string() : below.generic_string();
}

std::string uri_path(std::string_view path) {
  std::string uri;
  for (const char character : path) {
    const auto byte = static_cast<unsigned char>(character);
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                       std::string_view("-._~/").find(character) != std::string_view::npos;
    uri += plain ? std::string(1, character) : fmt::format("%{:02X}", byte);
  }
  return uri;
}

std::string normalised(std::string_view line) {
  std::string result;
  for (const char character : line) {
    const bool blank = std::string_view(" \t\r\n").find(character) != std::string_view::npos;
    if (!blank)
      result += character;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

std::vector<std::string> fingerprints(const Report& report) {
  constexpr std::size_t kDigits = 32;
  std::map<std::string, std::size_t> seen;
  std::vector<std::string> result;
  for (const lint::Finding& finding : report.findings) {
    const std::string key = fmt::format("{}\n{}\n{}", finding.code(), relative_path(finding.at.path, report.folder),
                                        normalised(finding.line));
    result.push_back(sha256(fmt::format("{}\n{}", key, seen[key]++)).substr(0, kDigits));
  }
  return result;
}

}  // namespace cdp::findings
