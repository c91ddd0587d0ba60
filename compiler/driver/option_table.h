// Every command with its options as plain rows: what completions and the man page are made of. All options of all
// commands are built here, which no other command needs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"

namespace cdp::driver {

struct OptionRow {
  std::vector<std::string> names;  // `-o`, `--output`; empty: an argument
  std::string type;                // `FILE`, `json|text`; empty: a flag
  std::vector<std::string> words;  // the only values; empty: any
  std::string meaning;
  bool many = false;

  [[nodiscard]] bool is_argument() const { return names.empty(); }
  /// Whether its value is a file or folder.
  [[nodiscard]] bool is_path() const;
};

/// Whether a value of this type is a file or folder: `FILE`, `SPEC|PLAN`.
[[nodiscard]] bool names_path(std::string_view type);

struct CommandRows {
  const Command* command = nullptr;
  std::vector<OptionRow> options;  // in the order of the help
};

/// The options of a command that cdp-run does: its own, and those that are taken out before it runs. For its page of
/// help and the rows below; cdp-run reads them itself.
void add_handed_over(CLI::App& app, std::string_view words, Place& place);

/// In the order of the help, those that cdp-run does too.
[[nodiscard]] std::vector<CommandRows> all_options();

}  // namespace cdp::driver
