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

/// What a search of folders found.
struct SpecFiles {
  std::vector<std::string> files;
  std::vector<Error> left_out;  // what is called .cdp and is not read, each with its reason
};

/// The .cdp files that a path stands for: itself, or for a folder those in it and below, by name, without what [paths]
/// exclude names. Links to folders are not followed. Pipes and devices would be waited for, and a link that leads out
/// of the folder would have a stranger's file read and quoted: these are left out.
[[nodiscard]] Result<SpecFiles> spec_files(const std::string& path, const config::Config& config);

/// A warning for each file that was left out, the first of them by name.
[[nodiscard]] std::string left_out_warnings(const std::vector<Error>& left_out, const Colors& colors);

}  // namespace cdp::driver
