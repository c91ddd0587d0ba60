// Settings as TOML for people: those in force with where each comes from, and all of them as a file to start from.
#pragma once

#include <string>

#include "compiler/config/config.h"

namespace cdp::config {

/// Every setting with its value and its place; those that are not set are comments. Reads back as the same settings.
[[nodiscard]] std::string show(const Config& config);

/// A cdp.toml that changes nothing: every setting with its meaning, commented out.
[[nodiscard]] std::string starter();

}  // namespace cdp::config
