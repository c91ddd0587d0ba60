// See trial.h.
#include "runtime/worker/trial.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "compiler/base/saturating.h"
#include "compiler/plan/json.h"
#include "runtime/graph/cpu_path.h"
#include "runtime/train/device.h"
#include "runtime/train/memory.h"
#include "runtime/train/micro_batch.h"
#include "runtime/train/take_step.h"
#include "runtime/train/trajectory.h"

namespace cdp::runtime {
namespace {

/// On a CUDA device losses are fetched together: each fetch waits for the device.
constexpr std::size_t kPendingOnCuda = 16;

double mean_of(const double* first, const double* last) {
  return std::accumulate(first, last, 0.0) / static_cast<double>(last - first);
}

/// The steps of one trial.
class Trial {
 public:
  /// `trajectory` is null where it is not asked for.
  Trial(const Trainee& trainee, const TrialSettings& settings, const TrialTalk& talk, TrajectoryMeasure* trajectory,
        run::EndReply& end)
      : trainee_(trainee),
        settings_(settings),
        talk_(talk),
        trajectory_(trajectory),
        end_(end),
        start_(std::chrono::steady_clock::now()) {}

  Status run(WorkerData& data) {
    for (std::int64_t step = 0; step < trainee_.training.steps; ++step) {
      if (talk_.is_stopped()) {
        end_.reason = run::TrialEnd::stopped;
        break;
      }
      pending_.push_back(take_step(trainee_, batch_of(trainee_, step), step, Norm::kForClipping));
      const bool says = says_progress(step + 1);
      if (reads_now(step + 1, says)) read_losses();
      if (end_.reason == run::TrialEnd::diverged) break;
      if (trajectory_ != nullptr) trajectory_->add(trainee_.model.parameters(), step + 1);
      if (says) say_progress();
    }
    read_losses();
    if (end_.reason == run::TrialEnd::finished) evaluate_now();
    if (!losses_.empty()) {
      const std::size_t tail = std::max<std::size_t>(1, losses_.size() / 10);
      end_.train_loss = mean_of(losses_.data() + losses_.size() - tail, losses_.data() + losses_.size());
    }
    return data.check();
  }

 private:
  /// N a trial, evenly: after step s where the whole part of s N / steps grows.
  [[nodiscard]] bool says_progress(std::int64_t step) const {
    const auto passed = [&](std::int64_t at) {
      const double share = static_cast<double>(at) / static_cast<double>(trainee_.training.steps);
      return std::floor(share * static_cast<double>(settings_.progress));
    };
    return passed(step) > passed(step - 1);
  }

  [[nodiscard]] bool reads_now(std::int64_t step, bool says) const {
    return !goes_generic(trainee_.device) || says || pending_.size() >= kPendingOnCuda ||
           step == trainee_.training.steps;
  }

  void read_losses() {
    for (const StepTaken& taken : std::exchange(pending_, {})) {
      const auto loss = taken.loss.item<double>();
      const bool is_loss = std::isfinite(loss);
      if (!is_loss || !std::isfinite(taken.grad_norm.item<double>())) {
        end_.reason = run::TrialEnd::diverged;
        end_.message = fmt::format("{} became NaN or infinite in step {} of {}", is_loss ? "the gradient" : "the loss",
                                   losses_.size() + 1, trainee_.training.steps);
        return;
      }
      losses_.push_back(loss);
      end_.step = static_cast<std::int64_t>(losses_.size());
      end_.items = items();
    }
  }

  void evaluate_now() {
    end_.loss = evaluate(trainee_).loss;
    if (std::isfinite(end_.loss)) return tell_trajectory();
    end_.reason = run::TrialEnd::diverged;
    end_.message = fmt::format("the held-out loss became NaN or infinite in step {}", end_.step);
  }

  void tell_trajectory() {
    if (trajectory_ == nullptr) return;
    if (const auto found = trajectory_->result()) end_.trajectory = run::to_json(*found);
  }

