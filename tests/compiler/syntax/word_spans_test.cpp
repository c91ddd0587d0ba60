// Which words a file has.
#include "compiler/syntax/word_spans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace cdp::syntax {
namespace {

std::vector<std::string> words(std::string text) {
  SourceMap sources;
  const FileId file = sources.add("a.cdp", std::move(text));
  std::vector<std::string> result;
  for (const Span& span : word_spans(sources, file)) result.emplace_back(sources.text(span));
  return result;
}

TEST(WordSpans, WordsWithoutCommentsAndSpaces) {
  EXPECT_THAT(words("let a=10Mtok // c\n/// d\ntune b.** { 1 - beta1 *= \"x y\"; }"),
              testing::ElementsAre("let", "a", "=", "10Mtok", "tune", "b", ".", "**", "{", "1", "-", "beta1",
                                   "*=", "\"x y\"", ";", "}"));
}

TEST(WordSpans, NothingInNothing) {
  EXPECT_THAT(words("\xEF\xBB\xBF // only this"), testing::IsEmpty());
}

}  // namespace
}  // namespace cdp::syntax
