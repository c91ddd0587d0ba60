// commands.def as an array; see command_table.h.
#include "compiler/driver/command_table.h"

#include <algorithm>

namespace cdp::driver {

namespace {

constexpr Command kCommands[] = {
#define COMMAND(name, words, group, synopsis, summary) {words, group, synopsis, summary, &add_##name},
#define HANDED_OVER(name, words, group, synopsis, summary) {words, group, synopsis, summary, nullptr},
#include "compiler/driver/commands.def"
#undef COMMAND
#undef HANDED_OVER
};

}  // namespace

std::span<const Command> commands() {
  return kCommands;
}

const Command* find_command(std::span<const char* const> words) {
  if (words.empty()) return nullptr;
  const std::string one = words[0];
  const std::string two = words.size() < 2 ? one : one + " " + words[1];
  const auto* found = std::find_if(std::begin(kCommands), std::end(kCommands), [&](const Command& command) {
    return command.words == one || command.words == two;
  });
  return found == std::end(kCommands) ? nullptr : found;
}

std::string sentence(std::string_view summary) {
  std::string text(summary);
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text + ".";
}

}  // namespace cdp::driver
