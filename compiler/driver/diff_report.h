// What `cdp diff` shows, in two forms, and the words that these share. What differs is compiler/plan/diff.h's; the
// third form, JSON, too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/render.h"
#include "compiler/plan/diff.h"
#include "compiler/plan/diff_lines.h"

namespace cdp::driver {

using plan::count_text;
using plan::DiffLine;
using plan::lines_of;

struct DiffReport {
  std::vector<plan::Difference> differences;
  plan::Side a, b;
  plan::DiffOptions options;
  std::vector<plan::Category> chosen;  // of --fail-on; empty: all that count

  [[nodiscard]] bool is_different() const { return plan::are_different(differences, chosen); }
  /// Whether a category is only noted: a difference in nothing else is none.
  [[nodiscard]] bool is_noted(plan::Category category) const;
};

/// For the terminal.
[[nodiscard]] std::string diff_text(const DiffReport& report, diag::Color color);
/// For a comment on a pull request (GitHub's and GitLab's Markdown).
[[nodiscard]] std::string diff_markdown(const DiffReport& report);

/// How pieces of a spec or plan stand in a sentence; both make them harmless.
struct Markup {
  std::string (*code)(std::string_view text);   // `lr *= 1.3` between backticks
  std::string (*plain)(std::string_view text);  // a name or value among words
};

/// `lr *= m_in^-1` gives 0.125 instead of 0.25 (width 1024 instead of 512) at std/mup.cdp:5:3
[[nodiscard]] std::string cause_text(const plan::Cause& cause, const Markup& markup);

/// `different: 12 in lr, 1 in training`, or `no difference`; and that none of it is asked for.
[[nodiscard]] std::string verdict(const DiffReport& report);

/// What differs and does not count, a phrase each; not made harmless yet.
[[nodiscard]] std::vector<std::string> notes_of(const DiffReport& report);

/// `01_gpt.cdp at big`, not made harmless yet.
[[nodiscard]] std::string side_text(const plan::Side& side);

}  // namespace cdp::driver
