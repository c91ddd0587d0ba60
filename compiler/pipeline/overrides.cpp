// See overrides.h.
#include "compiler/pipeline/overrides.h"

#include <algorithm>
#include <utility>

#include "compiler/syntax/parse.h"

namespace cdp::pipeline {

std::vector<syntax::Statement> read_overrides(const std::vector<std::string>& sets, SourceMap& sources,
                                              diag::DiagnosticSink& sink) {
  if (sets.empty()) return {};
  std::string text;
  for (std::string set : sets) {
    std::replace_if(
        set.begin(), set.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    text += set + '\n';
  }
  return syntax::parse_overrides(sources, sources.add("--set", std::move(text)), sink);
}

}  // namespace cdp::pipeline
