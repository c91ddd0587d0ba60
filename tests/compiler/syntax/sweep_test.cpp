// Messages are for people: every file of the tree with a word left out, doubled or swapped with the next, and no
// message of the parser speaks the grammar's or ANTLR's language.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "compiler/diag/render.h"
#include "compiler/syntax/lex.h"
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<fs::path> specs() {
  std::vector<fs::path> found;
  for (const char* folder : {"examples", "stdlib", "tests/golden"})
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(CDP_SOURCE_DIR) / folder))
      if (entry.path().extension() == ".cdp" || entry.path().extension() == ".input") found.push_back(entry.path());
  std::sort(found.begin(), found.end());
  return found;
}

/// What the grammar calls its tokens (LBRACE) and, where they are not English, its rules (moduleBody).
std::set<std::string> names_of_the_grammar() {
  const std::string grammar = text_of(fs::path(CDP_SOURCE_DIR) / "grammar/Cdp.g4");
  const std::regex definition("\n(?:([A-Z][A-Z_]+)|([a-z]+[A-Z][A-Za-z]*))[ \n]*:");
  std::set<std::string> names;
  for (std::sregex_iterator at(grammar.begin(), grammar.end(), definition), end; at != end; ++at)
    names.insert((*at)[1].matched ? (*at)[1] : (*at)[2]);
  return names;
}

/// Without what is quoted from the user's text and the language.
std::string own_words(const std::string& message) {
  return std::regex_replace(message, std::regex("`[^`]*`"), "``");
}

class Sweep : public ::testing::TestWithParam<fs::path> {
 protected:
  void check(const std::string& text) {
    const Parsed parsed(text);
    for (const diag::Diagnostic& diagnostic : parsed.sink.sorted()) {
      if (!seen_.insert(diagnostic.message).second) continue;
      const std::string message = own_words(diagnostic.message);
      for (const char* phrase : {"viable", "mismatched", "extraneous", "recognition", "token", "<EOF>", "EOF"})
        EXPECT_EQ(message.find(phrase), std::string::npos) << diagnostic.message << "\n" << text;
      for (std::sregex_iterator at(message.begin(), message.end(), word_), end; at != end; ++at)
        EXPECT_FALSE(names_.contains(at->str())) << diagnostic.message << "\n" << text;
      EXPECT_THAT(diagnostic.message, ::testing::Not(::testing::HasSubstr("``"))) << text;
    }
    EXPECT_FALSE(parsed.sink.has_errors() && diag::render_all(parsed.sink.sorted(), parsed.sources, {}).empty());
  }

  const std::regex word_{"[A-Za-z_]+"};
  const std::set<std::string> names_ = names_of_the_grammar();
  std::set<std::string> seen_;
};

TEST_P(Sweep, NoMessageSpeaksOfTheGrammar) {
  ASSERT_TRUE(names_.contains("LBRACE") && names_.contains("moduleBody"));
  const std::string whole = text_of(GetParam());
  diag::DiagnosticSink sink;
  const Words words = lex(whole, 0, sink).words;
  const auto text = [&](const Word& word) { return whole.substr(word.begin, word.end - word.begin); };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string before = whole.substr(0, words[i].begin);
    const std::string after = whole.substr(words[i].end);
    check(before + after);
    check(before + text(words[i]) + " " + text(words[i]) + after);
    if (i + 1 == words.size()) continue;
    const std::string between = whole.substr(words[i].end, words[i + 1].begin - words[i].end);
    check(before + text(words[i + 1]) + between + text(words[i]) + whole.substr(words[i + 1].end));
  }
}

INSTANTIATE_TEST_SUITE_P(Tree, Sweep, ::testing::ValuesIn(specs()), [](const auto& tested) {
  return std::regex_replace(fs::relative(tested.param, CDP_SOURCE_DIR).string(), std::regex("[^A-Za-z0-9]"), "_");
});

/// A fault does not hide a later one: each row's bad example, then another's.
TEST(Recovery, FindsLaterFaultsToo) {
  // Whole files are refused, or brackets left open: what follows is not read.
  const std::set<std::string> ends_the_file = {"E0101", "E0113"};
  for (const diag::CatalogRow& first : diag::kCatalog) {
    if (!first.id.starts_with("E01") || first.bad.empty() || ends_the_file.contains(std::string(first.id))) continue;
    for (const diag::CatalogRow& second : diag::kCatalog) {
      if (!second.id.starts_with("E01") || second.bad.empty() || second.id == "E0101") continue;
      const Parsed both(std::string(first.bad) + std::string(second.bad));
      EXPECT_THAT(both.codes(), ::testing::HasSubstr(std::string(first.id))) << first.bad << second.bad;
      EXPECT_THAT(both.codes(), ::testing::HasSubstr(std::string(second.id))) << first.bad << second.bad;
    }
  }
}

}  // namespace
}  // namespace cdp::syntax
