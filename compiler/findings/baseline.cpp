// See baseline.h.
#include "compiler/findings/baseline.h"

#include <filesystem>

#include <fmt/format.h>

#include "compiler/base/files.h"
#include "compiler/base/regular_file.h"
#include "compiler/findings/json_text.h"
#include "compiler/findings/paths.h"

namespace cdp::findings {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFormat = "cdp-lint-baseline";
constexpr int kVersion = 1;
constexpr std::size_t kLargest = std::size_t{16} << 20U;  // some hundred thousand findings; reading it takes 3 s

bool can_be_accepted(const lint::Finding& finding) {
  return finding.state != lint::FindingState::kSuppressed && !lint::is_error(*finding.row);
}

bool is_text(const Json& entry, const char* key) {
  return entry.contains(key) && entry[key].is_string();
}

bool is_entry(const Json& entry) {
  return entry.is_object() && entry.size() == 4 && is_text(entry, "path") && is_text(entry, "code") &&
         is_text(entry, "line") && entry.contains("count") && entry["count"].is_number_unsigned() &&
         entry["count"].get<std::size_t>() > 0;
}

Error no_baseline(const std::string& path, const std::string& what) {
  return {fmt::format("{}; write it anew with --update-baseline, or bring it back from version control", what), path};
}

}  // namespace

Baseline::Key Baseline::key_of(const lint::Finding& finding) const {
  return {relative_path((fs::current_path() / finding.at.path).string(), folder_), std::string(finding.code()),
          normalised(finding.line)};
}

Result<Baseline> Baseline::read(const std::string& path, std::string_view text, std::string folder) {
  if (text.size() > kLargest)
    return no_baseline(path, fmt::format("is larger than {} MiB, which is no baseline of findings that people accepted",
                                         kLargest >> 20U));
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object() || !is_text(json, "format") || json["format"] != kFormat)
    return no_baseline(path, "is no baseline of `cdp lint`");
  if (!json.contains("version") || json["version"] != kVersion)
    return no_baseline(path, "is a baseline of another version of cdp");
  if (!json.contains("findings") || !json["findings"].is_array()) return no_baseline(path, "has no list of findings");
  Baseline baseline(std::move(folder));
  for (const Json& entry : json["findings"]) {
    if (!is_entry(entry))
      return no_baseline(
          path, fmt::format("entry {} is not made of path, code, line and count", 1 + baseline.counts_.size()));
    baseline.counts_[{entry["path"], entry["code"], entry["line"]}] += entry["count"].get<std::size_t>();
  }
  return baseline;
}

void Baseline::accept(Report& report) const {
  std::map<Key, std::size_t> left = counts_;
  for (lint::Finding& finding : report.findings) {
    if (!can_be_accepted(finding)) continue;
    const auto entry = left.find(key_of(finding));
    if (entry == left.end() || entry->second == 0) continue;
    --entry->second;
    finding.state = lint::FindingState::kAccepted;
  }
}

std::size_t Baseline::gone(const Report& report, const Looked& looked) const {
  std::map<Key, std::size_t> left = counts_;
  for (const lint::Finding& finding : report.findings) {
    const auto entry = left.find(key_of(finding));
    if (entry != left.end() && entry->second > 0 && finding.state == lint::FindingState::kAccepted) --entry->second;
  }
  std::size_t count = 0;
  for (const auto& [key, number] : left)
    if (looked(std::get<0>(key), std::get<1>(key))) count += number;
  return count;
}

Baseline Baseline::updated(const Report& report, const Looked& looked) const {
  Baseline next(folder_);
  for (const auto& entry : counts_)
    if (!looked(std::get<0>(entry.first), std::get<1>(entry.first))) next.counts_.insert(entry);
  for (const lint::Finding& finding : report.findings)
    if (can_be_accepted(finding)) ++next.counts_[key_of(finding)];
  return next;
}

std::size_t Baseline::size() const {
  std::size_t count = 0;
  for (const auto& [key, number] : counts_) count += number;
  return count;
}

std::string Baseline::text() const {
  Json findings = Json::array();
  for (const auto& [key, number] : counts_)
    findings.push_back(
        {{"path", std::get<0>(key)}, {"code", std::get<1>(key)}, {"line", std::get<2>(key)}, {"count", number}});
  return written({{"format", kFormat}, {"version", kVersion}, {"findings", std::move(findings)}});
}

namespace {

Result<Baseline> read_baseline(const std::string& path, const std::string& folder, Upkeep upkeep) {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) {
    if (upkeep == Upkeep::kUpdate) return Baseline(folder);
    return Error{"there is no such baseline; write it with --update-baseline", path};
  }
  const auto text = read_regular(path);
  if (!text) return text.error();
  return Baseline::read(path, *text, folder);
}

}  // namespace

Result<Held> hold_against(const std::string& path, Upkeep upkeep, const Baseline::Looked& looked, Report& report) {
  const fs::path folder = fs::absolute(path).lexically_normal().parent_path();
  const auto looked_here = [&](const std::string& file, std::string_view code) {
    return looked((folder / file).lexically_normal().string(), code);
  };
  auto baseline = read_baseline(path, folder.string(), upkeep);
  if (!baseline) return baseline.error();
  if (upkeep == Upkeep::kUpdate) {
    baseline = baseline->updated(report, looked_here);
    if (const Status written = write_file(path, baseline->text()); !written) return written.error();
  }
  baseline->accept(report);
  return Held{baseline->size(), baseline->gone(report, looked_here)};
}

}  // namespace cdp::findings