  void say_progress() {
    const double loss = mean_of(losses_.data() + said_, losses_.data() + losses_.size());
    said_ = losses_.size();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start_;
    talk_.progress({end_.trial, end_.step, trainee_.training.steps, items(), loss, seconds.count()});
  }

  [[nodiscard]] std::int64_t items() const {
    return saturating_product(static_cast<std::int64_t>(losses_.size()), trainee_.task.items_per_step());
  }

  const Trainee& trainee_;
  const TrialSettings& settings_;
  const TrialTalk& talk_;
  TrajectoryMeasure* trajectory_;
  run::EndReply& end_;
  std::chrono::steady_clock::time_point start_;
  std::vector<StepTaken> pending_;
  std::vector<double> losses_;
  std::size_t said_ = 0;  // losses that progress replies have told
};

/// Builds what the trial needs, and runs it.
Status train_plan(const run::TrainRequest& request, WorkerData& data, const TrialSettings& settings,
                  const TrialTalk& talk, run::EndReply& end) {
  if (talk.is_stopped()) {
    end.reason = run::TrialEnd::stopped;
    return Done{};
  }
  if (request.micro_batch && *request.micro_batch < 1)
    return Error{fmt::format("must be 1 or more, found {}", *request.micro_batch), "micro_batch"};
  if (request.trajectory && (*request.trajectory < 1 || *request.trajectory > kMostIntervals))
    return Error{fmt::format("must be 1 to {}, found {}", kMostIntervals, *request.trajectory), "trajectory"};
  const auto plan = plan::from_json(request.plan);
  if (!plan) return Error{plan.error().text(), "plan"};
  const plan::Training& training = plan->training;
  const auto precision = choose_precision(settings.precision.value_or(training.precision), settings.device).precision;
  const std::string for_model = model_words(*plan);
  auto model = with_memory_for(for_model, [&] { return Model::build(*plan, settings.device, precision); });
  if (!model) return Error{model.error().text(), "plan"};
  const auto fitting = data.for_plan(*plan, model->outputs());
  if (!fitting) return fitting.error();
  auto optimizer = with_memory_for(for_model, [&] { return Optimizer(*plan, model->parameters()); });
  const Task task(**fitting, training, settings.device);
  const std::int64_t budget = settings.device.is_cuda() ? kActivationBytesCuda : kActivationBytesCpu;
  const std::int64_t rows = request.micro_batch.value_or(choose_micro_batch(*plan, budget));
  const Trainee trainee{training, task, *model, optimizer, std::min(training.batch, rows), settings.device};
  std::optional<TrajectoryMeasure> trajectory;
  if (request.trajectory) {
    auto measure = with_memory_for(for_model + ", a second time for the average of its weights", [&] {
      return TrajectoryMeasure::begin(*plan, task, trainee.micro_batch, settings.device, *request.trajectory);
    });
    if (!measure) return Error{measure.error().text(), "plan"};
    trajectory = *std::move(measure);
  }
  return Trial(trainee, settings, talk, trajectory ? &*trajectory : nullptr, end).run(data);
}

}  // namespace

run::EndReply run_trial(const run::TrainRequest& request, WorkerData& data, const TrialSettings& settings,
                        const TrialTalk& talk) {
  const auto start = std::chrono::steady_clock::now();
  run::EndReply end;
  end.trial = request.trial;
  const auto fail = [&](std::string message) {
    end.reason = run::TrialEnd::failed;
    end.message = std::move(message);
    end.loss = end.train_loss = std::numeric_limits<double>::quiet_NaN();
    end.trajectory.reset();
  };
  try {
    if (const Status done = train_plan(request, data, settings, talk, end); !done) fail(done.error().text());
  } catch (const OutOfMemory& error) {
    fail(error.what());
  } catch (const c10::Error& error) {
    fail(in_users_words(error.what_without_backtrace()));
  } catch (const std::exception& error) {
    fail(in_users_words(error.what()));
  }
  end.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return end;
}

}  // namespace cdp::runtime
