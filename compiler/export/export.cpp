// What all exporters share.
#include "compiler/export/export.h"

#include <utility>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "compiler/plan/groups.h"

namespace cdp::exporting {

const Exporter* find_exporter(std::string_view name) {
  for (const Exporter& exporter : kExporters)
    if (exporter.name == name) return &exporter;
  return nullptr;
}

std::vector<std::string> exporter_names() {
  std::vector<std::string> names;
  for (const Exporter& exporter : kExporters) names.emplace_back(exporter.name);
  return names;
}

File text_file(std::string name, std::string text) {
  return {std::move(name), [text = std::move(text)](const Put& put) { put(text); }};
}

std::string where_of(const std::vector<std::string>& names, std::string_view one) {
  constexpr std::size_t kShown = 3;
  const std::vector<std::string> folded = plan::fold_names(names);
  std::string shown;
  for (std::size_t i = 0; i < folded.size() && i < kShown; ++i) shown += (i == 0 ? "" : ", ") + folded[i];
  if (folded.size() > kShown) shown += ", ...";
  return fmt::format("of {} ({})", counted(names.size(), one), shown);
}

}  // namespace cdp::exporting
