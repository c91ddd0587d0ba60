// Which files `--data` means: files as named, folders walked in order of path. Leaves reading them to corpus.h.
#pragma once

#include <string>
#include <vector>

#include "compiler/base/result.h"

namespace cdp::runtime {

struct FileList {
  std::vector<std::string> files;
  /// What lay in a folder but could not be read, each with its reason: "a/b: permission denied".
  std::vector<std::string> skipped;
};

/// Files are taken as named. Folders are walked into, their entries sorted by name, hidden ones left out, and of their
/// files only those whose name matches one of the globs (`*.h`; all files when there is no glob) are taken. A file that
/// is met twice (a link, a folder named twice, links in circles) counts once, so that no text is in both splits by way
/// of a link. What the user named must be readable; what is inside a folder and is not, is skipped and listed.
[[nodiscard]] Result<FileList> list_files(const std::vector<std::string>& paths, const std::vector<std::string>& globs);

}  // namespace cdp::runtime
