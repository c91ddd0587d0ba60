// White space, line ends and comments thrown between the words of valid files, always the same by a fixed seed.
#include <random>

#include "tests/compiler/format/format_support.h"

namespace cdp::format {
namespace {

/// A file as its words and, before each, whether a line ended there.
struct Skeleton {
  std::vector<std::string> words;
  std::vector<std::string> gaps;  // "", " " or "\n"; no blank lines

  explicit Skeleton(const std::string& text) {
    const Source source(text);
    std::uint32_t end = 0;
    for (const Span& span : syntax::word_spans(source.sources, source.id)) {
      const std::string_view between = source.sources.text({source.id, end, span.begin});
      words.emplace_back(source.sources.text(span));
      gaps.emplace_back(between.empty() ? "" : between.find('\n') == std::string_view::npos ? " " : "\n");
      end = span.end;
    }
  }

  [[nodiscard]] std::string text() const {
    std::string result;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (gaps[i].starts_with('/') && result.ends_with('/')) result += ' ';  // a division before a comment
      result += gaps[i] + words[i];
    }
    return result;
  }
};

std::vector<std::string> samples() {
  std::vector<std::string> result;
  for (const auto& path : files_below({"stdlib", "examples"}, ".cdp")) result.push_back(text_of(path));
  for (const auto& path : files_below({"tests/golden/fmt"}, ".input")) result.push_back(text_of(path));
  return result;
}

/// What opens a block decides whether it has several lines; everything else is free.
std::string other_gap(const std::string& gap, bool after_brace, std::mt19937& random) {
  static const char* const kSame[] = {" ", "  ", "\t", " \t "};
  static const char* const kAny[] = {" ", "\n", "\r\n", "\t\n  ", "   "};
  if (after_brace) return gap == "\n" ? "\n   " : kSame[random() % 4];
  if (gap.empty() && random() % 2 == 0) return "";
  return kAny[random() % 5];
}

TEST(Mutation, WhiteSpaceDoesNotMatter) {
  std::mt19937 random(1);
  for (const std::string& sample : samples()) {
    const Skeleton skeleton(sample);
    const std::string expected = checked(skeleton.text());
    for (int round = 0; round < 6; ++round) {
      Skeleton other = skeleton;
      for (std::size_t i = 1; i < other.words.size(); ++i) {
        other.gaps[i] = other_gap(other.gaps[i], other.words[i - 1] == "{", random);
      }
      ASSERT_EQ(formatted(other.text()), expected) << other.text();
    }
  }
}

std::string some_comment(std::mt19937& random, int number) {
  static const char* const kBefore[] = {"", " ", "\n", "\n\n", "\r\n  ", ";\n"};
  static const char* const kSlashes[] = {"//", "// ", "///", "/// "};
  static const char* const kAfter[] = {"\n", "\n\n\n", " \t\r\n"};
  const char* before = kBefore[random() % 5];
  return before + std::string(kSlashes[random() % 4]) + "c" + std::to_string(number) + kAfter[random() % 3];
}

TEST(Mutation, CommentsAnywhereAreKept) {
  std::mt19937 random(2);
  for (const std::string& sample : samples()) {
    const Skeleton skeleton(sample);
    for (int round = 0; round < 6; ++round) {
      Skeleton other = skeleton;
      for (std::size_t i = 0; i < other.words.size(); ++i) {
        for (int n = 0; random() % 8 == 0; ++n) other.gaps[i] += some_comment(random, n);
      }
      static_cast<void>(checked(other.text()));
      if (HasFailure()) return;
    }
  }
}

TEST(Mutation, OneCommentAtEveryPlace) {
  const Skeleton skeleton(text_of(std::filesystem::path(CDP_SOURCE_DIR) / "tests/golden/fmt/everything.input"));
  for (const char* comment : {" // c\n", "\n// c\n", "\n/// c\n", " /// c\n", "\n\n// c\n\n/// d\n"}) {
    for (std::size_t i = 0; i < skeleton.words.size(); ++i) {
      Skeleton other = skeleton;
      other.gaps[i] = comment;
      static_cast<void>(checked(other.text()));
      if (HasFailure()) return;
    }
  }
}

TEST(Mutation, CommentsWithSemicolons) {
  std::mt19937 random(3);
  static const char* const kParts[] = {"axis a",  ";",        "// c\n",      "/// d\n", "\n", "\n\n",     " ",
                                       "base { ", " lr = 1 ", "module M { ", " m: T ",  "} ", "// e \r\n"};
  int valid = 0;
  for (int round = 0; round < 10000; ++round) {
    std::string text;
    const std::size_t length = 2 + random() % 12;
    for (std::size_t i = 0; i < length; ++i) text += kParts[random() % std::size(kParts)];
    if (Source(text).sink.has_errors()) continue;
    ++valid;
    static_cast<void>(checked(text));
    if (HasFailure()) return;
  }
  EXPECT_GT(valid, 200);
}

}  // namespace
}  // namespace cdp::format
