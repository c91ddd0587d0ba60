// Folders that survive a power cut.
#pragma once

#include <string>
#include <system_error>

namespace cdp {

/// So that names in the folder, too, are on the disk. Some file systems cannot; the bytes are safe either way.
void sync_folder(const std::string& folder);

/// Makes the folder and those that lead to it, and puts the name of each new one on the disk.
[[nodiscard]] std::error_code make_folders(const std::string& folder);

}  // namespace cdp
