// See option_table.h.
#include "compiler/driver/option_table.h"

#include <algorithm>

#include "compiler/driver/options.h"

namespace cdp::driver {

namespace {

/// The words of `json|text`; none for `SPEC|PLAN` or `N|Nm`, which say what kind of value it is.
std::vector<std::string> words_of(const std::string& type) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (type.find('|') == std::string::npos || std::any_of(type.begin(), type.end(), is_upper)) return {};
  return CLI::detail::split(type, '|');
}

OptionRow row_of(const CLI::Option& option) {
  OptionRow row;
  for (const std::string& name : option.get_snames()) row.names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) row.names.push_back("--" + name);
  if (option.get_expected_max() > 0) row.type = option.get_type_name();
  row.words = words_of(row.type);
  row.meaning = option.get_description();
  row.many = option.get_expected_max() > 1;
  return row;
}

enum class Presence { kRequired, kOptional };

}  // namespace

void add_handed_over(CLI::App& app, std::string_view words, Place& place) {
  app.set_help_flag();
  const auto add = [&](std::string_view command, const char* names, Presence presence, const std::string& type,
                       const char* meaning) {
    if (command != words) return;
    CLI::Option* option =
        type.empty() ? app.add_flag(names) : app.add_option_function<std::string>(names, [](const std::string&) {});
    option->type_name(type)->description(meaning);
    if (presence == Presence::kRequired) option->required();
  };
#define TRAIN_OPTION(member, names, presence, type, meaning) add("train", names, Presence::presence, type, meaning);
#define SAMPLE_OPTION(member, names, presence, type, meaning) add("sample", names, Presence::presence, type, meaning);
#include "compiler/plan/run_options.def"
#undef TRAIN_OPTION
#undef SAMPLE_OPTION
  if (words == "train") add_place(app, place);
  app.set_help_flag("-h,--help", "this page");
}

bool names_path(std::string_view type) {
  constexpr std::string_view kPaths[] = {"FILE", "FOLDER", "PATH", "DIR", "SPEC", "PLAN"};
  return std::any_of(std::begin(kPaths), std::end(kPaths),
                     [type](std::string_view kind) { return type.find(kind) != std::string_view::npos; });
}

bool OptionRow::is_path() const {
  return names_path(type);
}

std::vector<CommandRows> all_options() {
  std::vector<CommandRows> result;
  for (const Command& command : commands()) {
    CLI::App app;
    Place place;
    ColorWish color = ColorWish::kAuto;
    Runner keeps_options_alive;
    if (command.add != nullptr) {
      app.set_help_flag();
      keeps_options_alive = command.add(app);
      add_common(app, color);
    } else {
      add_handed_over(app, command.words, place);
    }
    CommandRows rows{&command, {}};
    for (const CLI::Option* option : app.get_options()) rows.options.push_back(row_of(*option));
    result.push_back(std::move(rows));
  }
  return result;
}

}  // namespace cdp::driver
