// See facts_decay.h.
#include "compiler/lint/facts_decay.h"

#include <algorithm>

namespace cdp::lint {

namespace {

/// After the last `tune`, else after `base`: at the end of that line, if nothing but a comment follows on it.
Span end_of_tuning(const CheckedSpec& checked) {
  std::uint32_t end = 0;
  for (const syntax::Statement& statement : checked.text.file().ast.statements)
    if (std::holds_alternative<syntax::Tune>(statement.node) || std::holds_alternative<syntax::Base>(statement.node))
      end = std::max(end, statement.span.end);
  const std::string& text = checked.text.sources.file(0).text;
  const std::size_t line_end = std::min(text.find('\n', end), text.size());
  const std::size_t next = std::min(text.find_first_not_of(" \t\r", end), line_end);
  if (next == line_end || text.compare(next, 2, "//") == 0) end = static_cast<std::uint32_t>(line_end);
  return {0, end, end};
}

bool selects_by_tag(const CheckedSpec& checked, Span line) {
  for (const syntax::Tune* tune : checked.spec.tunes) {
    const auto is_line = [&](const syntax::Adjustment& adjustment) { return adjustment.span == line; };
    if (std::none_of(tune->adjustments.begin(), tune->adjustments.end(), is_line)) continue;
    const auto& alternatives = tune->selector.alternatives;
    return std::any_of(alternatives.begin(), alternatives.end(), [](const auto& path) { return !path.tags.empty(); });
  }
  return false;
}

}  // namespace

bool Decayed::left_out_by_tag() const {
  return std::any_of(exempt.begin(), exempt.end(), [](const Exempt& one) { return one.by_tag; });
}

Decayed decayed(const CheckedSpec& checked, std::string_view tag) {
  Decayed result;
  result.tag = tag;
  const auto& base = checked.spec.base[static_cast<std::size_t>(sema::Hp::weight_decay)];
  for (const TensorAt& at : tensors_at(checked, checked.reference())) {
    const auto decay = value_of(at.first, sema::Hp::weight_decay);
    if (!decay || !has_tag(at.tensor, tag) || has_tag(at.tensor, "balance")) continue;
    result.any = true;
    const Span line = setting_span(at.first, sema::Hp::weight_decay);
    if (*decay == 0) result.exempt.push_back({at.tensor.path, line, selects_by_tag(checked, line)});
    if (*decay == 0 || !base || !(line == base->span)) continue;
    result.value = *decay;
    result.by_base.push_back(at.tensor.path);
  }
  return result;
}

Span base_decay_span(const CheckedSpec& checked) {
  return checked.spec.base[static_cast<std::size_t>(sema::Hp::weight_decay)]->value_span;
}

void offer_exemption(const CheckedSpec& checked, const std::string& selector, diag::Report& report) {
  const Span end = end_of_tuning(checked);
  report.fix(end, "\ntune " + selector + " { weight_decay = 0 }");
}

}  // namespace cdp::lint
