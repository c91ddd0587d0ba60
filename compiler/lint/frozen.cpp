// See frozen.h.
#include "compiler/lint/frozen.h"

#include <algorithm>
#include <set>
#include <utility>

#include "compiler/base/dotted.h"

namespace cdp::lint {

namespace {

Fate fate_of(const CheckedSpec& checked, const scaling::Instance& instance) {
  const bool decays = !decay_is_coupled(checked) && value_of(instance, sema::Hp::weight_decay).value_or(0) != 0;
  return decays ? Fate::kShrinks : Fate::kStays;
}

Span freezing_span(const scaling::Instance& instance) {
  const auto& chain = instance.settings->at(sema::Hp::lr)->chain;
  const auto zero = std::find_if(chain.begin(), chain.end(), [](const auto& reason) { return reason.factor == 0; });
  return zero == chain.end() ? setting_span(instance, sema::Hp::lr) : zero->written->at;
}

}  // namespace

std::vector<Frozen> frozen_by_line(const CheckedSpec& checked, Fate fate) {
  const auto& instances = checked.reference().scaled.tensors;
  std::set<std::size_t> trained;  // in some layers
  for (const scaling::Instance& instance : instances)
    if (value_of(instance, sema::Hp::lr).value_or(0) != 0) trained.insert(instance.part);
  std::vector<Frozen> all;
  std::set<std::pair<std::size_t, std::string>> said;
  for (const scaling::Instance& instance : instances) {
    if (value_of(instance, sema::Hp::lr) != 0.0 || fate_of(checked, instance) != fate) continue;
    const Span at = freezing_span(instance);
    auto line = std::find_if(all.begin(), all.end(), [&](const Frozen& other) { return other.at == at; });
    if (line == all.end()) line = all.insert(all.end(), {at, {}});
    const std::string& path = checked.model.tensors[instance.part].path;
    std::string name = trained.contains(instance.part) ? dotted::expand(path, instance.indices) : path;
    if (said.emplace(line - all.begin(), name).second) line->names.push_back(std::move(name));
  }
  return all;
}

}  // namespace cdp::lint
