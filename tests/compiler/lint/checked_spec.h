// A spec in memory as rules of whole specs see it: at its reference and at one target.
#pragma once

#include <string>
#include <vector>

#include "compiler/lint/rule.h"
#include "tests/compiler/analysis/facts_support.h"

namespace cdp::lint {

struct Compiled : analysis::Compiled {
  explicit Compiled(const std::string& text)
      : analysis::Compiled(text), written{target->sources, target->program, comments, thresholds} {}

  [[nodiscard]] CheckedSpec checked() const { return {facts, written}; }

  std::vector<syntax::Comment> comments;
  config::Thresholds thresholds;
  Text written;
};

}  // namespace cdp::lint
