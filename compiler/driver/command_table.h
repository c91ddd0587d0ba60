// The rows of commands.def for C++: what each command is called and what adds its options. Only the options of the
// command that is asked for are ever built.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "compiler/driver/commands.h"

namespace cdp::driver {

class Options;

/// Runs a command with the options that its command line has set.
using Runner = std::function<Answer(const Colors&)>;

struct Command {
  std::string_view words;  // `check`, `config schema`
  std::string_view group;
  std::string_view synopsis;
  std::string_view summary;
  Runner (*add)(Options& options);  // null: cdp-run's
};

/// All, in the order of the help.
[[nodiscard]] std::span<const Command> commands();

/// The command that the first words of a command line name; null: none.
[[nodiscard]] const Command* find_command(std::span<const char* const> words);

/// `Find what is wrong, at the reference and at every target.`
[[nodiscard]] std::string sentence(std::string_view summary);

#define COMMAND(name, words, group, synopsis, summary) [[nodiscard]] Runner add_##name(Options& options);
#define HANDED_OVER(name, words, group, synopsis, summary)
#include "compiler/driver/commands.def"
#undef COMMAND
#undef HANDED_OVER

}  // namespace cdp::driver
