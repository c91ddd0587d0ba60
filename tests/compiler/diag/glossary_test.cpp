// The words of the field: each is found by its names, says something, and has a source.
#include "compiler/diag/glossary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace cdp::diag {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Glossary, FindsAWordByItsNamesInEitherCase) {
  ASSERT_NE(find_term("mup"), nullptr);
  EXPECT_EQ(find_term("muP"), find_term("mup"));
  EXPECT_EQ(find_term("m_L"), find_term("M_N"));
  EXPECT_EQ(find_term("fan-in"), find_term("m_in"));
  EXPECT_EQ(find_term("fan_in"), find_term("m_in"));
  EXPECT_EQ(find_term("coordinate check"), find_term("coord-check"));
  EXPECT_EQ(find_term("nonsense"), nullptr);
  EXPECT_EQ(find_term(""), nullptr);
}

TEST(Glossary, TakesTermsOfOtherTables) {
  const Term further[] = {{"lazy", "", "it learns no features", "", ""}};
  EXPECT_EQ(find_term("lazy", further), &further[0]);
  EXPECT_EQ(find_term("lazy"), nullptr);
}

TEST(Glossary, SplitsAliases) {
  EXPECT_THAT((Term{"a", "b c-d", "", "", ""}.also()), ElementsAre("b", "c-d"));
  EXPECT_THAT((Term{"a", "", "", "", ""}.also()), IsEmpty());
}

TEST(Glossary, TheShortFormIsTheFirstSentence) {
  EXPECT_EQ(in_short({"a", "", "One thing. Another: x.", "", ""}), "One thing");
  EXPECT_EQ(in_short({"a", "", "A thing: more.", "", ""}), "A thing");
}

TEST(Glossary, EveryRowIsWhole) {
  std::set<std::string_view> names;
  for (const Term& term : kGlossary) {
    EXPECT_FALSE(term.meaning.empty()) << term.word;
    EXPECT_TRUE(term.meaning.ends_with('.')) << term.word;
    EXPECT_THAT(term.source, ::testing::StartsWith("arXiv:")) << term.word;
    EXPECT_TRUE(names.insert(term.word).second) << term.word;
    for (const std::string_view alias : term.also()) EXPECT_TRUE(names.insert(alias).second) << alias;
  }
}

/// What an engineer asks for first.
TEST(Glossary, HasTheWordsOfTheField) {
  for (const char* word :
       {"mup",        "sp",     "completep", "complete_d_p", "m_in",    "m_out",     "m_N",          "m_L",
        "m_B",        "m_D",    "alpha",     "tau",          "readout", "residual",  "hidden",       "input",
        "output",     "vector", "width",     "depth",        "eps",     "alignment", "abc-symmetry", "coordinate-check",
        "noise-scale"})
    EXPECT_NE(find_term(word), nullptr) << word;
}

}  // namespace
}  // namespace cdp::diag
