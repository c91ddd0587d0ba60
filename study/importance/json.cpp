// Importance for programs; see report.h.
#include <nlohmann/json.hpp>

#include "study/importance/report.h"

namespace cdp::study {
namespace {

using nlohmann::ordered_json;

ordered_json object_of(const Share& share) {
  return {{"share", share.value}, {"low", share.interval.low}, {"high", share.interval.high}};
}

ordered_json object_of(const Importance& one) {
  ordered_json at = ordered_json::object();
  for (const auto& [axis, value] : one.at) at[axis] = value;
  ordered_json dimensions = ordered_json::array();
  for (const std::size_t d : one.order())
    dimensions.push_back({{"name", one.dimensions[d].name},
                          {"alone", object_of(one.variance.effects[d].alone)},
                          {"total", object_of(one.variance.effects[d].total)}});
  ordered_json out = {{"at", at},
                      {"verdict", one.tells() ? "tells" : "cannot tell"},
                      {"points", one.points},
                      {"finished", one.finished},
                      {"diverged", one.diverged},
                      {"stopped", one.stopped},
                      {"left_out", one.left_out},
                      {"worst_loss", one.worst},
                      {"held_out_r2", one.variance.held_out_r2},
                      {"needed_r2", one.variance.needed_r2},
                      {"dimensions", dimensions}};
  if (one.tells()) out["together"] = one.together();
  if (!one.tells()) out["why"] = cannot_tell(one);
  return out;
}

}  // namespace

std::string to_json(const std::vector<Importance>& all) {
  ordered_json scales = ordered_json::array();
  for (const Importance& one : all) scales.push_back(object_of(one));
  return ordered_json{{"scales", scales}}.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace cdp::study
