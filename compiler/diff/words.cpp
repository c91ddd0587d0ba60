// Causes, notes and the verdict in words; see report.h. Changes: lines.h.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/diff/report.h"

namespace cdp::diff {

namespace {

std::string factor_text(const Link& link) {
  return range_text(link.lowest, link.highest);
}

/// `0.125 instead of 0.25`, with the digits that tell the two apart.
std::string factors_text(const Link& a, const Link& b) {
  if (a.lowest != a.highest || b.lowest != b.highest)
    return fmt::format("{} instead of {}", factor_text(b), factor_text(a));
  const auto [from, to] = apart(a.lowest, b.lowest);
  return fmt::format("{} instead of {}", to, from);
}

/// ` (x1.3)`, ` (1-v x 0.08)`; nothing for a line that sets the value.
std::string effect_text(const Link& link) {
  return plan::sets(link.effect) ? "" : " (" + plan::with_sign(link.effect, factor_text(link)) + ")";
}

/// A checksum by its first digits.
std::string beginning(const std::string& text) {
  constexpr std::size_t kChecksum = 64;
  constexpr std::size_t kShown = 12;
  return text.size() == kChecksum ? text.substr(0, kShown) : text;
}

std::string reasons_text(const Difference& difference) {
  const std::size_t count = difference.count();
  const std::string parts = count == 1 ? "1 tensor or multiplier" : fmt::format("{} tensors and multipliers", count);
  if (difference.what == What::kPlaces) return "reasons on other lines, of " + parts;
  if (difference.what == What::kGiven) return "reasons in one plan only, of " + parts;
  return fmt::format("other reasons for an equal {}, of {}", difference.path, parts);
}

std::string is_instead(const Fact& fact) {
  const auto [a, b] = value_texts(fact.a, fact.b);
  return fmt::format("{} instead of {}", b, a);
}

}  // namespace

bool Report::is_noted(Category category) const {
  return !row(category).counted && std::find(chosen.begin(), chosen.end(), category) == chosen.end();
}

std::string cause_text(const Cause& cause, const Markup& markup) {
  if (!cause.unknown.empty()) return "unknown: " + cause.unknown;
  const bool has_line = cause.a || cause.b;
  std::vector<std::string> facts;
  for (const Fact& fact : cause.facts)
    facts.push_back(markup.plain(fmt::format("{}{} {}", fact.name, has_line ? "" : " is", is_instead(fact))));
  std::string joined = fmt::format("{}", fmt::join(facts, ", "));
  if (!has_line) return joined;
  const auto line = [&](const Link& link) { return markup.code(link.text) + effect_text(link); };
  if (!cause.a) return fmt::format("{} was added at {}", line(*cause.b), markup.plain(cause.b->at));
  if (!cause.b) return fmt::format("{} was removed from {}", line(*cause.a), markup.plain(cause.a->at));
  if (cause.a->text != cause.b->text)
    return fmt::format("{} at {} instead of {} at {}", line(*cause.b), markup.plain(cause.b->at), line(*cause.a),
                       markup.plain(cause.a->at));
  return fmt::format("{} gives {}{} at {}", markup.code(cause.b->text), factors_text(*cause.a, *cause.b),
                     facts.empty() ? "" : " (" + joined + ")", markup.plain(cause.b->at));
}

std::string verdict(const Report& report) {
  std::vector<std::string> parts;
  for (const CategoryRow& category : kCategories) {
    if (report.is_noted(category.category)) continue;
    std::size_t count = 0;
    for (const Difference& difference : report.differences)
      if (difference.category == category.category) count += difference.count();
    if (count > 0) parts.push_back(fmt::format("{} in {}", count, category.word));
  }
  if (parts.empty()) return "no difference";
  std::string text = fmt::format("different: {}", fmt::join(parts, ", "));
  if (report.is_different()) return text;
  std::vector<std::string> words;
  for (const Category category : report.chosen) words.emplace_back(row(category).word);
  return text + "; not in " + list_of(words, "or") + ", so this is no failure";
}

std::vector<std::string> notes_of(const Report& report) {
  std::vector<std::string> notes;
  for (const Difference& difference : report.differences) {
    if (!report.is_noted(difference.category)) continue;
    if (difference.category == Category::reasons) {
      notes.push_back(reasons_text(difference));
      continue;
    }
    const Change& change = difference.changes.front();
    const std::string_view word = row(difference.category).word;
    notes.push_back(fmt::format("{}{} {} -> {}", word, difference.path == word ? "" : " " + difference.path,
                                beginning(value_text(change.a)), beginning(value_text(change.b))));
  }
  return notes;
}

std::string side_text(const Side& side) {
  return fmt::format("{} at {}", side.name, side.plan->target);
}

}  // namespace cdp::diff
