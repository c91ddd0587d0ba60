// The differences of two plans as people and programs read them: three forms, and the words that two of them share.
// What differs is compare.h's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/paint.h"
#include "compiler/diff/compare.h"
#include "compiler/diff/lines.h"

namespace cdp::diff {

/// How a side is called in a report.
struct Side {
  std::string name;  // `examples/01_gpt.cdp`
  const plan::Plan* plan = nullptr;
};

struct Report {
  std::vector<Difference> differences;
  Side a, b;
  Options options;
  std::vector<Category> chosen;  // of --fail-on; empty: all that count

  [[nodiscard]] bool is_different() const { return are_different(differences, chosen); }
  /// Whether a category is only noted: a difference in nothing else is none.
  [[nodiscard]] bool is_noted(Category category) const;
};

/// For the terminal.
[[nodiscard]] std::string to_text(const Report& report, Color color);
/// For a comment on a pull request (GitHub's and GitLab's Markdown).
[[nodiscard]] std::string to_markdown(const Report& report);
/// For programs (docs/diff.md has the form): equal input gives equal bytes.
[[nodiscard]] std::string to_json(const Report& report);

/// How pieces of a spec or plan stand in a sentence; both make them harmless.
struct Markup {
  std::string (*code)(std::string_view text);   // `lr *= 1.3` between backticks
  std::string (*plain)(std::string_view text);  // a name or value among words
};

/// `lr *= m_in^-1` gives 0.125 instead of 0.25 (width 1024 instead of 512) at std/mup.cdp:5:3
[[nodiscard]] std::string cause_text(const Cause& cause, const Markup& markup);

/// `different: 12 in lr, 1 in training`, or `no difference`; and that none of it is asked for.
[[nodiscard]] std::string verdict(const Report& report);

/// What differs and does not count, a phrase each; not made harmless yet.
[[nodiscard]] std::vector<std::string> notes_of(const Report& report);

/// `01_gpt.cdp at big`, not made harmless yet.
[[nodiscard]] std::string side_text(const Side& side);

}  // namespace cdp::diff
