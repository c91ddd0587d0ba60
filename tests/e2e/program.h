// `cdp` itself, and a copy of it where every user may run it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::e2e {

inline const std::string kCdp = CDP_PROGRAMS_DIR "/cdp";

inline test::ProcessOptions in_folder(const std::filesystem::path& folder) {
  test::ProcessOptions options;
  options.folder = folder.string();
  return options;
}

inline test::ProcessOptions with_input(const std::string& input) {
  test::ProcessOptions options;
  options.input = input;
  return options;
}

inline test::ProcessOptions with_environment(std::map<std::string, std::optional<std::string>> environment) {
  test::ProcessOptions options;
  options.environment = std::move(environment);
  return options;
}

/// Runs `cdp` with these arguments.
inline test::ProcessResult cdp(std::vector<std::string> arguments, const test::ProcessOptions& options = {}) {
  arguments.insert(arguments.begin(), kCdp);
  return test::run(arguments, options);
}

/// A copy in a folder that everybody may enter; the build's own may be closed to others.
inline std::string copy_of_cdp(const test::TempFolder& folder) {
  namespace fs = std::filesystem;
  constexpr auto kAll = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read |
                        fs::perms::others_exec;
  const fs::path bin = folder.path() / "bin";
  fs::create_directory(bin);
  fs::copy_file(kCdp, bin / "cdp");
  for (const fs::path& path : {folder.path(), bin, bin / "cdp"}) fs::permissions(path, kAll);
  return (bin / "cdp").string();
}

/// A small spec that is right.
inline const std::string kSpec =
    "use std.gpt\nuse std.complete_d_p\nmodel = Gpt(width, depth, vocab = 256, context = context)\n"
    "parameterization = complete_d_p(alpha = 1)\n"
    "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256 }\n"
    "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
    "target big { width = 1024 }\n";

}  // namespace cdp::e2e
