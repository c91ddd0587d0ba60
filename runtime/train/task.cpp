// Puts data, loss and score of a task together; see task.h.
#include "runtime/train/task.h"

#include <fmt/format.h>

#include <cmath>

#include "runtime/train/step.h"

namespace cdp::runtime {
namespace {

using Batches = std::variant<TextBatches, SampleBatches>;

Batches batches_of(const Data& data, const plan::Training& training, torch::Device device) {
  if (const auto* text = std::get_if<TextData>(&data)) return TextBatches(*text, training, device);
  return SampleBatches(std::get<Samples>(data), training, device);
}

}  // namespace

std::string rmse_text(const Samples& samples, double loss) {
  const auto scales = samples.target_scales();
  if (scales.size() == 1) return fmt::format("{:.4g}", std::sqrt(loss) * scales.front().std);
  return fmt::format("{:.4g} standard deviations", std::sqrt(loss));
}

Task::Task(const Data& data, const plan::Training& training, torch::Device device)
    : data_(data),
      words_(run::words_of(training.task)),
      loss_(loss_of(training.task)),
      device_(device),
      batches_(batches_of(data, training, device)) {}

Batch Task::batch(std::int64_t step) const {
  return std::visit([&](const auto& batches) { return batches.training(step); }, batches_);
}

Batch Task::held_out() const {
  return std::visit([](const auto& batches) { return batches.held_out(); }, batches_);
}

std::int64_t Task::items_per_step() const {
  return std::visit([](const auto& batches) { return batches.items_per_step(); }, batches_);
}

std::int64_t Task::items_per_epoch() const {
  return std::visit([](const auto& batches) { return batches.items_per_epoch(); }, batches_);
}

Evaluation Task::evaluate(const Model& model, std::int64_t micro_batch) const {
  const Batch held_out = this->held_out();
  std::vector<Measure> measures = {loss_};
  if (words_.task == plan::TaskKind::classify) measures.push_back(accuracy);
  const std::vector<double> means = mean_measures(model, held_out, measures, micro_batch, device_);
  Evaluation evaluation{means[0], {}};
  if (words_.task == plan::TaskKind::classify) evaluation.score = means[1];
  if (words_.task == plan::TaskKind::regress) {
    const double variance = std::get<Samples>(data_).held_out_variance();
    if (variance > 0) evaluation.score = 1 - evaluation.loss / variance;
  }
  return evaluation;
}

std::string Task::text(const Evaluation& evaluation) const {
  std::string text = fmt::format("held-out loss {:.4f}", evaluation.loss);
  if (words_.task == plan::TaskKind::classify)
    text += fmt::format(", accuracy {:.1f}%", 100 * evaluation.score.value_or(0));
  if (words_.task != plan::TaskKind::regress) return text;
  if (evaluation.score) text += fmt::format(", R2 {:.3f}", *evaluation.score);
  return text + ", RMSE " + rmse_text(std::get<Samples>(data_), evaluation.loss);
}

}  // namespace cdp::runtime
