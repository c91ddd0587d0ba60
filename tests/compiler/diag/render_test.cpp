// The terminal form, word for word.
#include "compiler/diag/render.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cdp::diag {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kSpec =
    "use std.gpt\n"
    "let width = 3\n"
    "model = Gpt(widht, depth)\n";

class Render : public ::testing::Test {
 protected:
  Render() { sources_.add("gpt.cdp", std::string(kSpec)); }

  static Span of(std::string_view part) {
    const auto begin = static_cast<std::uint32_t>(kSpec.find(part));
    return {0, begin, begin + static_cast<std::uint32_t>(part.size())};
  }

  static Diagnostic unknown_name() {
    return {&row(Code::E0201), Severity::kError, of("widht"), "unknown name `widht`; did you mean `width`?", {}, {}};
  }

  [[nodiscard]] std::string shown(const Diagnostic& diagnostic) const {
    return render(diagnostic, sources_, Color::kNever);
  }

  SourceMap sources_;
};

TEST_F(Render, ShowsPlaceMessageCodeAndCarets) {
  EXPECT_EQ(shown(unknown_name()),
            "gpt.cdp:3:13: error: unknown name `widht`; did you mean `width`? [E0201]\n"
            "   3 | model = Gpt(widht, depth)\n"
            "     |             ^^^^^\n");
}

TEST_F(Render, ShowsFurtherPlacesAndTheFix) {
  Diagnostic diagnostic = unknown_name();
  diagnostic.notes.push_back({of("width"), "declared here"});
  diagnostic.fix = Fix{of("widht"), "width"};
  EXPECT_EQ(shown(diagnostic),
            "gpt.cdp:3:13: error: unknown name `widht`; did you mean `width`? [E0201]\n"
            "   3 | model = Gpt(widht, depth)\n"
            "     |             ^^^^^\n"
            "gpt.cdp:2:5: note: declared here\n"
            "   2 | let width = 3\n"
            "     |     -----\n"
            "     = fix: replace with `width`\n");
}

TEST_F(Render, ShowsNotesOfOtherFiles) {
  const FileId other = sources_.add("std/gpt.cdp", "module Gpt(width) {}\n");
  Diagnostic diagnostic = unknown_name();
  diagnostic.notes.push_back({{other, 7, 10}, "its parameters"});
  EXPECT_THAT(shown(diagnostic), HasSubstr("std/gpt.cdp:1:8: note: its parameters\n"
                                           "   1 | module Gpt(width) {}\n"
                                           "     |        ---\n"));
}

TEST_F(Render, SaysInWordsWhatAFixDoes) {
  Diagnostic diagnostic = unknown_name();
  const auto fix = [&](Span span, const char* replacement) {
    diagnostic.fix = Fix{span, replacement};
    const std::string text = shown(diagnostic);
    return text.substr(text.find("fix: "));
  };
  EXPECT_EQ(fix(of("widht"), ""), "fix: remove `widht`\n");
  EXPECT_EQ(fix({0, of("widht").end, of("widht").end}, ")"), "fix: insert `)`\n");
  EXPECT_EQ(fix(of("dht"), "dth"), "fix: replace `dht` with `dth`\n");
  EXPECT_EQ(fix(of("use"), "let"), "fix: replace `use` with `let` at gpt.cdp:1:1\n");
  EXPECT_EQ(fix({0, 0, 0}, "use std.mup"), "fix: insert `use std.mup` at gpt.cdp:1:1\n");
  EXPECT_EQ(fix({0, 0, 0}, "\nuse  std.mup\n"), "fix: insert `use  std.mup` at gpt.cdp:1:1\n");
}

