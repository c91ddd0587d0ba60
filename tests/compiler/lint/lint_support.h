// A file in memory as rules of the text see it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/lint/rule.h"
#include "tests/compiler/analysis/file_support.h"

namespace cdp::lint {

struct File : analysis::Loaded {
  explicit File(std::string text) : analysis::Loaded(std::move(text)), comments(syntax::comments(sources, 0)) {}

  [[nodiscard]] Text text() const { return {sources, program, comments, thresholds}; }

  std::vector<syntax::Comment> comments;
  config::Thresholds thresholds;
};

}  // namespace cdp::lint
