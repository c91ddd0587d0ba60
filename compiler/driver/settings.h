// The settings that hold for a file: which cdp.toml, what is wrong with it, and where files come from under it. What
// each setting means is the commands' matter.
#pragma once

#include <optional>
#include <string>

#include "compiler/base/files.h"
#include "compiler/config/config.h"
#include "compiler/driver/commands.h"

namespace cdp::driver {

struct Settings {
  config::Config config;
  Files files;                  // the disk and the standard library, with what [paths] std puts in its place
  std::optional<Answer> fault;  // cdp.toml cannot be read, or is wrong: exit code 2

  [[nodiscard]] explicit operator bool() const { return !fault; }
};

/// The settings for a file or folder (`-`: for the current folder). Names of rules are checked here, by the table of
/// rules; names of targets cannot be.
[[nodiscard]] Settings settings_for(const std::string& path, const ConfigChoice& choice, const Colors& colors);

/// The .cdp files that a path stands for: itself, or for a folder those in it and below, by name, without what [paths]
/// exclude names. Links to folders are not followed.
[[nodiscard]] Result<std::vector<std::string>> spec_files(const std::string& path, const config::Config& config);

}  // namespace cdp::driver
