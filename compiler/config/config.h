// What a team has settled in its cdp.toml, as plain structs with one list of keys each: the reader, the JSON schema,
// `cdp config show` and the file that `cdp init --config` writes are made from these lists. Whether there is a rule or
// a target of a given name is for the caller to say: every word knows where it is written.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/config/key.h"
#include "compiler/config/threshold_values.h"
#include "compiler/diag/catalog.h"

namespace cdp::config {

/// The words of a severity, and of a rule's level.
inline constexpr std::array<std::string_view, 3> kSeverities = {"error", "warning", "info"};
inline constexpr std::array<std::string_view, 4> kLevels = {"error", "warning", "info", "off"};

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
  Word rule;                            // code, name or beginning of codes
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
  std::optional<std::vector<Word>> select;  // codes, names or beginnings of codes; none: the rules on by default
  std::vector<Word> ignore;
  std::optional<SeverityWord> fail_on;
  std::optional<Word> target;
  std::optional<PathWord> baseline;
  std::vector<RuleLevel> levels;
  std::vector<FileIgnores> per_file_ignores;
  Options options;

  static constexpr auto fields() {
    return std::tuple{
        Key{"select", &Lint::select,
            "the rules that run: codes, names, beginnings of codes, or all; without it those on by default",
            "[\"W46\", \"unused-let\"]"},
        Key{"ignore", &Lint::ignore, "rules that do not run, written in the same way", "[]"},
        Key{"fail-on", &Lint::fail_on, "the least severity that makes the exit code 1; without it warning",
            "\"warning\"", kSeverities},
        Key{"target", &Lint::target, "the target to lint at, besides the reference; without it all of them", "\"all\""},
        Key{"baseline", &Lint::baseline, "a file of findings that are accepted for now", "\"cdp-baseline.json\""},
        Key{"levels", &Lint::levels, "the level of a rule, by its code or name, or of all whose codes begin so",
            "\"unused-let\" = \"info\"", kLevels},
        Key{"per-file-ignores", &Lint::per_file_ignores, "rules that do not run for the files that a glob matches",
            "\"legacy/**\" = [\"W46\"]"},
        Key{"options", &Lint::options, "the numbers that rules compare with"},
    };
  }
};

struct Paths {
  std::vector<Word> exclude;
  std::optional<PathWord> std;

  static constexpr auto fields() {
    return std::tuple{
        Key{"exclude", &Paths::exclude, "globs of what is left out where a folder is searched for .cdp files", "[]"},
        Key{"std", &Paths::std, "a folder whose .cdp files replace those of `std`, or are added to them", "\"std\""},
    };
  }
};

struct Compile {
  std::optional<Word> target;

  static constexpr auto fields() {
    return std::tuple{
        Key{"target", &Compile::target, "the target where no --target is given", "\"reference\""},
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
        Key{"lint", &Config::lint, "what `cdp lint` looks for"},
        Key{"paths", &Config::paths, "where files are"},
        Key{"compile", &Config::compile, "what the commands do that compile a spec: compile, why, export, train"},
    };
  }
};

}  // namespace cdp::config
