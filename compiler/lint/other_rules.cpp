// See other_rules.h.
#include "compiler/lint/other_rules.h"

#include "compiler/lint/table.h"

namespace cdp::lint {

bool finds(const CheckedSpec& checked, std::string_view rule) {
  const Rule* other = find_rule(rule);
  const auto* find = other == nullptr ? nullptr : std::get_if<SpecRule>(&other->find);
  CHECK(find != nullptr);
  diag::DiagnosticSink heard;
  Findings findings(other->row, heard);
  (*find)(checked, findings);
  return !heard.empty();
}

}  // namespace cdp::lint
