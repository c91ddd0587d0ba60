// What the tests of compiler/format share: format a text, and hold the result against what formatting must keep.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "compiler/format/format.h"
#include "compiler/syntax/comments.h"
#include "compiler/syntax/dump.h"
#include "compiler/syntax/parse.h"
#include "compiler/syntax/word_spans.h"

namespace cdp::format {

/// A text and what formatting must keep of it.
struct Source {
  SourceMap sources;
  diag::DiagnosticSink sink;
  FileId id;
  std::string tree;

  explicit Source(std::string text) : id(sources.add("test.cdp", std::move(text))) {
    tree = syntax::dump(syntax::parse(sources, id, sink));
  }
  std::vector<std::string> comments() const {
    std::vector<std::string> result;
    for (const syntax::Comment& comment : syntax::comments(sources, id)) {
      const std::string_view text = sources.text(comment.span);
      result.emplace_back(text.substr(0, text.find_last_not_of(" \t\r") + 1));
    }
    return result;
  }
  /// Without semicolons and commas, which may go.
  std::vector<std::string> words() const {
    std::vector<std::string> result;
    for (const Span& span : syntax::word_spans(sources, id)) {
      if (sources.text(span) != ";" && sources.text(span) != ",") result.emplace_back(sources.text(span));
    }
    return result;
  }
};

/// The canonical form of a text without syntax errors.
inline std::string formatted(const std::string& text) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  const auto result = format(sources, sources.add("test.cdp", text), sink);
  EXPECT_TRUE(result.has_value()) << (sink.empty() ? "" : sink.sorted()[0].message) << " in\n" << text;
  return result.value_or("");
}

/// Formats and checks that the tree, the words and the comments are kept and that a second time changes nothing.
inline std::string checked(const std::string& text) {
  const std::string once = formatted(text);
  const Source before(text), after(once);
  EXPECT_EQ(before.tree, after.tree) << text << "\n-> \n" << once;
  EXPECT_EQ(before.words(), after.words()) << text << "\n-> \n" << once;
  EXPECT_EQ(before.comments(), after.comments()) << text << "\n-> \n" << once;
  EXPECT_EQ(once, formatted(once)) << "a second time, of\n" << text;
  return once;
}

/// Files below folders of the project, sorted.
inline std::vector<std::filesystem::path> files_below(std::initializer_list<const char*> folders,
                                                      const std::string& extension) {
  std::vector<std::filesystem::path> result;
  for (const char* folder : folders) {
    const std::filesystem::path root = std::filesystem::path(CDP_SOURCE_DIR) / folder;
    if (!std::filesystem::exists(root)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == extension) result.push_back(entry.path());
    }
  }
  std::sort(result.begin(), result.end());
  return result;
}

inline std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace cdp::format
