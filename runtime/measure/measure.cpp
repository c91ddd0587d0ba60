// See measure.h.
#include "runtime/measure/measure.h"

#include <cmath>
#include <utility>

#include "runtime/measure/batches.h"
#include "runtime/measure/probe.h"
#include "runtime/measure/weights.h"
#include "runtime/optim/optimizer.h"
#include "runtime/train/device.h"
#include "runtime/train/micro_batch.h"
#include "runtime/train/schedule.h"
#include "runtime/train/step.h"

namespace cdp::runtime {
namespace {

constexpr std::int64_t kActivationBytes = std::int64_t{512} << 20;

run::MeasuredScale scale_of(const plan::Plan& plan) {
  run::MeasuredScale scale;
  for (const auto& [axis, values] : plan.scale) scale[axis] = values.target;
  return scale;
}

class Output {
 public:
  explicit Output(std::FILE* out) : out_(out) {}

  template <class Line>
  void put(const std::vector<Line>& lines) {
    for (const Line& line : lines) {
      const std::string text = run::measured_text(line);
      if (std::fwrite(text.data(), 1, text.size(), out_) != text.size()) failed_ = true;
    }
  }
  [[nodiscard]] bool failed() const { return failed_; }

 private:
  std::FILE* out_;
  bool failed_ = false;
};

/// One run, with the plan's seed.
Status measure_run(const plan::Plan& plan, const Data* data, torch::Device device, Output& out) {
  auto model = Model::build(plan, device, plan::Precision::fp32, Names::kKeep);
  if (!model) return model.error();
  const plan::Training& training = plan.training;
  if (data != nullptr)
    if (const Status fits = check_data(*data, training, model->outputs()); !fits) return fits.error();
  Optimizer optimizer(plan, model->parameters());
  const MeasuredBatches batches(data, training, model->outputs());
  const Measure loss = loss_of(training.task);
  const std::int64_t micro_batch = choose_micro_batch(plan, kActivationBytes);
  Probe probe(plan, *model, batches.probe().to(device));
  Weights weights(*model);
  run::ActivationLine activation{scale_of(plan), training.seed, 0, ""};
  run::TensorLine tensor{activation.scale, training.seed, 0, ""};
  out.put(probe.look(*model, activation));
  for (std::int64_t step = 0; step < training.steps && !out.failed(); ++step) {
    optimizer.forget_gradients();
    const auto value = accumulate_gradients(*model, batches.training(step), loss, micro_batch, device).item<double>();
    weights.before_step(*model);
    optimizer.step(schedule_factor(training.schedule, training.steps, step));
    activation.step = tensor.step = step + 1;
    out.put(weights.after_step(*model, tensor));
    out.put(probe.look(*model, activation));
    if (!std::isfinite(value)) break;
  }
  return Done{};
}

}  // namespace

Status measure(const run::MeasureOptions& options, std::FILE* out) {
  auto file = read_plan(options.plan);
  if (!file) return file.error();
  const auto device = choose_device(options.device);
  if (!device) return device.error();
  const auto data = read_measured_data(options, file->plan);
  if (!data) return data.error();
  std::vector<std::int64_t> seeds = options.seeds;
  if (seeds.empty()) seeds.push_back(file->plan.training.seed);
  Output output(out);
  for (const std::int64_t seed : seeds) {
    file->plan.training.seed = seed;
    const Data* read = data->has_value() ? &**data : nullptr;
    if (const Status done = measure_run(file->plan, read, device->device, output); !done) return done.error();
  }
  return Done{};
}

}  // namespace cdp::runtime
