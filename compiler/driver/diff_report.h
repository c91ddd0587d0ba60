// What `cdp diff` shows, in two forms, and the words that these share. What differs is compiler/plan/diff.h's; the
// third form, JSON, too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/diag/render.h"
#include "compiler/plan/diff.h"

namespace cdp::driver {

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

/// A change in words, as it was in the plan: not made harmless yet.
struct DiffLine {
  std::string label;               // `std`; empty where the section says it
  std::vector<std::string> names;  // folded; for a value of the plan itself its own name
  std::string a, b;                // both empty: `effect` says it all
  std::string effect;              // `x1.3`, `added`
  std::size_t count = 0;           // of tensors, multipliers or operations; 0: a value of the plan itself
};
/// One for each factor that numbers changed by, and for each other change; of many, one with the ranges of the values.
[[nodiscard]] std::vector<DiffLine> lines_of(const plan::Difference& difference);

/// `lr *= m_in^-1` gives 0.125 instead of 0.25 (width 1024 instead of 512) at std/mup.cdp:5:3
[[nodiscard]] std::string cause_text(const plan::Cause& cause, const Markup& markup);

/// `12 tensors`; empty for 1 and 0.
[[nodiscard]] std::string count_text(plan::Category category, std::size_t count);

/// `different: 12 in lr, 1 in training`, or `no difference`; and that none of it is asked for.
[[nodiscard]] std::string verdict(const DiffReport& report);

/// What differs and does not count, a phrase each; not made harmless yet.
[[nodiscard]] std::vector<std::string> notes_of(const DiffReport& report);

/// `01_gpt.cdp at big`, not made harmless yet.
[[nodiscard]] std::string side_text(const plan::Side& side);

}  // namespace cdp::driver
