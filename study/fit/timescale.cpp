// See timescale.h.
#include "study/fit/timescale.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "compiler/base/text.h"

namespace cdp::study {
namespace {

constexpr const char* kLr = "base.lr";
constexpr const char* kDecay = "base.weight_decay";

/// The number of that name; null and a fault where it is missing or not above 0.
std::optional<double> positive(const std::map<std::string, double>& numbers, const std::string& name,
                               const std::string& what, const Runs& runs, std::optional<Error>& fault) {
  const auto found = numbers.find(name);
  if (found != numbers.end() && found->second > 0 && std::isfinite(found->second)) return found->second;
  if (fault) return {};
  if (found == numbers.end())
    fault = Error{fmt::format("{} needs the column `{}` in every run", what, name), runs.name};
  else
    fault = Error{
        fmt::format("{} needs `{}` above 0, found {}; leave out runs without it", what, name, shortest(found->second)),
        runs.name};
  return {};
}

bool is_independent(const Run& run) {
  for (const char* tag : {"decay", "weight_decay", "training.weight_decay"}) {
    const auto found = run.tags.find(tag);
    if (found != run.tags.end() && found->second == "independent") return true;
  }
  return false;
}

}  // namespace

Result<Runs> with_tau(Runs runs) {
  std::optional<Error> fault;
  const std::string what = "tau = batch / (lr weight_decay duration)";
  for (Run& run : runs.runs) {
    const auto batch = positive(run.axes, "batch", what, runs, fault);
    const auto duration = positive(run.axes, "duration", what, runs, fault);
    const auto decay = positive(run.values, kDecay, what, runs, fault);
    const auto lr = is_independent(run) ? std::optional<double>(1) : positive(run.values, kLr, what, runs, fault);
    if (fault) return *fault;
    run.values[kTau] = *batch / (*lr * *decay * *duration);
    run.values.erase(kDecay);
  }
  return runs;
}

Result<Runs> with_tokens_per_param(Runs runs) {
  std::optional<Error> fault;
  const std::string what = "tokens_per_param = duration / params";
  for (Run& run : runs.runs) {
    const auto duration = positive(run.axes, "duration", what, runs, fault);
    const auto params = positive(run.axes, "params", what, runs, fault);
    if (fault) return *fault;
    run.axes[kTokensPerParam] = *duration / *params;
  }
  return runs;
}

}  // namespace cdp::study
