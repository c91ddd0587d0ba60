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
  EXPECT_EQ(diagnostic.code, Code::E0201);
  EXPECT_EQ(diagnostic.severity, Severity::kError);
  EXPECT_EQ(diagnostic.message, "unknown name `widht`; did you mean `width`?");
  EXPECT_TRUE(sink.has_errors());
  EXPECT_EQ(sink.error_count(), 1U);
  EXPECT_EQ(sink.warning_count(), 0U);
}

TEST(Sink, KeepsNotesAndFix) {
  DiagnosticSink sink;
  Report report = sink.report<Code::E0201>({0, 3, 8}, "widht", "");
  for (std::uint32_t i = 10; i < 1000; ++i) sink.report<Code::E0201>({0, i, i + 1}, "x", "");
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

}  // namespace
}  // namespace cdp::diag
