// See settings.h.
#include "compiler/pipeline/settings.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include <fmt/format.h>

#include "compiler/base/harmless.h"
#include "compiler/base/reach.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "compiler/config/glob.h"
#include "compiler/config/read.h"
#include "compiler/lint/selection.h"
#include "compiler/lint/table.h"
#include "compiler/pipeline/stages.h"

namespace cdp::pipeline {

namespace {

namespace fs = std::filesystem;
using config::Config;
using config::Word;
using diag::Code;

/// Folders that no search goes into: hidden ones, and those that hold a build.
bool is_left_out(const fs::directory_entry& entry) {
  std::error_code ignored;
  if (!entry.is_directory(ignored)) return false;
  const std::string name = entry.path().filename().string();
  return name.starts_with('.') || name == "build" || fs::exists(entry.path() / "CMakeCache.txt", ignored);
}

/// Why an entry is no spec of the folder's own; empty where it is one.
std::string why_left_out(const fs::directory_entry& entry, const std::string& folder) {
  std::error_code fault;
  if (!fs::exists(entry.status(fault))) return "is a link that leads nowhere";
  if (const std::string kind = special_kind(entry.path().string()); !kind.empty()) return "is " + kind;
  if (!entry.is_symlink(fault)) return "";
  const fs::path named = fs::canonical(entry.path(), fault);
  const fs::path below = fault ? fs::path() : named.lexically_relative(fs::canonical(folder, fault));
  if (fault || below.empty() || *below.begin() == "..") return fmt::format("is a link that leads out of {}", folder);
  return named.extension() == ".cdp" ? "" : "is a link to a file that is not called .cdp";
}

/// All specs in a folder or below, by name.
SpecFiles cdp_files(const std::string& folder, std::error_code& fault) {
  SpecFiles found;
  fs::recursive_directory_iterator entry(folder, fault);
  for (; !fault && entry != fs::recursive_directory_iterator(); entry.increment(fault)) {
    if (is_left_out(*entry)) entry.disable_recursion_pending();
    std::error_code ignored;
    if (entry->path().extension() != ".cdp" || entry->is_directory(ignored)) continue;
    const std::string path = entry->path().string();
    if (std::string why = why_left_out(*entry, folder); !why.empty())
      found.left_out.push_back({std::move(why), path});
    else
      found.files.push_back(path);
  }
  std::sort(found.files.begin(), found.files.end());
  std::sort(found.left_out.begin(), found.left_out.end(),
            [](const Error& a, const Error& b) { return a.place < b.place; });
  return found;
}

/// Files and folders that cdp.toml names are bounded as those are that a spec names.
bool is_within_reach(const config::PathWord& path, const Files& files, diag::DiagnosticSink& sink) {
  if (lies_within(path.path, *files.reach)) return true;
  sink.report<Code::E0907>(path.span, path.text,
                           fmt::format("it lies outside of {}; `--allow-path {}` lets it be used", files.reach->front(),
                                       real_folder(path.path)));
  return false;
}

void replace_library(const config::PathWord& folder, Files& files, diag::DiagnosticSink& sink) {
  std::error_code fault;
  if (!is_within_reach(folder, files, sink)) return;
  files.library_folder = folder.text;
  const SpecFiles found = cdp_files(folder.path, fault);
  for (const std::string& file : found.files)
    files.replaced["std/" + fs::path(file).lexically_relative(folder.path).generic_string()] = file;
  for (const Error& left_out : found.left_out) sink.report<Code::E0907>(folder.span, left_out.place, left_out.message);
  if (fault) sink.report<Code::E0907>(folder.span, folder.text, fault.message());
}

/// What to write instead of a word that names no rule.
std::string instead_of(const std::string& word) {
  if (diag::find_retired(word) != nullptr) return lint::meant_instead(word);
  const bool is_code = word.find_first_of("0123456789") != std::string::npos;
  const std::string hint = is_code ? "" : did_you_mean(word, lint::all_words());  // codes alike have not much in common
  return hint.empty() ? "; `cdp rules` lists them" : hint;
}

/// A word for rules: a code, a name, the beginning of codes, or `all`. Errors are no rules, and nothing turns them off.
void check_word(const Word& word, bool turns_off, diag::DiagnosticSink& sink) {
  const auto rows = lint::rows_of(word.text);
  const auto is_error = [](const diag::CatalogRow* row) { return lint::is_error(*row); };
  if (!rows)
    sink.report<Code::E0905>(word.span, word.text, instead_of(word.text));
  else if (turns_off && word.text != "all" && std::any_of(rows->begin(), rows->end(), is_error))
    sink.report<Code::E0905>(word.span, word.text, "; errors are always reported");
}

void check_rules(const config::Lint& lint, diag::DiagnosticSink& sink) {
  for (const Word& word : lint.select.value_or(std::vector<Word>{})) check_word(word, false, sink);
  for (const Word& word : lint.ignore) check_word(word, true, sink);
  for (const config::FileIgnores& row : lint.per_file_ignores)
    for (const Word& word : row.rules) check_word(word, true, sink);
  std::map<const diag::CatalogRow*, std::string> known;
  for (const auto& [word, level, span] : lint.levels) {
    check_word(word, true, sink);
    const diag::CatalogRow* row = lint::find_row(word.text);
    if (row == nullptr) continue;  // beginnings of codes are for what has no level of its own
    if (const auto [other, is_new] = known.emplace(row, word.text); !is_new)
      sink.report<Code::E0908>(word.span, word.text, other->second);
  }
}

/// The folders that specs may read in: their repository, else the folder of the cdp.toml that holds for them, else
/// their own; and what the user has named.
Result<std::vector<std::string>> reach_of(const std::string& path, const std::string& found,
                                          const ConfigChoice& choice) {
  const std::string own = real_folder(path == "-" ? "." : path);
  std::string home = repository_of(own);
  if (home.empty() && !found.empty()) home = real_folder(fs::absolute(found).parent_path().string());
  std::vector<std::string> reach = {home.empty() ? own : home};
  if (!choice.file.empty()) reach.push_back(real_folder(choice.file));
  for (const std::string& folder : choice.allowed) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored))
      return Error{fmt::format("there is no folder `{}`", folder), "--allow-path"};
    reach.push_back(real_folder(folder));
  }
  return reach;
}

