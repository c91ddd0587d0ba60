// See option_table.h.
#include "compiler/driver/option_table.h"

#include <utility>

namespace cdp::driver {

namespace {

enum class Presence { kRequired, kOptional };

}  // namespace

void add_handed_over(Options& options, std::string_view words, ScaleAndConfig& choice) {
  const auto add = [&](std::string_view command, const char* names, Presence presence, const char* type,
                       const char* meaning) {
    if (command == words) options.shown(names, type, meaning).required = presence == Presence::kRequired;
  };
#define TRAIN_OPTION(member, names, presence, type, meaning) add("train", names, Presence::presence, type, meaning);
#define SAMPLE_OPTION(member, names, presence, type, meaning) add("sample", names, Presence::presence, type, meaning);
#include "run/options.def"
  if (words == "train") add_scale_and_config(options, choice);
  add_help(options);
}

std::vector<CommandRows> all_options() {
  std::vector<CommandRows> result;
  for (const Command& command : commands()) {
    Options options;
    ScaleAndConfig choice;
    ColorWish color = ColorWish::kAuto;
    if (command.add != nullptr) {
      command.add(options);
      add_common(options, color);
    } else {
      add_handed_over(options, command.words, choice);
    }
    CommandRows rows{&command, {}};
    for (Option option : options.rows()) {
      option.take = nullptr;  // what it would set ends here
      rows.options.push_back(std::move(option));
    }
    result.push_back(std::move(rows));
  }
  return result;
}

}  // namespace cdp::driver
