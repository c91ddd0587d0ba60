// Names are resolved in sema, once: no later stage looks a name up in a scope or in a table by its text. Held against
// the calls in those sources.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "tests/house/tree.h"

namespace cdp::house {
namespace {

/// Calls that look up by text. What reads plans finds operations by their names, and is not among the folders below.
constexpr std::array<std::string_view, 7> kLookups = {"program.find(",
                                                      "program().find(",
                                                      "program_.find(",
                                                      "top_level(",
                                                      "find_function(",
                                                      "find_operation(",
                                                      "find_word<plan::Distribution>("};

struct Allowed {
  std::string_view path, call, why;
};
constexpr Allowed kAllowed[] = {
    {"compiler/lint/rules/shadowed_module.cpp", "program.find(", "asks whether another file declares the name too"}};

bool is_allowed(std::string_view path, std::string_view call) {
  return std::any_of(std::begin(kAllowed), std::end(kAllowed),
                     [&](const Allowed& one) { return one.path == path && one.call == call; });
}

TEST(Names, AreLookedUpInSemaAlone) {
  const auto paths =
      files_under({"compiler/model", "compiler/scaling", "compiler/analysis", "compiler/lint", "compiler/pipeline"},
                  {".cpp", ".h"});
  ASSERT_GT(paths.size(), 100U);
  for (const std::string& path : paths) {
    const std::string source = text_of(path);
    for (const std::string_view call : kLookups)
      EXPECT_EQ(source.find(call) != std::string::npos, is_allowed(path, call))
          << path << " and `" << call << "`: read what sema::resolve_names has found (compiler/sema/resolution.h)";
  }
}

}  // namespace
}  // namespace cdp::house
