// Scripts for three shells; see completions.h. None needs more than the shell itself.
#include "compiler/driver/completions.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/driver/options.h"

namespace cdp::driver {

namespace {

enum class Shell { kBash, kZsh, kFish };

// `cdp help COMMAND` is no row of the table: it is another way to write `cdp COMMAND --help`.
constexpr const char* kHelp = "say how a command is used";

/// First words in the order of the table, each with the second words it goes on with, if any.
struct FirstWord {
  std::string word;
  std::vector<const CommandRows*> rows;

  [[nodiscard]] bool goes_on() const { return rows.front()->command->words != word; }
  [[nodiscard]] std::string second(const CommandRows& row) const {
    return std::string(row.command->words.substr(word.size() + 1));
  }
  [[nodiscard]] std::vector<std::string> seconds() const {
    std::vector<std::string> words;
    for (const CommandRows* row : rows) words.push_back(second(*row));
    return words;
  }
  /// `config show, config schema` where there are several, else the summary.
  [[nodiscard]] std::string summary() const {
    if (!goes_on()) return std::string(rows.front()->command->summary);
    return fmt::format("{} {}", word, fmt::join(seconds(), ", "));
  }
};

std::vector<FirstWord> first_words(std::span<const CommandRows> commands) {
  std::vector<FirstWord> result;
  for (const CommandRows& row : commands) {
    std::string word(row.command->words.substr(0, row.command->words.find(' ')));
    const auto known = std::find_if(result.begin(), result.end(), [&](const FirstWord& f) { return f.word == word; });
    if (known == result.end())
      result.push_back({std::move(word), {&row}});
    else
      known->rows.push_back(&row);
  }
  return result;
}

/// In single quotes, for a POSIX shell.
std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? "'\\''" : std::string(1, c);
  return result + "'";
}

/// For fish, whose single quotes know two escapes.
std::string fish_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += (c == '\'' || c == '\\' ? "\\" : "") + std::string(1, c);
  return result + "'";
}

/// A backslash before what _arguments and _describe of zsh read as their own.
std::string zsh_escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char c : text) result += (special.find(c) != std::string_view::npos ? "\\" : "") + std::string(1, c);
  return result;
}

std::string zsh_values(const Option& option) {
  if (!option.words.empty()) return fmt::format("({})", fmt::join(option.words, " "));
  return option.is_path() ? "_files" : "";
}

/// `'(-o --output)'{-o,--output}'[meaning]:FILE:_files'`
std::string zsh_argument(const Option& option) {
  const std::string value =
      option.type.empty() ? "" : fmt::format(":{}:{}", zsh_escaped(option.type, ":\\"), zsh_values(option));
  if (option.is_argument()) return shell_quoted((option.many ? "*" : "") + value);
  const std::string tail = fmt::format("[{}]{}", zsh_escaped(option.meaning, "[]:\\"), value);
  if (option.names.size() == 1) return shell_quoted(option.names.front() + tail);
  return fmt::format("'({})'{{{}}}{}", fmt::join(option.names, " "), fmt::join(option.names, ","), shell_quoted(tail));
}

std::string zsh_describe(const std::string& name, const std::vector<std::pair<std::string, std::string>>& words) {
  std::string text = fmt::format("local -a words_of_{}=(\n", name);
  for (const auto& [word, summary] : words)
    text += fmt::format("      {}\n", shell_quoted(word + ":" + zsh_escaped(summary, ":\\")));
  return text + fmt::format("    )\n    _describe '{}' words_of_{}\n", name, name);
}

std::string zsh_arguments(const CommandRows& row, const std::string& indent) {
  std::string text = indent + "_arguments";
  for (const Option& option : row.options) text += " \\\n" + indent + "  " + zsh_argument(option);
  return text + "\n";
}

