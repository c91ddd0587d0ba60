// Sentences stand in the catalog, not in code: what a rule of the linter or a stage puts into the holes of a message is
// names, numbers and code. Held against the string literals of those sources: none has four plain words in a row.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/tree.h"

namespace cdp::house {
namespace {

constexpr std::size_t kMostWords = 3;

/// Where sentences may stand: notes at other places, errors of the world, and what is never shown.
constexpr std::array<std::string_view, 4> kMaySpeak = {"note", "Error", "CHECK", "static_assert"};

/// What reads like a sentence and is a noun in a list of what was found.
constexpr std::array<std::string_view, 8> kNouns = {"one or more numbers",          "an argument without a name",
                                                    "head of keys and values",      "a point of the curve",
                                                    "a whole number of at least 1", "a finite number other than 0",
                                                    "less than a double holds",     "more than a double holds"};

bool is_letter(char character) {
  return std::isalpha(static_cast<unsigned char>(character)) != 0;
}

/// The longest row of words outside of backticks, with at most a comma between them.
std::size_t longest_row(std::string_view text) {
  std::size_t longest = 0;
  std::size_t row = 0;
  bool in_code = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '`') in_code = !in_code;
    if (!in_code && is_letter(text[at])) {
      while (at + 1 < text.size() && (is_letter(text[at + 1]) || text[at + 1] == '\'' || text[at + 1] == '-')) ++at;
      longest = std::max(longest, ++row);
    } else if (in_code || (text[at] != ' ' && text[at] != ',')) {
      row = 0;
    }
  }
  return longest;
}

/// Goes through a source and keeps the literals that no `note(...)` and the like is around.
class Literals {
 public:
  explicit Literals(std::string_view source) : source_(source) {
    while (at_ < source_.size()) step();
  }

  [[nodiscard]] const std::vector<std::string>& found() const { return found_; }

 private:
  void step() {
    const std::string_view rest = source_.substr(at_);
    if (rest.starts_with("//")) return skip_to("\n");
    if (rest.starts_with("#include")) return skip_to("\n");
    if (rest[0] == '\'' && !is_digit_separator()) return static_cast<void>(quoted('\''));
    if (rest[0] == '"') return literal();
    if (rest[0] == '(' || rest[0] == '{') calls_.push_back(word_);
    if ((rest[0] == ')' || rest[0] == '}') && !calls_.empty()) calls_.pop_back();
    if (is_letter(rest[0]) || rest[0] == '_') return word();
    if (std::isspace(static_cast<unsigned char>(rest[0])) == 0) {
      word_ = {};
      joins_ = false;
    }
    ++at_;
  }

  /// As in 16'000.
  [[nodiscard]] bool is_digit_separator() const {
    return at_ > 0 && std::isalnum(static_cast<unsigned char>(source_[at_ - 1])) != 0;
  }

  void skip_to(std::string_view end) { at_ = std::min(source_.find(end, at_), source_.size()); }

  void word() {
    const std::size_t begin = at_;
    while (at_ < source_.size() && (std::isalnum(static_cast<unsigned char>(source_[at_])) != 0 || source_[at_] == '_'))
      ++at_;
    word_ = source_.substr(begin, at_ - begin);
    joins_ = false;
  }

  std::string quoted(char quote) {
    std::string text;
    for (++at_; at_ < source_.size() && source_[at_] != quote; ++at_) {
      if (source_[at_] == '\\') ++at_;
      text += source_[at_];
    }
    ++at_;
    return text;
  }

  /// Literals that stand side by side are one.
  void literal() {
    const std::string text = quoted('"');
    const bool may_speak = std::any_of(calls_.begin(), calls_.end(), [](std::string_view call) {
      return std::find(kMaySpeak.begin(), kMaySpeak.end(), call) != kMaySpeak.end();
    });
    if (may_speak) return;
    if (joins_)
      found_.back() += text;
    else
      found_.push_back(text);
    joins_ = true;
  }

  std::string_view source_;
  std::size_t at_ = 0;
  std::string_view word_;                // just before
  std::vector<std::string_view> calls_;  // what is open
  bool joins_ = false;
  std::vector<std::string> found_;
};

bool is_sentence(const std::string& text) {
  return longest_row(text) > kMostWords && std::find(kNouns.begin(), kNouns.end(), text) == kNouns.end();
}

TEST(Sentences, AreTold) {
  EXPECT_EQ(longest_row("in `seq` or `tok`"), 1U);
  EXPECT_EQ(longest_row("take it, or leave `that`"), 4U);
  const Literals read(
      "#include \"a b c d\"\nreport(at, x ? \"what is \" // one\n \"said of it\" : f(')'), g)\n  .note(b, \"c\");");
  EXPECT_EQ(read.found(), std::vector<std::string>{"what is said of it"});
}

TEST(Sentences, StandInTheCatalog) {
  std::vector<std::string> paths = files_under({"compiler/lint/rules", "compiler/sema", "compiler/scaling"}, {".cpp"});
  paths.emplace_back("compiler/lint/suppressions.cpp");
  for (const std::string& path : paths) {
    const std::string source = text_of(path);
    const Literals literals(source);
    for (const std::string& text : literals.found())
      EXPECT_FALSE(is_sentence(text)) << path << ": \"" << text << "\": make it the message of a code of its own, or, "
                                      << "where it is of another place, a note";
  }
}

}  // namespace
}  // namespace cdp::house
