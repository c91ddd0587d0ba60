// A file without a place on disk, handed from one program to the next: it lives for as long as one of them has it open.
// It keeps the name of what it was made from, so that the reader's messages name what the user knows.
#pragma once

#include <string>
#include <string_view>

#include "compiler/base/result.h"

namespace cdp {

/// The path under which this process, and one that it becomes, reads the bytes.
[[nodiscard]] Result<std::string> memory_file(const std::string& name, std::string_view bytes);

/// What to call a file in messages: the name that memory_file() was given where the path is of one, else the path.
[[nodiscard]] std::string shown_path(const std::string& path);

}  // namespace cdp
