// The settings that hold for a file: which cdp.toml, what is wrong with it, and where files come from under it; and the
// specs that a folder stands for. What each setting means is the stages' and the commands' matter.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/base/result.h"
#include "compiler/config/config.h"
#include "compiler/diag/sink.h"
#include "compiler/pipeline/stages.h"

namespace cdp::pipeline {

/// Which cdp.toml holds, and how far specs may read.
struct ConfigChoice {
  std::string file;                       // empty: the nearest one upwards from the spec
  bool isolated = false;                  // none
  std::vector<std::string> allowed = {};  // folders where specs may read too, and whose cdp.toml holds whosever it is
};

/// The scale of a spec that is asked for, and the settings that hold for it.
struct ScaleAndConfig : ScaleChoice {
  ConfigChoice config = {};
};

/// Why nothing can be done: the world is not as it must be, or the text of cdp.toml is wrong.
struct SettingsFault {
  Error error = {};                                // where there are no diagnostics
  std::vector<diag::Diagnostic> diagnostics = {};  // of cdp.toml
  std::shared_ptr<const SourceMap> sources = {};   // of the diagnostics
};

struct FileSettings {
  config::Config config;
  Files files;                         // the disk and the standard library, with what [paths] std puts in its place
  std::optional<SettingsFault> fault;  // cdp.toml cannot be read, or is wrong

  [[nodiscard]] explicit operator bool() const { return !fault; }
};

/// The settings for a file or folder (`-`: for the current folder). Names of rules are checked here, by the table of
/// rules; names of targets cannot be.
[[nodiscard]] FileSettings settings_for(const std::string& path, const ConfigChoice& choice);

/// What a search of folders found.
struct SpecFiles {
  std::vector<std::string> files;
  std::vector<Error> left_out;  // what is called .cdp and is not read, each with its reason
};

/// The .cdp files that a path stands for: itself, or for a folder those in it and below, by name, without what [paths]
/// exclude names. Links to folders are not followed. Pipes and devices would be waited for, and a link that leads out
/// of the folder would have a stranger's file read and quoted: these are left out.
[[nodiscard]] Result<SpecFiles> spec_files(const std::string& path, const config::Config& config);

}  // namespace cdp::pipeline
