// See phrases.h.
#include "compiler/lint/phrases.h"

#include <fmt/format.h>

#include "compiler/base/number_text.h"

namespace cdp::lint {

std::string named(const std::vector<std::string>& names) {
  constexpr std::size_t kMostNamed = 3;
  const std::size_t shown = names.size() > kMostNamed + 1 ? kMostNamed : names.size();
  std::string result;
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) result += i + 1 == shown && shown == names.size() ? " and " : ", ";
    result += "`" + names[i] + "`";
  }
  if (shown < names.size()) result += fmt::format(" and {} more", names.size() - shown);
  return result;
}

std::string times(double factor) {
  return "x" + short_number(factor);
}

std::string percent(double share) {
  return fmt::format("{:.2g}%", 100 * share);
}

std::string amount(const analysis::ScaleValues& scale, double count) {
  return with_suffix(count) + (scale.scaled.target.tokens ? " tok" : " samples");
}

std::string runs_text(double share) {
  return fmt::format("{:.2g} runs", share);
}

std::string scale_text(const analysis::ScaleValues& scale) {
  return scale.scaled.target.name == "reference" ? "the reference" : "`" + scale.name() + "`";
}

}  // namespace cdp::lint
