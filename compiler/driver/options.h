// The options of a command as rows of plain data: its command line is read by them, and the help, the completions and
// the man page show them. The library that reads command lines is command_line.cpp's matter.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/driver/terminal.h"

namespace cdp::driver {

/// Sets a value to what is given, or says what is wrong with it: `must be a number, found `x``.
using Take = std::function<std::string(const std::vector<std::string>& words)>;

struct Option {
  std::vector<std::string> names = {};  // `-o`, `--output`; empty: an argument
  std::string type = {};                // `FILE`, `json|text`; empty: a flag
  std::vector<std::string> words = {};  // that completions offer; of a choice the only values
  std::string meaning = {};
  bool many = false;  // an option may be repeated, an argument takes all that is left
  bool required = false;
  char delimiter = '\0';      // stands between values in one word; none otherwise
  std::string excludes = {};  // the name of an option above it that it does not go with
  std::string argument = {};  // the name of an argument, for complaints
  Take take = {};             // of a flag without words; null: sets nothing, as --help

  [[nodiscard]] bool is_argument() const { return names.empty(); }
  [[nodiscard]] bool is_flag() const { return type.empty(); }
  /// Whether its value is a file or folder: `FILE`, `SPEC|PLAN`.
  [[nodiscard]] bool is_path() const;
  /// What complaints call it: `--output`, `shell`.
  [[nodiscard]] const std::string& called() const { return is_argument() ? argument : names.back(); }
};

/// Names are `-o,--output`; a name without a dash is an argument's. What is added stays where it is, so that it can
/// be completed: `options.argument(...).required = true`.
class Options {
 public:
  /// True where it is given.
  Option& flag(const std::string& names, bool& value, const std::string& meaning);

  Option& option(const std::string& names, std::string& value, const std::string& type, const std::string& meaning);
  Option& option(const std::string& names, double& value, const std::string& type, const std::string& meaning);
  Option& option(const std::string& names, unsigned& value, const std::string& type, const std::string& meaning);

  Option& argument(const std::string& name, std::string& value, const std::string& type, const std::string& meaning);
  /// All that are left.
  Option& argument(const std::string& name, std::vector<std::string>& values, const std::string& type,
                   const std::string& meaning);

  /// An option that may be repeated, one word each time: it never takes the `--` before names of files.
  Option& list(const std::string& names, std::vector<std::string>& values, const std::string& type,
               const std::string& meaning);
  /// The same, where commas stand between the values of a word.
  Option& comma_list(const std::string& names, std::vector<std::string>& values, const std::string& type,
                     const std::string& meaning);
  Option& comma_list(const std::string& names, std::optional<std::vector<std::string>>& values, const std::string& type,
                     const std::string& meaning);

  /// A value that is one word of a closed set.
  template <class T>
  Option& choice(const std::string& names, T& value, const std::vector<std::pair<std::string, T>>& words,
                 const std::string& meaning) {
    std::vector<std::string> known;
    known.reserve(words.size());
    for (const auto& [word, stands_for] : words) known.push_back(word);
    return one_of(
        names, known, [&value, words](std::size_t at) { value = words[at].second; }, meaning);
  }

  /// One that sets nothing: `--help`, and what another program reads.
  Option& shown(const std::string& names, const std::string& type, const std::string& meaning);

  /// What the page of help ends with.
  void footer(std::string text) { footer_ = std::move(text); }

  [[nodiscard]] const std::deque<Option>& rows() const { return rows_; }
  [[nodiscard]] const std::string& footer() const { return footer_; }

 private:
  Option& add(const std::string& names, const std::string& type, const std::string& meaning, Take take);
  Option& one_of(const std::string& names, const std::vector<std::string>& words,
                 const std::function<void(std::size_t)>& chosen, const std::string& meaning);

  std::deque<Option> rows_;
  std::string footer_;
};

/// The spec that a command reads.
Option& add_spec(Options& options, std::string& spec);

/// --config, --isolated, --allow-path
void add_config(Options& options, ConfigChoice& choice);

/// --set
void add_set(Options& options, std::vector<std::string>& sets);

/// --target, --at, --set, and those of add_config()
void add_scale_and_config(Options& options, ScaleAndConfig& choice);

/// -o, --output
Option& add_output(Options& options, std::string& output);

/// --help
Option& add_help(Options& options);

/// --help and --color: every command has them.
void add_common(Options& options, ColorWish& color);

}  // namespace cdp::driver
