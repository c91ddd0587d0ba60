// `cdp config schema` and `cdp config show`: what cdp.toml may hold, and what holds here.
#include <memory>

#include <fmt/format.h>

#include "compiler/config/schema.h"
#include "compiler/config/show.h"
#include "compiler/diag/snippet.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/settings.h"

namespace cdp::driver {

Answer show_settings(const std::string& path, const ConfigChoice& choice, const Colors& colors) {
  const pipeline::FileSettings settings = pipeline::settings_for(path, choice);
  if (!settings) return answer_of(*settings.fault, colors);
  const std::string& file = settings.config.path;
  const std::string from = file.empty() ? "; there is no cdp.toml" : ", as " + diag::harmless(file) + " has them";
  return {
      kClean,
      fmt::format("# The settings for {}{}.\n\n{}", path.empty() || path == "." ? "this folder" : diag::harmless(path),
                  from, config::show(settings.config)),
      ""};
}

Runner add_config_show(Options& command) {
  struct Wanted {
    std::string path;
    ConfigChoice choice;
  };
  auto options = std::make_shared<Wanted>();
  command.argument("path", options->path, "PATH", "a file or folder; this folder otherwise");
  add_config(command, options->choice);
  return [options](const Colors& colors) { return show_settings(options->path, options->choice, colors); };
}

Runner add_config_schema(Options& command) {
  command.footer("For editors that know JSON schemas for TOML, such as those with Taplo or Even Better TOML.\n");
  return [](const Colors&) { return Answer{kClean, config::schema(), ""}; };
}

}  // namespace cdp::driver