/// Where a first word goes on: its second words, and the whole name once they are typed.
std::string bash_seconds(const FirstWord& first) {
  if (!first.goes_on()) return "";
  return fmt::format(
      "    {0})\n      if ((COMP_CWORD == 2)); then\n        COMPREPLY=($(compgen -W '{1}' -- \"$cur\"))\n"
      "        return\n      fi\n      command+=\" ${{COMP_WORDS[2]}}\"\n      ;;\n",
      first.word, fmt::join(first.seconds(), " "));
}

/// What bash is to run for the values of an option; empty: it cannot know them.
std::string bash_values(const Option& option) {
  if (!option.words.empty()) return fmt::format("compgen -W '{}'", fmt::join(option.words, " "));
  return option.is_path() ? "compgen -f" : "";
}

/// A case for every option that has a value.
std::string bash_values(const CommandRows& row) {
  std::string text;
  for (const Option& option : row.options) {
    if (option.type.empty()) continue;
    const std::string how = bash_values(option);
    for (const std::string& name : option.names)
      text += fmt::format("    '{} {}') {}return ;;\n", row.command->words, name,
                          how.empty() ? "" : fmt::format("COMPREPLY=($({} -- \"$cur\")); ", how));
  }
  return text;
}

/// The options of a command, and what its arguments may be.
std::string bash_options(const CommandRows& row) {
  std::vector<std::string> offered;
  std::string arguments = "compgen -f";
  for (const Option& option : row.options) {
    if (option.is_argument() && !option.words.empty()) arguments = bash_values(option);
    offered.insert(offered.end(), option.names.begin(), option.names.end());
  }
  return fmt::format(
      "    '{}')\n      options='{}'\n      [[ $cur == -* ]] || COMPREPLY=($({} -- \"$cur\"))\n      ;;\n",
      row.command->words, fmt::join(offered, " "), arguments);
}

}  // namespace

std::string bash_completions(std::span<const CommandRows> commands) {
  std::vector<std::string> names;
  std::string seconds;
  std::string values;
  std::string options;
  for (const FirstWord& first : first_words(commands)) {
    names.push_back(first.word);
    seconds += bash_seconds(first);
  }
  for (const CommandRows& row : commands) {
    values += bash_values(row);
    options += bash_options(row);
  }
  return fmt::format(
      R"(# Completions of cdp for bash; made by `cdp completions bash`. Put it where bash looks, for example
#   cdp completions bash > ~/.local/share/bash-completion/completions/cdp
# or read it at once: source <(cdp completions bash)
# shellcheck shell=bash disable=SC2207
_cdp() {{
  local cur=${{COMP_WORDS[COMP_CWORD]}} prev=${{COMP_WORDS[COMP_CWORD - 1]}} command=${{COMP_WORDS[1]}} options=''
  local IFS=$' \t\n'
  COMPREPLY=()
  case $cur$prev in  # bash takes --format=json for three words
    =*) cur='' ;;
    *=) prev=${{COMP_WORDS[COMP_CWORD - 2]}} ;;
  esac
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W '{0} help --help --version' -- "$cur"))
    return
  fi
  case $command in
    help)
      COMPREPLY=($(compgen -W '{0}' -- "$cur"))
      return
      ;;
{1}  esac
  case "$command $prev" in
{2}  esac
  case $command in
{3}  esac
  [[ $cur != -* ]] || COMPREPLY=($(compgen -W "$options" -- "$cur"))
}}
complete -o filenames -o bashdefault -F _cdp cdp
)",
      fmt::join(names, " "), seconds, values, options);
}

