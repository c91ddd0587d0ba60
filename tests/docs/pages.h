// The documentation of every code, made from the catalog's and the linter's rows and from what the programs really
// print.
#pragma once

#include <string>
#include <vector>

namespace cdp::docs {

struct Page {
  std::string name;  // within docs/diagnostics: `E0201.md`
  std::string text;
};

/// A page a code, and README.md, which lists them.
[[nodiscard]] std::vector<Page> pages();

}  // namespace cdp::docs
