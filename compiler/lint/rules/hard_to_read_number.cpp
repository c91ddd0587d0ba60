// hard-to-read-number: digits to be counted, where a suffix or underscores say the same number.
#include <cmath>
#include <utility>

#include "compiler/analysis/usage.h"
#include "compiler/base/text.h"
#include "compiler/lint/edits.h"
#include "compiler/lint/rule.h"
#include "compiler/sema/walk.h"
#include "compiler/syntax/numbers.h"

namespace cdp::lint::rules {

namespace {

constexpr std::size_t kManyDigits = 6;

/// With the largest suffix that leaves three decimals at most: `1.5B`, `128Ki`; else in groups: `123_456_789`.
std::string readable(const std::string& digits, double value) {
  constexpr std::pair<double, const char*> kSuffixes[] = {{1e12, "T"},        {1e9, "B"},      {1e6, "M"},  {1e3, "k"},
                                                          {1073741824, "Gi"}, {1048576, "Mi"}, {1024, "Ki"}};
  for (const auto& [unit, suffix] : kSuffixes) {
    const double count = value / unit;
    if (count < 1 || std::fmod(value, unit >= 1e6 && suffix[1] == 0 ? unit / 1000 : unit) != 0) continue;
    return shortest(count) + suffix;
  }
  std::string grouped;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) grouped += '_';
    grouped += digits[i];
  }
  return grouped;
}

bool reads_back(const std::string& text, double value) {
  diag::DiagnosticSink heard;
  return syntax::read_number(text, {}, heard).value == value && heard.empty();
}

}  // namespace

void hard_to_read_number(const Text& text, Findings& findings) {
  const auto check = [&](const syntax::Expr& part) {
    const auto* number = std::get_if<syntax::Number>(&part.node);
    if (number == nullptr) return;
    const Span span = digits_span(text, part);
    const std::string digits(text.sources.text(span));
    const bool plain = span.end == part.span.end || text.sources.text(part.span)[digits.size()] == ' ';
    if (!plain || digits.size() < kManyDigits || digits.front() == '0') return;
    const std::string better = readable(digits, number->value);
    if (reads_back(better, number->value)) findings.report(span, digits, better).fix(span, better, diag::Safety::kSafe);
  };
  for (const syntax::Statement& statement : text.file().ast.statements)
    visit_expressions(statement, [&](const syntax::Expr& whole) { sema::visit_parts(whole, check); });
}

}  // namespace cdp::lint::rules
