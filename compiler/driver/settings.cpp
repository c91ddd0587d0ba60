// See settings.h.
#include "compiler/driver/settings.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/config/glob.h"
#include "compiler/config/read.h"
#include "compiler/driver/pipeline.h"
#include "compiler/lint/table.h"

namespace cdp::driver {

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

/// All that is a .cdp file in a folder or below.
std::vector<fs::path> cdp_files(const std::string& folder, std::error_code& fault) {
  std::vector<fs::path> files;
  fs::recursive_directory_iterator entry(folder, fault);
  for (; !fault && entry != fs::recursive_directory_iterator(); entry.increment(fault)) {
    std::error_code ignored;
    if (is_left_out(*entry)) entry.disable_recursion_pending();
    if (entry->path().extension() == ".cdp" && !entry->is_directory(ignored)) files.push_back(entry->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void replace_library(const config::PathWord& folder, Files& files, diag::DiagnosticSink& sink) {
  std::error_code fault;
  for (const fs::path& file : cdp_files(folder.path, fault))
    files.replaced["std/" + file.lexically_relative(folder.path).generic_string()] = file.string();
  if (fault) sink.report<Code::E0907>(folder.span, folder.text, fault.message());
}

/// Whether a list of rules may have this word: a code, a name, or the beginning of codes.
bool names_rules(const std::string& text, const std::vector<std::string>& words) {
  if (lint::find_row(text) != nullptr) return true;
  const bool may_be_code = text[0] == 'W' || text[0] == 'E';
  return may_be_code && std::any_of(words.begin(), words.end(), [&](const auto& w) { return w.starts_with(text); });
}

void check_rules(const Config& config, diag::DiagnosticSink& sink) {
  const std::vector<std::string> words = lint::all_words();
  const auto check = [&](const Word& rule, bool known) {
    if (!known) sink.report<Code::E0905>(rule.span, rule.text, did_you_mean(rule.text, words));
  };
  const auto check_list = [&](const std::vector<Word>& rules) {
    for (const Word& rule : rules) check(rule, names_rules(rule.text, words));
  };
  if (config.lint.select) check_list(*config.lint.select);
  check_list(config.lint.ignore);
  for (const config::FileIgnores& row : config.lint.per_file_ignores) check_list(row.rules);
  for (const config::RuleLevel& row : config.lint.levels) check(row.rule, lint::find_row(row.rule.text) != nullptr);
}

}  // namespace

Settings settings_for(const std::string& path, const ConfigChoice& choice, const Colors& colors) {
  Settings settings{{}, default_files(), {}};
  const std::string file = choice.isolated       ? ""
                           : choice.file.empty() ? config::find_upwards(path == "-" ? "." : path)
                                                 : choice.file;
  if (file.empty()) return settings;
  diag::DiagnosticSink sink;
  auto config = config::read_config(file, sink);
  if (!config) {
    settings.fault = could_not_run(config.error(), colors);
    return settings;
  }
  settings.config = *std::move(config);
  check_rules(settings.config, sink);
  if (settings.config.paths.std) replace_library(*settings.config.paths.std, settings.files, sink);
  if (sink.has_errors())
    settings.fault = Answer{kCouldNotRun, "", diag::render_all(sink.sorted(), *settings.config.sources, colors.err)};
  return settings;
}

Result<std::vector<std::string>> spec_files(const std::string& path, const Config& config) {
  std::error_code fault;
  if (path == "-" || !fs::is_directory(path, fault)) return std::vector{path};
  std::vector<std::string> files;
  for (const fs::path& file : cdp_files(path, fault))
    if (!config::is_excluded(config, file.string())) files.push_back(file.string());
  if (fault) return Error{fmt::format("cannot be read: {}", fault.message()), path};
  if (files.empty()) return Error{"has no .cdp files in it; name a folder that has, or a file", path};
  return files;
}

}  // namespace cdp::driver
