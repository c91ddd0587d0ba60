// Options that several commands have, for CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/terminal.h"

namespace cdp::driver {

/// How a value that is not one of `words` is refused.
[[nodiscard]] std::string not_one_of(const std::vector<std::string>& words, const std::string& given);

/// An option whose value is one word of a closed set.
template <class Enum>
CLI::Option* add_choice(CLI::App& command, const std::string& name, Enum& value,
                        const std::vector<std::pair<std::string, Enum>>& words, const std::string& description) {
  std::vector<std::string> known;
  for (const auto& [word, meaning] : words) known.push_back(word);
  auto* option = command.add_option_function<std::string>(
      name,
      [&value, words, known, name](const std::string& given) {
        for (const auto& [word, meaning] : words)
          if (word == given) return void(value = meaning);
        throw CLI::ValidationError(name, not_one_of(known, given));
      },
      description);
  std::string type;
  for (const std::string& word : known) type += (type.empty() ? "" : "|") + word;
  return option->type_name(type);
}

/// The spec that a command reads.
CLI::Option* add_spec(CLI::App& command, std::string& spec);

/// An option that may be repeated, one word each time.
void add_list(CLI::App& command, const char* name, std::vector<std::string>& words, const char* type,
              const std::string& what);

/// --config, --isolated, --allow-path
void add_config(CLI::App& command, ConfigChoice& choice);

/// --target, --at, and those of add_config()
void add_place(CLI::App& command, Place& place);

/// -o, --output
CLI::Option* add_output(CLI::App& command, std::string& output);

/// --help and --color: every command has them.
void add_common(CLI::App& command, ColorWish& color);

}  // namespace cdp::driver
