// See json.h.
#include "study/exports/json.h"

#include <nlohmann/json.hpp>

#include "study/store/rows.h"

namespace cdp::study {
namespace {

using nlohmann::ordered_json;

std::string dumped(const ordered_json& value) {
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

ordered_json maybe(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json object_of(const Trial& trial) {
  ordered_json at = ordered_json::object();
  for (const auto& [axis, value] : trial.point.at) at[axis] = value;
  const TrialResult& result = trial.result;
  return {{"trial", trial.number},
          {"at", at},
          {"set", trial.point.sets},
          {"seed", trial.point.seed},
          {"scale", trial.scale},
          {"flops", trial.flops},
          {"state", word(result.state)},
          {"loss", maybe(result.loss)},
          {"train_loss", maybe(result.train_loss)},
          {"steps", result.steps},
          {"items", result.items},
          {"seconds", result.seconds},
          {"message", result.message},
          {"curve", ordered_json::parse(curve_text(result.curve))},
          {"origin", ordered_json::parse(origin_text(trial.origin))}};
}

}  // namespace

std::string to_json(const Store& store) {
  ordered_json study = ordered_json::object();
  std::apply([&](const auto&... field) { ((study[field.key] = store.info().*field.member), ...); },
             StudyInfo::fields());
  study["tags"] = read_tags(store.info().tags);
  study["space"] = read_names(store.info().space);
  study["settings"] = ordered_json::parse(store.info().settings, nullptr, false);
  study["trials"] = ordered_json::array();
  for (const Trial& trial : store.trials()) study["trials"].push_back(object_of(trial));
  return dumped(study);
}

std::string to_json(const Trial& trial) {
  return dumped(object_of(trial));
}

}  // namespace cdp::study