TEST_F(Render, CutsALongFixAsItCutsALongLine) {
  const std::string text = "x" + std::string(3'000'000, ' ') + "\n" + std::string(3'000'000, 'y');
  const FileId file = sources_.add("long.cdp", text);
  const auto whole = static_cast<std::uint32_t>(text.size());
  Diagnostic diagnostic{&row(Code::E0201), Severity::kWarning, {file, 0, whole}, "too much", {}, {}};
  diagnostic.fix = Fix{{file, 0, whole}, ""};
  EXPECT_THAT(shown(diagnostic), HasSubstr("fix: remove `x " + std::string(98, 'y') + "...`\n"));
  diagnostic.fix = Fix{{file, 0, 1}, std::string(3'000'000, ' ')};
  EXPECT_THAT(shown(diagnostic), HasSubstr("fix: replace `x` with `" + std::string(100, ' ') + "...`\n"));
  diagnostic.fix = Fix{{file, 0, 1}, std::string(100, 'z')};
  EXPECT_THAT(shown(diagnostic), HasSubstr("fix: replace `x` with `" + std::string(100, 'z') + "`\n"));
}

TEST_F(Render, WidensTheGutterForAllPlaces) {
  std::string text;
  for (int i = 1; i < 12345; ++i) text += "\n";
  const FileId file = sources_.add("long.cdp", text + "let x = y\n");
  Diagnostic diagnostic = unknown_name();
  diagnostic.notes.push_back({{file, 12348, 12349}, "there"});
  EXPECT_EQ(shown(diagnostic),
            "gpt.cdp:3:13: error: unknown name `widht`; did you mean `width`? [E0201]\n"
            "    3 | model = Gpt(widht, depth)\n"
            "      |             ^^^^^\n"
            "long.cdp:12345:5: note: there\n"
            "12345 | let x = y\n"
            "      |     -\n");
}

TEST_F(Render, ShowsTheEndsOfALongSpan) {
  const FileId file = sources_.add("b.cdp", "base {\n  lr = 1\n\n  eps = 2\n}\n");
  Diagnostic diagnostic{&row(Code::E0201), Severity::kWarning, {file, 0, 28}, "too much", {}, {}};
  EXPECT_EQ(shown(diagnostic),
            "b.cdp:1:1: warning: too much [E0201]\n"
            "   1 | base {\n"
            "     | ^^^^^^\n"
            "     | ...\n"
            "   5 | }\n"
            "     | ^\n");
}

TEST_F(Render, ColoursOnlyWhenAsked) {
  Diagnostic diagnostic = unknown_name();
  diagnostic.notes.push_back({of("width"), "declared here"});
  diagnostic.fix = Fix{of("widht"), "width"};
  std::string coloured = render(diagnostic, sources_, Color::kAlways);
  EXPECT_THAT(coloured, HasSubstr("\x1b[1;31merror\x1b[0m"));
  EXPECT_THAT(shown(diagnostic), Not(HasSubstr("\x1b")));
  for (std::size_t at = coloured.find('\x1b'); at != std::string::npos; at = coloured.find('\x1b'))
    coloured.erase(at, coloured.find('m', at) + 1 - at);
  EXPECT_EQ(coloured, shown(diagnostic));
}

TEST_F(Render, NothingInASpecSteersTheTerminal) {
  const FileId file = sources_.add("evil\x1b[2J.cdp", "x\x1b[2J\n");
  Diagnostic diagnostic{&row(Code::E0201),        Severity::kError, {file, 0, 5}, "unknown name `x\x1b[2J`", {},
                        Fix{{file, 0, 5}, "\x1b"}};
  diagnostic.notes.push_back({{file, 0, 1}, "\x1b"});
  EXPECT_THAT(shown(diagnostic), Not(HasSubstr("\x1b")));
}

TEST_F(Render, EndsWithASummary) {
  const Diagnostic error = unknown_name();
  Diagnostic warning = error;
  warning.severity = Severity::kWarning;
  const std::vector<Diagnostic> all = {error, warning, error};
  EXPECT_EQ(render_all(all, sources_, Color::kNever),
            shown(error) + "\n" + shown(warning) + "\n" + shown(error) + "\n2 errors, 1 warning\n");
  EXPECT_EQ(render_all({}, sources_, Color::kNever), "");
}

TEST_F(Render, CountsInWords) {
  const Diagnostic error = unknown_name();
  Diagnostic warning = error;
  warning.severity = Severity::kWarning;
  EXPECT_EQ(summary({}), "");
  EXPECT_EQ(summary(std::vector{error}), "1 error");
  EXPECT_EQ(summary(std::vector{warning, warning}), "2 warnings");
}

}  // namespace
}  // namespace cdp::diag
