// What the tests of compiler/syntax share: parse a text, look at its tree and its diagnostics.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "compiler/syntax/dump.h"
#include "compiler/syntax/parse.h"

namespace cdp::syntax {

struct Parsed {
  SourceMap sources;
  diag::DiagnosticSink sink;
  File file;

  explicit Parsed(std::string text) { file = parse(sources, sources.add("test.cdp", std::move(text)), sink); }

  /// `1:5 E0121 expected a name ...`, sorted
  std::vector<std::string> messages() const {
    std::vector<std::string> result;
    for (const diag::Diagnostic& diagnostic : sink.sorted()) {
      const Position place = sources.position(diagnostic.span.file, diagnostic.span.begin);
      result.push_back(fmt::format("{}:{} {} {}", place.line, place.column, diagnostic.row->id, diagnostic.message));
    }
    return result;
  }
  /// `E0121 E0120`, sorted by place
  std::string codes() const {
    std::string result;
    for (const diag::Diagnostic& diagnostic : sink.sorted()) {
      if (!result.empty()) result += ' ';
      result += diagnostic.row->id;
    }
    return result;
  }
  /// The text under the first diagnostic.
  std::string_view marked() const { return sources.text(sink.sorted().at(0).span); }
  std::string tree() const { return dump(file); }
};

/// The tree of a text without faults.
inline std::string tree_of(const std::string& text) {
  const Parsed parsed(text);
  EXPECT_THAT(parsed.messages(), testing::IsEmpty()) << text;
  return parsed.tree();
}

inline std::string codes_of(const std::string& text) {
  return Parsed(text).codes();
}

/// The tree of an expression without faults.
inline std::string expr_of(const std::string& text) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  const ExprPtr expr = parse_expression(sources, sources.add("expr", text), sink);
  EXPECT_TRUE(expr != nullptr && sink.empty()) << text;
  return expr ? dump(*expr) : "";
}

}  // namespace cdp::syntax
