// Two plans, the second after a line `//---` (without one: a fixed one), compared and shown; the first exported.
#include "compiler/base/check.h"
#include "compiler/diff/report.h"
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
  diff::Report report;
  report.a = {"a", &*a};
  report.b = {"b", &*b};
  report.differences = diff::compare(*a, *b, report.options);
  CHECK(!diff::to_text(report, Color::kNever).empty());
  CHECK(!diff::to_markdown(report).empty());
  CHECK(!diff::to_json(report).empty());
  CHECK(!diff::are_different(diff::compare(*a, *a, report.options)));
  for (const auto& exporter : exporting::kExporters) {
    const auto made = exporter.make({*a, ""});
    if (!made) continue;
    for (const auto& file : made->files) file.write([](std::string_view) { return true; });
  }
  return 0;
}

}  // namespace cdp::fuzz
