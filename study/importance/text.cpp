// Importance for the terminal; see report.h.
#include <fmt/format.h>

#include "compiler/base/columns.h"
#include "study/importance/report.h"

namespace cdp::study {
namespace {

/// `71% (60% to 80%)`
std::string words(const Share& share) {
  return fmt::format("{} ({} to {})", share_text(share.value), share_text(share.interval.low),
                     share_text(share.interval.high));
}

}  // namespace

std::string to_text(const std::vector<Importance>& all) {
  std::string text;
  for (const Importance& one : all) {
    text += fmt::format("at {}: ", where(one.at));
    if (!one.tells()) {
      text += cannot_tell(one) + "\n";
      continue;
    }
    text += basis(one) + "\n";
    std::vector<std::vector<Cell>> table = {{{"dimension", {}}, {"alone", {}}, {"with others", {}}}};
    for (const std::size_t d : one.order())
      table.push_back({{one.dimensions[d].name, {}},
                       {words(one.variance.effects[d].alone), {}},
                       {words(one.variance.effects[d].total), {}}});
    table.push_back({{"only together", {}}, {share_text(one.together()), {}}, {"", {}}});
    text += columns(table, std::vector<Align>(3, Align::kLeft), 2, Color::kNever);
  }
  return text;
}

}  // namespace cdp::study
