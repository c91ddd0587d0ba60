// See options.h.
#include "compiler/driver/options.h"

#include <fmt/format.h>

namespace cdp::driver {

std::string not_one_of(const std::vector<std::string>& words, const std::string& given) {
  return fmt::format("must be {}, found `{}`{}", list_of(words, "or"), given, did_you_mean(given, words));
}

CLI::Option* add_spec(CLI::App& command, std::string& spec) {
  return command.add_option("spec", spec, "the spec; - is standard input")->required()->type_name("SPEC");
}

void add_config(CLI::App& command, ConfigChoice& choice) {
  auto* file = command.add_option("--config", choice.file, "take settings from this file, not the nearest cdp.toml")
                   ->type_name("FILE");
  command.add_flag("--isolated", choice.isolated, "take settings from no cdp.toml")->excludes(file);
  add_list(command, "--allow-path", choice.allowed, "DIR",
           "let specs use files of this folder too, and obey its cdp.toml whoever owns it");
}

void add_list(CLI::App& command, const char* name, std::vector<std::string>& words, const char* type,
              const std::string& what) {
  command.add_option(name, words, what + "; may be repeated")
      ->type_name(type)
      ->expected(1)
      ->take_all()
      ->allow_extra_args(false);  // else it would eat the `--` before names of files
}

void add_place(CLI::App& command, Place& place) {
  command.add_option("--target", place.target, "a target of the spec; the reference otherwise")->type_name("NAME");
  command.add_option("--at", place.at, "axes to set: width=1024,depth=16,batch=256seq,duration=1Btok")
      ->type_name("AXES");
  add_config(command, place.config);
}

CLI::Option* add_output(CLI::App& command, std::string& output) {
  return command.add_option("-o,--output", output, "write to this file, whole or not at all")->type_name("FILE");
}

void add_common(CLI::App& command, ColorWish& color) {
  command.set_help_flag("-h,--help", "this page");
  add_choice<ColorWish>(command, "--color", color,
                        {{"auto", ColorWish::kAuto}, {"always", ColorWish::kAlways}, {"never", ColorWish::kNever}},
                        "colours; auto: on a terminal, unless NO_COLOR is set");
}

}  // namespace cdp::driver
