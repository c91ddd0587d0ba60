// See info.h.
#include "study/store/info.h"

#include <fmt/format.h>

namespace cdp::study {

Status same_study(const StudyInfo& kept, const StudyInfo& found, const std::string& folder) {
  std::string differences;
  const auto compare = [&](const auto& field) {
    const std::string& before = kept.*field.member;
    const std::string& now = found.*field.member;
    if (*field.words == '\0' || before.empty() || now.empty() || before == now) return;
    differences +=
        fmt::format("{}{}: {} in the study, {} now", differences.empty() ? "" : "; ", field.words, before, now);
  };
  std::apply([&](const auto&... field) { (compare(field), ...); }, StudyInfo::fields());
  if (differences.empty()) return Done{};
  return Error{
      fmt::format("holds trials of another study ({}); put back what differs, or choose another --out", differences),
      folder};
}

}  // namespace cdp::study
