// A file in memory, loaded and its names resolved, and no more.
#pragma once

#include <string>
#include <utility>

#include "compiler/analysis/file_facts.h"
#include "compiler/base/check.h"
#include "compiler/base/files.h"
#include "compiler/sema/names.h"

namespace cdp::analysis {

struct Loaded {
  explicit Loaded(std::string text) {
    Files files;
    files.disk = false;
    files.memory["a.cdp"] = std::move(text);
    diag::DiagnosticSink sink;
    auto loaded = sema::load("a.cdp", files, sources, sink);
    CHECK(loaded);
    program = std::move(*loaded);
    sema::resolve_names(program, sink);
  }

  [[nodiscard]] FileFacts facts() const { return facts_of(program); }

  SourceMap sources;
  sema::Program program;
};

}  // namespace cdp::analysis
