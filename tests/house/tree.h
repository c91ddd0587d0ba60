// The source tree as these tests see it. Build folders and generated files are never in it: only the
// folders that hold hand-written code are walked.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::house {

/// Every file below the folders whose name ends in one of the endings, relative to the root, sorted.
[[nodiscard]] std::vector<std::string> files_under(std::initializer_list<std::string_view> folders,
                                                   std::initializer_list<std::string_view> endings);

/// The bytes of a file of the tree; the test aborts if there is none.
[[nodiscard]] std::string text_of(const std::string& path);
[[nodiscard]] std::vector<std::string> lines_of(const std::string& path);
[[nodiscard]] bool exists(const std::string& path);

/// `compiler/base` of `compiler/base/text.h`; `runtime` of `runtime/main.cpp`.
[[nodiscard]] std::string folder_of(const std::string& path);

}  // namespace cdp::house
