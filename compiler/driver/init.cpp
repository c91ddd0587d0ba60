// `cdp init`: a spec to start from, or a cdp.toml. What is there already is not written over.
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "compiler/config/read.h"
#include "compiler/config/show.h"
#include "compiler/diag/snippet.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/templates.h"

namespace cdp::driver {

namespace {

/// A cdp.toml is found by itself, a file of another name is not.
std::string next_of_settings(const std::string& path) {
  const std::filesystem::path file(path);
  if (file.filename() != config::kFileName) return "cdp config show --config " + path;
  return file.has_parent_path() ? "cdp config show " + file.parent_path().string() : "cdp config show";
}

}  // namespace

Answer init(const InitOptions& options, const Colors& colors) {
  const std::string name = options.config ? std::string(config::kFileName) : options.model + ".cdp";
  const std::string text = options.config ? config::starter() : templates::files().find(name)->second;
  if (options.file == "-") return {kClean, text, ""};
  const std::string path = options.file.empty() ? name : options.file;
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return could_not_run({fmt::format("is a folder; name a file in it, such as {}", name), path}, colors);
  if (!options.config && std::filesystem::path(path).filename() == config::kFileName)
    return could_not_run({"is where settings are; `cdp init --config` writes one, or name the spec otherwise", path},
                         colors);
  if (!options.force && std::filesystem::exists(std::filesystem::symlink_status(path, ignored)))
    return could_not_run({"is there already; --force writes over it, `-` prints instead", path}, colors);
  const Status written = write_file(path, text);
  if (!written) return could_not_run(written.error(), colors);
  const std::string next = options.config ? next_of_settings(path) : fmt::format("cdp check {0} && cdp lint {0}", path);
  return {kClean, fmt::format("{} is written; next: {}\n", diag::harmless(path), diag::harmless(next)), ""};
}

Runner add_init(Options& command) {
  auto options = std::make_shared<InitOptions>();
  command.argument("file", options->file, "FILE", "the file to write; MODEL.cdp or cdp.toml otherwise; - prints");
  std::vector<std::pair<std::string, std::string>> models;
  for (const auto& [name, text] : templates::files()) {
    const std::string model = name.substr(0, name.find('.'));
    models.emplace_back(model, model);
  }
  command.choice<std::string>("--model", options->model, models, "which model; gpt otherwise");
  command.flag("--config", options->config, "write a cdp.toml with every setting, commented out").excludes = "--model";
  command.flag("--force", options->force, "write over a file that is there");
  return [options](const Colors& colors) { return init(*options, colors); };
}

}  // namespace cdp::driver
