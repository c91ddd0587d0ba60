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
  EXPECT_EQ(kept[0].row, &row(Code::E0248));
  EXPECT_TRUE(kept[0].notes.empty());
  EXPECT_EQ(kept.back().message, "unknown name `x`");
}

TEST(Sink, CountsWarningsForThemselves) {
  DiagnosticSink sink;
  const Row warning{"W4001", Severity::kWarning, "a finding", "", "", ""};
  for (std::uint32_t i = 0; i < 300; ++i) sink.add(warning, {0, i, i + 1}, "a finding");
  EXPECT_FALSE(sink.has_errors());
  EXPECT_FALSE(sink.full());
  EXPECT_EQ(sink.sorted()[0].row, &row(Code::W0249));
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
