// What is reported comes out sorted, once, with the catalog's words.
#include "compiler/diag/sink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/carets.h"

namespace cdp::diag {
namespace {

using test::spans_of;
using ::testing::ElementsAre;

TEST(Sink, TakesMessageAndSeverityFromTheCatalog) {
  DiagnosticSink sink;
  EXPECT_TRUE(sink.empty());
  sink.report<Code::E0201>({0, 3, 8}, "widht", "; did you mean `width`?");
  ASSERT_EQ(sink.sorted().size(), 1U);
  const Diagnostic diagnostic = sink.sorted()[0];
  EXPECT_EQ(diagnostic.row, &row(Code::E0201));
  EXPECT_EQ(diagnostic.severity, Severity::kError);
  EXPECT_EQ(diagnostic.message, "unknown name `widht`; did you mean `width`?");
  EXPECT_TRUE(sink.has_errors());
  EXPECT_EQ(sink.error_count(), 1U);
  EXPECT_EQ(sink.warning_count(), 0U);
}

TEST(Sink, KeepsNotesAndFix) {
  DiagnosticSink sink;
  Report report = sink.report<Code::E0201>({0, 3, 8}, "widht", "");
  for (std::uint32_t i = 10; i < 100; ++i) sink.report<Code::E0201>({0, i, i + 1}, "x", "");
  report.note({0, 0, 1}, "declared here").fix({0, 3, 8}, "width");  // still the first one
  const Diagnostic first = sink.sorted()[0];
  ASSERT_EQ(first.notes.size(), 1U);
  EXPECT_EQ(first.notes[0].text, "declared here");
  ASSERT_TRUE(first.fix.has_value());
  EXPECT_EQ(first.fix->replacement, "width");
}

TEST(Sink, BringsHomeWhatStandsInAnothersFile) {
  const auto foreign = [](Span span) { return span.file == 0 ? std::nullopt : std::optional<std::string>("there"); };
  DiagnosticSink sink;
  sink.report<Code::E0201>({1, 0, 1}, "before", "");
  const std::size_t first = sink.size();
  sink.report<Code::E0201>({0, 1, 2}, "own", "");
  sink.report<Code::E0201>({1, 3, 4}, "nowhere", "").fix({1, 3, 4}, "width");
  sink.report<Code::E0201>({1, 5, 6}, "noted", "").note({2, 0, 1}, "deeper").note({0, 7, 8}, "from here");
  sink.bring_home(first, foreign, {0, 40, 50});
  const auto found = sink.sorted();
  EXPECT_THAT(test::messages_of(found), ElementsAre("unknown name `own`", "unknown name `noted`",
                                                    "unknown name `nowhere`", "unknown name `before`"));
  EXPECT_THAT(spans_of(found), ElementsAre(Span{0, 1, 2}, Span{0, 7, 8}, Span{0, 40, 50}, Span{1, 0, 1}));
  EXPECT_TRUE(found[0].notes.empty());
  ASSERT_EQ(found[1].notes.size(), 2U);  // the place that was promoted is no note any more
  EXPECT_EQ(found[1].notes[0].text, "there");
  EXPECT_EQ(found[1].notes[0].span, (Span{1, 5, 6}));
  EXPECT_EQ(found[1].notes[1].text, "deeper");
  ASSERT_EQ(found[2].notes.size(), 1U);
  EXPECT_EQ(found[2].notes[0].span, (Span{1, 3, 4}));
  EXPECT_FALSE(found[2].fix.has_value()) << "nobody can apply it";
}

TEST(Sink, MoreWordsStandBehindTheMessage) {
  DiagnosticSink sink;
  sink.report<Code::E0201>({0, 1, 2}, "x", "").append(" (also at `y`)");
  EXPECT_THAT(test::messages_of(sink.sorted()), ElementsAre("unknown name `x` (also at `y`)"));
}

TEST(Sink, SortsByFileAndPlace) {
  DiagnosticSink sink;
  for (const Span span : {Span{1, 0, 1}, Span{0, 9, 12}, Span{0, 9, 10}, Span{0, 2, 3}})
    sink.report<Code::E0201>(span, "x", "");
  EXPECT_THAT(spans_of(sink.sorted()), ElementsAre(Span{0, 2, 3}, Span{0, 9, 10}, Span{0, 9, 12}, Span{1, 0, 1}));
}

TEST(Sink, SaysTheSameOnlyOnce) {
  DiagnosticSink sink;
  sink.report<Code::E0201>({0, 1, 2}, "x", "");
  sink.report<Code::E0201>({0, 1, 2}, "y", "");
  sink.report<Code::E0201>({0, 1, 2}, "x", "");
  EXPECT_THAT(test::messages_of(sink.sorted()), ElementsAre("unknown name `x`", "unknown name `y`"));
}

TEST(Sink, KeepsSoManyErrorsAndSaysThatThereAreMore) {
  DiagnosticSink sink;
  for (std::uint32_t i = 0; i < DiagnosticSink::kMostKept; ++i) sink.report<Code::E0201>({0, i, i + 1}, "x", "");
  EXPECT_FALSE(sink.full());
  for (std::uint32_t i = 500; i < 600; ++i) sink.report<Code::E0201>({0, i, i + 1}, "y", "").note({0, 0, 1}, "here");
  EXPECT_TRUE(sink.full());
  EXPECT_EQ(sink.error_count(), DiagnosticSink::kMostKept + 100);
  const auto kept = sink.sorted();
  ASSERT_EQ(kept.size(), DiagnosticSink::kMostKept + 1);
  EXPECT_EQ(kept.back().row, &row(Code::E0248));
  EXPECT_EQ(kept.back().span, (Span{0, 500, 501})) << "where the first one stood that is not kept";
  EXPECT_TRUE(kept.back().notes.empty());
  EXPECT_EQ(kept[0].message, "unknown name `x`");
}

TEST(Sink, SaysThatThereAreMoreThoughThePlaceCouldNotBeRead) {
  DiagnosticSink sink;
  sink.report<Code::E0101>({0, 0, 1000}, "x");
  for (std::uint32_t i = 0; i < 300; ++i) sink.report<Code::E0201>({0, i, i + 1}, "y", "");
  EXPECT_THAT(test::ids_of(sink.sorted()), ElementsAre("E0101", "E0248"));
}

TEST(Sink, CountsWarningsForThemselves) {
  DiagnosticSink sink;
  const CatalogRow warning{"W4001", Severity::kWarning, "a finding", "", "", ""};
  for (std::uint32_t i = 0; i < 300; ++i) sink.add(warning, {0, i, i + 1}, "a finding");
  EXPECT_FALSE(sink.has_errors());
  EXPECT_FALSE(sink.full());
  EXPECT_EQ(sink.sorted().back().row, &row(Code::W0249));
  sink.report<Code::E0201>({0, 9, 10}, "x", "");
  EXPECT_THAT(test::ids_of(sink.sorted()), ::testing::Contains("E0201"));
}

TEST(Sink, CutsMessagesOfAnyLength) {
  DiagnosticSink sink;
  std::string name;
  for (int i = 0; i < 100'000; ++i) name += "\xC3\xA9";
  sink.report<Code::E0201>({0, 0, 1}, name, "");
  const std::string message = sink.sorted()[0].message;
  EXPECT_LT(message.size(), 3000U);
  EXPECT_TRUE(message.ends_with("\xC3\xA9..."));
}

}  // namespace
}  // namespace cdp::diag
