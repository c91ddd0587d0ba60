// Diagnostics of one compilation. A stage reports by code; the message comes from the catalog:
//   sink.report<Code::E0201>(span, name).note(declared, "declared here").fix(span, "width");
// The number of arguments is held against the number of holes when compiling.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/source.h"
#include "compiler/diag/catalog.h"

namespace cdp::diag {

/// A further place that the reader needs ("declared here").
struct Note {
  Span span;
  std::string text;
};

/// Whether a tool may apply a fix by itself: a safe one leaves every compiled number as it is.
enum class Safety : std::uint8_t { kUnsafe, kSafe };

/// Replacing `span` by `replacement` mends the fault.
struct Fix {
  Span span;
  std::string replacement;
  Safety safety = Safety::kUnsafe;
};

struct Diagnostic {
  const CatalogRow* row = nullptr;
  Severity severity = Severity::kError;  // the row's own, unless the user has chosen another level
  Span span;
  std::string message;
  std::vector<Note> notes;
  std::optional<Fix> fix;
};

/// What report() returns: lets a caller add notes and a fix to the diagnostic just made.
class Report {
 public:
  explicit Report(Diagnostic& diagnostic) : diagnostic_(diagnostic) {}
  Report& note(Span span, std::string text) {
    diagnostic_.notes.push_back({span, std::move(text)});
    return *this;
  }
  /// Puts more words behind the message.
  Report& append(std::string_view words) {
    diagnostic_.message += words;
    return *this;
  }
  Report& fix(Span span, std::string replacement, Safety safety = Safety::kUnsafe) {
    diagnostic_.fix = Fix{span, std::move(replacement), safety};
    return *this;
  }

 private:
  Diagnostic& diagnostic_;
};

class DiagnosticSink {
 public:
  /// Of errors, and of warnings: nobody reads on after so many. In the place of the next one stands E0248 or W0249,
  /// others are not kept.
  static constexpr std::size_t kMostKept = 200;

  template <Code code, class... Args>
  Report report(Span span, const Args&... args) {
    static_assert(holes(code) == sizeof...(Args), "as many arguments as holes in the catalog's message");
    return add(row(code), span, fmt::format(fmt::runtime(row(code).message), args...));
  }
  /// The same for a row of another table, which outlives the sink, with its message filled in.
  Report add(const CatalogRow& row, Span span, std::string message);

  /// Shows how the diagnostics from the `first`-th on were reached: a note at a place in another file than the last.
  void note_since(std::size_t first, Span span, const std::string& text);

  /// What to say of a place in a file that the user has not written; null for one that the user has.
  using Foreign = std::function<std::optional<std::string>(Span)>;
  /// Moves the diagnostics from the `first`-th on that stand at a foreign place to where the user's own text has led
  /// there: the first of their notes that is not foreign, else `home`. The foreign place becomes the first note.
  void bring_home(std::size_t first, const Foreign& foreign, Span home);

  /// Sorted by file, place and code; without exact repetitions, and without what later stages say about a place
  /// that has a syntax error.
  [[nodiscard]] std::vector<Diagnostic> sorted() const;
  /// No further errors are kept: who goes through a long list may stop.
  [[nodiscard]] bool full() const { return errors_ > kMostKept; }
  [[nodiscard]] bool has_errors() const { return errors_ > 0; }
  [[nodiscard]] std::size_t error_count() const { return errors_; }
  [[nodiscard]] std::size_t warning_count() const { return warnings_; }
  [[nodiscard]] std::size_t size() const { return diagnostics_.size(); }
  [[nodiscard]] bool empty() const { return diagnostics_.empty(); }

 private:
  std::deque<Diagnostic> diagnostics_;  // a Report outlives further reports
  std::optional<Diagnostic> dropped_;   // what is reported when no more are kept
  std::size_t errors_ = 0;              // those not kept, too
  std::size_t warnings_ = 0;
};

}  // namespace cdp::diag
