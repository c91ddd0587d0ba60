// See options.h.
#include "compiler/driver/options.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"
#include "compiler/base/text.h"

namespace cdp::driver {

namespace {

std::vector<std::string> split(std::string_view text, char delimiter) {
  std::vector<std::string> parts;
  for (std::size_t end = text.find(delimiter); end != std::string_view::npos; end = text.find(delimiter)) {
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.emplace_back(text);
  return parts;
}

/// The words of `json|text`; none for `SPEC|PLAN` or `N|Nm`, which say what kind of value it is.
std::vector<std::string> words_of(const std::string& type) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (type.find('|') == std::string::npos || std::any_of(type.begin(), type.end(), is_upper)) return {};
  return split(type, '|');
}

/// How a value that is not one of `words` is refused.
std::string not_one_of(const std::vector<std::string>& words, const std::string& given) {
  return fmt::format("must be {}, found `{}`{}", list_of(words, "or"), given, did_you_mean(given, words));
}

/// A complaint is one line, whatever the word holds.
std::string refused(std::string word) {
  std::replace(word.begin(), word.end(), '\n', ' ');
  return no_number(word);
}

/// As C reads numbers: hexadecimal ones too, and no character is 0.
std::string take_number(const std::string& word, double& value) {
  char* end = nullptr;
  const double read = std::strtod(word.c_str(), &end);
  if (end != word.c_str() + word.size()) return refused(word);
  value = read;
  return "";
}

std::string take_number(const std::string& word, unsigned& value) {
  char* end = nullptr;
  const std::uint64_t read = std::strtoull(word.c_str(), &end, 0);
  if (end != word.c_str() + word.size() || read > std::numeric_limits<unsigned>::max()) return refused(word);
  value = static_cast<unsigned>(read);
  return "";
}

template <class T>
Take takes_number(T& value) {
  return [&value](const std::vector<std::string>& words) { return take_number(words.front(), value); };
}

Take takes_word(std::string& value) {
  return [&value](const std::vector<std::string>& words) {
    value = words.front();
    return std::string();
  };
}

template <class Words>
Take takes_all(Words& values) {
  return [&values](const std::vector<std::string>& words) {
    values = words;
    return std::string();
  };
}

Option& with_many(Option& option, char delimiter = '\0') {
  option.many = true;
  option.delimiter = delimiter;
  return option;
}

}  // namespace

bool Option::is_path() const {
  constexpr std::string_view kPaths[] = {"FILE", "FOLDER", "PATH", "DIR", "SPEC", "PLAN"};
  return std::any_of(std::begin(kPaths), std::end(kPaths),
                     [this](std::string_view kind) { return type.find(kind) != std::string::npos; });
}

Option& Options::add(const std::string& names, const std::string& type, const std::string& meaning, Take take) {
  Option& option = rows_.emplace_back();
  if (names.starts_with('-'))
    option.names = split(names, ',');
  else
    option.argument = names;
  option.type = type;
  option.words = words_of(type);
  option.meaning = meaning;
  option.take = std::move(take);
  return option;
}

Option& Options::flag(const std::string& names, bool& value, const std::string& meaning) {
  return add(names, "", meaning, [&value](const std::vector<std::string>&) {
    value = true;
    return std::string();
  });
}

Option& Options::option(const std::string& names, std::string& value, const std::string& type,
                        const std::string& meaning) {
  return add(names, type, meaning, takes_word(value));
}

Option& Options::option(const std::string& names, double& value, const std::string& type, const std::string& meaning) {
  return add(names, type, meaning, takes_number(value));
}

Option& Options::option(const std::string& names, unsigned& value, const std::string& type,
                        const std::string& meaning) {
  return add(names, type, meaning, takes_number(value));
}

Option& Options::argument(const std::string& name, std::string& value, const std::string& type,
                          const std::string& meaning) {
  return add(name, type, meaning, takes_word(value));
}

Option& Options::argument(const std::string& name, std::vector<std::string>& values, const std::string& type,
                          const std::string& meaning) {
  return with_many(add(name, type, meaning, takes_all(values)));
}

Option& Options::list(const std::string& names, std::vector<std::string>& values, const std::string& type,
                      const std::string& meaning) {
  return with_many(add(names, type, meaning + "; may be repeated", takes_all(values)));
}

Option& Options::comma_list(const std::string& names, std::vector<std::string>& values, const std::string& type,
                            const std::string& meaning) {
  return with_many(add(names, type, meaning, takes_all(values)), ',');
}

Option& Options::comma_list(const std::string& names, std::optional<std::vector<std::string>>& values,
                            const std::string& type, const std::string& meaning) {
  return with_many(add(names, type, meaning, takes_all(values)), ',');
}

Option& Options::shown(const std::string& names, const std::string& type, const std::string& meaning) {
  return add(names, type, meaning, nullptr);
}

Option& Options::one_of(const std::string& names, const std::vector<std::string>& words,
                        const std::function<void(std::size_t)>& chosen, const std::string& meaning) {
  const auto take = [words, chosen](const std::vector<std::string>& given) {
    const auto found = std::find(words.begin(), words.end(), given.front());
    if (found == words.end()) return not_one_of(words, given.front());
    chosen(static_cast<std::size_t>(found - words.begin()));
    return std::string();
  };
  Option& option = add(names, fmt::format("{}", fmt::join(words, "|")), meaning, take);
  option.words = words;
  return option;
}

Option& add_spec(Options& options, std::string& spec) {
  Option& option = options.argument("spec", spec, "SPEC", "the spec; - is standard input");
  option.required = true;
  return option;
}

void add_config(Options& options, ConfigChoice& choice) {
  options.option("--config", choice.file, "FILE", "take settings from this file, not the nearest cdp.toml");
  options.flag("--isolated", choice.isolated, "take settings from no cdp.toml").excludes = "--config";
  options.list("--allow-path", choice.allowed, "DIR",
               "let specs use files of this folder too, and obey its cdp.toml whoever owns it");
}

void add_set(Options& options, std::vector<std::string>& sets) {
  options.list("--set", sets, "OVERRIDE",
               "a value on top of the spec's: base.lr=2e-3, @hidden.lr*=1.5, training.seed=2");
}

void add_scale_and_config(Options& options, ScaleAndConfig& choice) {
  options.option("--target", choice.target, "NAME", "a target of the spec; the reference otherwise");
  options.option("--at", choice.at, "AXES", "axes to set: width=1024,depth=16,batch=256seq,duration=1Btok");
  add_set(options, choice.sets);
  add_config(options, choice.config);
}

Option& add_output(Options& options, std::string& output) {
  return options.option("-o,--output", output, "FILE", "write to this file, whole or not at all");
}

Option& add_help(Options& options) {
  return options.shown("-h,--help", "", "this page");
}

void add_common(Options& options, ColorWish& color) {
  add_help(options);
  options.choice<ColorWish>("--color", color,
                            {{"auto", ColorWish::kAuto}, {"always", ColorWish::kAlways}, {"never", ColorWish::kNever}},
                            "colours; auto: on a terminal, unless NO_COLOR is set");
}

}  // namespace cdp::driver
