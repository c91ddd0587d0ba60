// What a team has settled in its cdp.toml, as plain structs with one list of fields each: the reader, the JSON schema,
// `cdp config show` and the template of `cdp init --config` are made from these lists. Whether a rule or a target of a
// given name exists is for the caller to say: every word knows where it is written.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/config/thresholds.h"
#include "compiler/diag/catalog.h"
#include "compiler/plan/fields.h"

namespace cdp::config {

using plan::Field;

/// The words of a rule's level; those of a severity without "off".
inline constexpr std::array<std::string_view, 4> kLevels = {"error", "warning", "info", "off"};
inline constexpr std::array<std::string_view, 3> kSeverities = {"error", "warning", "info"};

/// A text and where it is written, for the caller to check.
struct Word {
  std::string text;
  Span span;
};

/// A file or folder. Users write it relative to cdp.toml; `path` can be opened from the current folder.
struct PathWord {
  std::string text;
  Span span;
  std::string path;
};

struct SeverityWord {
  diag::Severity severity = diag::Severity::kError;
  Span span;
};

/// `"unused-let" = "off"`
struct RuleLevel {
  Word rule;                            // code or name
  std::optional<diag::Severity> level;  // none: off
  Span span;                            // of the level
};

/// `"legacy/**" = ["W41", "unused-let"]`
struct FileIgnores {
  Word glob;
  std::vector<Word> rules;  // codes, names or beginnings of codes
};

/// The thresholds, and where those that are not the default are written.
struct Options {
  Thresholds values;
  std::vector<std::pair<std::string_view, Span>> set;  // by key of thresholds.def
};

struct Lint {
  std::optional<std::vector<Word>>
      select;  // codes, names or beginnings of codes; none: the rules that are on by default
  std::vector<Word> ignore;
  std::optional<SeverityWord> fail_on;
  std::optional<Word> target;
  std::optional<PathWord> baseline;
  std::vector<RuleLevel> levels;
  std::vector<FileIgnores> per_file_ignores;
  Options options;

  static constexpr auto fields() {
    return std::tuple{
        Field{"select", &Lint::select,
              "the rules that run: codes, names, or beginnings of codes such as W46; without it those that are on by "
              "default"},
        Field{"ignore", &Lint::ignore, "rules that do not run, written in the same way"},
        Field{"fail-on", &Lint::fail_on, "the least severity that makes the exit code 1", plan::Presence::kOptional,
              kSeverities},
        Field{"target", &Lint::target, "the target to lint at, or \"all\""},
        Field{"baseline", &Lint::baseline, "a file of findings that are accepted for now"},
        Field{"levels", &Lint::levels, "the level of a rule, by code or name", plan::Presence::kOptional, kLevels},
        Field{"per-file-ignores", &Lint::per_file_ignores, "rules that do not run for files that match a glob"},
        Field{"options", &Lint::options, "the numbers that rules compare with"},
    };
  }
};

struct Paths {
  std::vector<Word> exclude;
  std::optional<PathWord> std;

  static constexpr auto fields() {
    return std::tuple{
        Field{"exclude", &Paths::exclude, "globs of files and folders that are left out when a folder is searched"},
        Field{"std", &Paths::std, "a folder whose .cdp files replace those of `std.*` or are added to them"},
    };
  }
};

struct Compile {
  std::optional<Word> target;

  static constexpr auto fields() {
    return std::tuple{
        Field{"target", &Compile::target, "the target where no --target is given; without it the reference"},
    };
  }
};

struct Config {
  Lint lint;
  Paths paths;
  Compile compile;

  std::string path;                          // of cdp.toml, as shown to users; empty: there is none
  std::string folder;                        // its folder, absolute: globs are relative to it
  std::shared_ptr<const SourceMap> sources;  // what the spans are of; null where there is no cdp.toml

  static constexpr auto fields() {
    return std::tuple{
        Field{"lint", &Config::lint, "what `cdp lint` looks for"},
        Field{"paths", &Config::paths, "where files are"},
        Field{"compile", &Config::compile, "what `cdp compile`, `cdp why` and `cdp export` do"},
    };
  }
};

}  // namespace cdp::config
