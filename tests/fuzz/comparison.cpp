// Two plans, the second after a line `//---` (without one: a fixed one), compared and shown; the first exported.
#include "compiler/base/check.h"
#include "compiler/driver/diff_report.h"
#include "compiler/export/export.h"
#include "compiler/plan/json.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {

int comparison(Bytes bytes) {
  constexpr std::string_view kNext = "\n//---\n";
  const std::string_view text = text_of(bytes);
  const std::size_t end = text.find(kNext);
  const auto a = plan::from_json(text.substr(0, end));
  const auto b = end == std::string_view::npos ? Result<plan::Plan>(plan_of_tokens())
                                               : plan::from_json(text.substr(end + kNext.size()));
  if (!a || !b) return 0;
  driver::DiffReport report;
  report.a = {"a", &*a};
  report.b = {"b", &*b};
  report.differences = plan::compare(*a, *b, report.options);
  CHECK(!driver::diff_text(report, diag::Color::kNever).empty());
  CHECK(!driver::diff_markdown(report).empty());
  CHECK(!plan::diff_json(report.differences, report.a, report.b, report.options, report.chosen).empty());
  CHECK(!plan::are_different(plan::compare(*a, *a, report.options)));
  for (const auto& exporter : exporting::kExporters) {
    const auto made = exporter.make({*a, ""});
    if (!made) continue;
    for (const auto& file : made->files) file.write([](std::string_view) { return true; });
  }
  return 0;
}

}  // namespace cdp::fuzz
