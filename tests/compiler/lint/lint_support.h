// A file in memory as rules of the text see it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/lint/rule.h"

namespace cdp::lint {

struct File {
  explicit File(std::string text) {
    Files files;
    files.disk = false;
    files.memory["a.cdp"] = std::move(text);
    diag::DiagnosticSink sink;
    auto loaded = sema::load("a.cdp", files, sources, sink);
    CHECK(loaded);
    program = std::move(*loaded);
    comments = syntax::comments(sources, 0);
  }

  [[nodiscard]] Text text() const { return {sources, program, comments, thresholds}; }

  SourceMap sources;
  sema::Program program;
  std::vector<syntax::Comment> comments;
  config::Thresholds thresholds;
};

}  // namespace cdp::lint