/// Why a cdp.toml that was found is not obeyed: who lints a stranger's folder takes no orders from him unasked.
std::optional<Error> not_obeyed(const std::string& file, const ConfigChoice& choice) {
  std::error_code fault;
  const fs::path named = fs::canonical(file, fault);
  if (!fault && named.filename() != config::kFileName)
    return Error{fmt::format("is a link to {}; what it leads to must be called {}, or be named with --config",
                             named.string(), config::kFileName),
                 file};
  std::vector<std::string> allowed;
  for (const std::string& folder : choice.allowed) allowed.push_back(real_folder(folder));
  const auto owner = stranger_of(file);
  if (!owner || lies_within(file, allowed)) return std::nullopt;
  const fs::path folder = fs::path(file).parent_path();
  return Error{fmt::format("belongs to {}, so it is not obeyed unasked: it could put other files in the place of std; "
                           "--allow-path {} trusts its folder, --config {} names it, --isolated leaves it out",
                           *owner, folder.empty() ? "." : folder.string(), file),
               file};
}

}  // namespace

FileSettings settings_for(const std::string& path, const ConfigChoice& choice) {
  FileSettings settings{{}, default_files(), {}};
  const bool searched = !choice.isolated && choice.file.empty();
  const std::string found = searched ? config::find_upwards(path == "-" ? "." : path) : "";
  auto reach = reach_of(path, found, choice);
  if (!reach) {
    settings.fault = SettingsFault{reach.error()};
    return settings;
  }
  settings.files.reach = *std::move(reach);
  const std::string& file = searched ? found : choice.file;
  if (file.empty() || choice.isolated) return settings;
  if (const auto fault = searched ? not_obeyed(file, choice) : std::nullopt) {
    settings.fault = SettingsFault{*fault};
    return settings;
  }
  diag::DiagnosticSink sink;
  auto config = config::read_config(file, sink);
  if (!config) {
    settings.fault = SettingsFault{config.error()};
    return settings;
  }
  settings.config = *std::move(config);
  check_rules(settings.config.lint, sink);
  if (settings.config.lint.baseline) is_within_reach(*settings.config.lint.baseline, settings.files, sink);
  if (settings.config.paths.std) replace_library(*settings.config.paths.std, settings.files, sink);
  if (sink.has_errors()) settings.fault = SettingsFault{{}, sink.sorted(), settings.config.sources};
  return settings;
}

Result<SpecFiles> spec_files(const std::string& path, const Config& config) {
  std::error_code fault;
  if (path == "-" || !fs::is_directory(path, fault)) return SpecFiles{{path}, {}};
  if (const std::string kind = special_kind(path); !kind.empty())
    return Error{fmt::format("is {}; name a folder of specs", kind), path};
  SpecFiles found = cdp_files(path, fault);
  const bool has_any = !found.files.empty();
  std::erase_if(found.files, [&](const std::string& file) { return config::is_excluded(config, file); });
  std::erase_if(found.left_out, [&](const Error& file) { return config::is_excluded(config, file.place); });
  if (fault) return Error{fmt::format("cannot be read: {}", fault.message()), path};
  if (!found.left_out.empty() && !has_any)
    return Error{fmt::format("{}, and there is no .cdp file besides", found.left_out.front().message),
                 found.left_out.front().place};
  if (!has_any) return Error{"has no .cdp files in it; name a folder that has, or a file", path};
  if (found.files.empty())
    return Error{
        fmt::format("has no .cdp files in it but those that {} excludes; name a file, or change `paths.exclude`",
                    harmless(config.path)),
        path};
  return found;
}

}  // namespace cdp::pipeline