std::string zsh_completions(std::span<const CommandRows> commands) {
  const auto firsts = first_words(commands);
  std::vector<std::pair<std::string, std::string>> words;
  std::vector<std::string> names;
  std::string cases;
  for (const FirstWord& first : firsts) {
    names.push_back(first.word);
    words.emplace_back(first.word, first.summary());
    cases += fmt::format("  {})\n", first.word);
    if (!first.goes_on()) {
      cases += zsh_arguments(*first.rows.front(), "    ") + "    ;;\n";
      continue;
    }
    std::vector<std::pair<std::string, std::string>> seconds;
    for (const CommandRows* row : first.rows) seconds.emplace_back(first.second(*row), row->command->summary);
    cases += "    if ((CURRENT == 2)); then\n    " + zsh_describe(first.word, seconds) +
             "    return\n    fi\n    shift words\n    ((CURRENT--))\n    case $words[1] in\n";
    for (const CommandRows* row : first.rows)
      cases += fmt::format("    {})\n{}      ;;\n", first.second(*row), zsh_arguments(*row, "      "));
    cases += "    esac\n    ;;\n";
  }
  words.emplace_back("help", kHelp);
  return fmt::format(R"(#compdef cdp
# Completions of cdp for zsh; made by `cdp completions zsh`. Put it into a folder of $fpath as _cdp, or read it at
# once: source <(cdp completions zsh)
_cdp() {{
  if ((CURRENT == 2)); then
    {}    return
  fi
  shift words
  ((CURRENT--))
  case $words[1] in
  help)
    _values command {}
    ;;
{}  esac
}}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
  _cdp "$@"
else
  compdef _cdp cdp
fi
)",
                     zsh_describe("command", words), fmt::join(names, " "), cases);
}

std::string fish_completions(std::span<const CommandRows> commands) {
  std::string text =
      "# Completions of cdp for fish; made by `cdp completions fish`. For example\n"
      "#   cdp completions fish > ~/.config/fish/completions/cdp.fish\n"
      "complete -c cdp -f\ncomplete -c cdp -n __fish_use_subcommand -l help -d 'all commands'\n"
      "complete -c cdp -n __fish_use_subcommand -l version -d 'the version'\n";
  text += fmt::format("complete -c cdp -n __fish_use_subcommand -a help -d {}\n", fish_quoted(kHelp));
  for (const FirstWord& first : first_words(commands)) {
    text += fmt::format("complete -c cdp -n '__fish_seen_subcommand_from help' -a {}\n", first.word);
    text +=
        fmt::format("complete -c cdp -n __fish_use_subcommand -a {} -d {}\n", first.word, fish_quoted(first.summary()));
    for (const CommandRows* row : first.rows) {
      std::string when = "__fish_seen_subcommand_from " + first.word;
      if (first.goes_on()) {
        text += fmt::format("complete -c cdp -n '{}; and not __fish_seen_subcommand_from {}' -a {} -d {}\n", when,
                            fmt::join(first.seconds(), " "), first.second(*row), fish_quoted(row->command->summary));
        when += "; and __fish_seen_subcommand_from " + first.second(*row);
      }
      for (const Option& option : row->options) {
        if (option.is_argument() && option.words.empty() && !option.is_path()) continue;
        text += fmt::format("complete -c cdp -n '{}'", when);
        for (const std::string& name : option.names)
          text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
        if (!option.words.empty())
          text += fmt::format("{} -a '{}'", option.is_argument() ? "" : " -x", fmt::join(option.words, " "));
        else if (!option.type.empty())
          text += option.is_path() ? (option.is_argument() ? " -F" : " -r -F") : option.is_argument() ? "" : " -x";
        text += option.is_argument() ? "\n" : fmt::format(" -d {}\n", fish_quoted(option.meaning));
      }
    }
  }
  return text;
}

Runner add_completions(Options& command) {
  auto shell = std::make_shared<Shell>(Shell::kBash);
  command
      .choice<Shell>("shell", *shell, {{"bash", Shell::kBash}, {"zsh", Shell::kZsh}, {"fish", Shell::kFish}},
                     "for which shell; the first lines of what is printed say where to put it")
      .required = true;
  return [shell](const Colors&) {
    const auto commands = all_options();
    switch (*shell) {
      case Shell::kBash:
        return Answer{kClean, bash_completions(commands), ""};
      case Shell::kZsh:
        return Answer{kClean, zsh_completions(commands), ""};
      case Shell::kFish:
        return Answer{kClean, fish_completions(commands), ""};
    }
    return Answer{};
  };
}

}  // namespace cdp::driver
