// How far a spec reaches: which files of the disk it, and what is settled for it, may name.
#pragma once

#include <optional>
#include <span>
#include <string>

namespace cdp {

/// The folder of a file, or the folder itself, without links; for what is not there, as far as it is there.
[[nodiscard]] std::string real_folder(const std::string& path);

/// The nearest folder from `folder` upwards that has a `.git`: the repository. Empty: it is in none.
[[nodiscard]] std::string repository_of(const std::string& folder);

/// Whether what a path leads to, through all links, lies in one of these folders or below.
[[nodiscard]] bool lies_within(const std::string& path, std::span<const std::string> folders);

/// A user who could change our files anyway: the superuser, ourselves, or under sudo the user who called it.
[[nodiscard]] bool is_trusted_owner(unsigned user);

/// Whose a file is, or a link that leads to it, as in `nobody (65534)`, where that is a user who is not to be trusted.
[[nodiscard]] std::optional<std::string> stranger_of(const std::string& path);

}  // namespace cdp
