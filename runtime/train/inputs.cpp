// Reads and checks for inputs.h. Each error says what was found and the way out.
#include "runtime/train/inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/files.h"
#include "compiler/base/text.h"
#include "compiler/plan/json.h"

namespace cdp::runtime {
namespace {

/// Evaluations of a run, unless --eval-every says otherwise.
constexpr std::int64_t kEvaluations = 20;

/// What this version trains.
Status check_supported(const plan::Plan& plan, const std::string& path) {
  const plan::Training& training = plan.training;
  if (training.task != "next_token") {
    return Error{fmt::format("its task is {}; cdp train trains next_token", training.task), path};
  }
  if (!training.context) return Error{"says no context; next_token needs the length of its sequences", path};
  return Done{};
}

Result<std::int64_t> last_step(const TrainOptions& options, const plan::Training& training) {
  const std::int64_t last = options.steps.value_or(training.steps);
  if (last >= 1 && last <= training.steps) return last;
  return Error{fmt::format("{} is not a step of the plan, which has {}", last, training.steps), "--steps"};
}

}  // namespace

Result<PlanFile> read_plan(const std::string& path) {
  auto bytes = Files{}.read(path);
  if (!bytes) return bytes.error();
  auto plan = plan::from_json(*bytes);
  if (!plan) {
    const Error& fault = plan.error();
    return Error{fault.message, fault.place.empty() ? path : path + ": " + fault.place};
  }
  std::string sum = sha256(*bytes);
  return PlanFile{std::move(*plan), std::move(*bytes), std::move(sum)};
}

Result<TrainInputs> read_inputs(const TrainOptions& options) {
  auto plan = read_plan(options.plan);
  if (!plan) return plan.error();
  if (const Status supported = check_supported(plan->plan, options.plan); !supported) return supported.error();
  const plan::Training& training = plan->plan.training;
  const auto last = last_step(options, training);
  if (!last) return last.error();
  auto corpus = Corpus::load(options.data, options.include);
  if (!corpus) return corpus.error();
  auto split = split_corpus(corpus->size(), *training.context);
  if (!split) return Error{split.error().message, list_of(options.data)};
  auto folder = RunFolder::open(options.out, options.resume ? Start::kResume : Start::kNew);
  if (!folder) return folder.error();
  const std::int64_t context = *training.context;
  const std::int64_t eval_every = options.eval_every.value_or(std::max<std::int64_t>(1, training.steps / kEvaluations));
  return TrainInputs{std::move(*plan), std::move(*corpus), std::move(*split), std::move(*folder), context, *last,
                     eval_every};
}

}  // namespace cdp::runtime
