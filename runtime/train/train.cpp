// `cdp train` from plan to report; the loop itself is loop.h's.
#include "runtime/train/train.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/files.h"
#include "compiler/base/harmless.h"
#include "compiler/base/memory_file.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "run/report.h"
#include "runtime/graph/cpu_path.h"
#include "runtime/train/device.h"
#include "runtime/train/loop.h"
#include "runtime/train/memory.h"
#include "runtime/train/micro_batch.h"
#include "runtime/train/same_run.h"
#include "runtime/train/summary.h"

namespace cdp::runtime {
namespace {

/// Where a run begins: at step 0, or with the checkpoint's state loaded into model and optimizer; `dtype` is then what
/// it computed in so far.
Result<CheckpointInfo> begin_or_resume(const TrainInputs& inputs, plan::Precision precision, Model& model,
                                       Optimizer& optimizer) {
  CheckpointInfo info{0, inputs.plan.sha256, precision, data_id(inputs.data), {}};
  if (const auto* text = std::get_if<TextData>(&inputs.data)) info.tokens = text->corpus.kind();
  if (!inputs.folder.has_checkpoint()) {
    auto begun = begun_with(inputs.folder, inputs.plan);
    if (!begun) return begun.error();
    info.plan_sha256 = std::move(*begun);
    return info;
  }
  const auto checkpoint = open_checkpoint_of(inputs.folder, inputs.plan);
  if (!checkpoint) return checkpoint.error();
  if (checkpoint->info.data != info.data) {
    return Error{
        fmt::format("was made on other data ({}; these are {}); name the same --data, --include and --token-type",
                    checkpoint->info.data, info.data),
        inputs.folder.checkpoint()};
  }
  if (checkpoint->info.step > inputs.plan.plan.training.steps) {
    return Error{
        fmt::format("is of step {}, beyond the plan's {}", checkpoint->info.step, inputs.plan.plan.training.steps),
        inputs.folder.checkpoint()};
  }
  if (const Status loaded = load_parameters(*checkpoint, model); !loaded) return loaded.error();
  if (const Status loaded = load_optimizer(*checkpoint, optimizer); !loaded) return loaded.error();
  info.step = checkpoint->info.step;
  info.plan_sha256 = checkpoint->info.plan_sha256;
  info.dtype = checkpoint->info.dtype;
  info.held_out_loss = checkpoint->info.held_out_loss;
  info.micro_batch = checkpoint->info.micro_batch;
  info.record = checkpoint->info.record;
  info.noise = checkpoint->info.noise;
  return info;
}

/// plan.json holds the bytes of the plan that the run began with, which its checkpoints name.
Status keep_plan(const TrainInputs& inputs, const CheckpointInfo& begin) {
  const std::string path = inputs.folder.plan();
  const auto before = read_regular(path);
  if (before && sha256(*before) == begin.plan_sha256) return Done{};
  return write_file(path, inputs.plan.bytes);
}

/// What the user says; else what the run had so far, so that it goes on in the same bits; else what memory allows.
std::int64_t micro_batch_of(const run::TrainOptions& options, const plan::Plan& plan, const CheckpointInfo& begin,
                            torch::Device device) {
  const std::int64_t budget = device.is_cuda() ? kActivationBytesCuda : kActivationBytesCpu;
  const std::int64_t rows = begin.micro_batch > 0 ? begin.micro_batch : choose_micro_batch(plan, budget);
  if (options.measure) {
    const auto parts = noise_micro_batch(plan.training, rows, options.micro_batch);
    if (parts) return *parts;  // read_inputs() has asked already
  }
  return std::min(plan.training.batch, options.micro_batch.value_or(rows));
}

/// What is not as the user may think it is.
void say_remarks(const TrainInputs& inputs, const ChosenDevice& device, const ChosenPrecision& choice,
                 const run::Metrics& metrics, const CheckpointInfo& begin, std::int64_t micro_batch,
                 Progress& progress) {
  for (const std::string& remark : {device.remark, choice.remark, inputs.folder.remark(), metrics.remark()})
    if (!remark.empty()) progress.say(remark);
  if (inputs.folder.resumes() && begin.step == 0) progress.say("the run has no checkpoint yet: beginning at step 0");
  if (begin.micro_batch > 0 && begin.micro_batch != micro_batch) {
    progress.say(fmt::format("the run had micro-batches of {} so far and goes on with {}: its bits are others",
                             begin.micro_batch, micro_batch));
  }
  if (begin.dtype != choice.precision) {
    progress.say(fmt::format("the run was in {} so far and goes on in {}", begin.dtype, choice.precision));
  }
}

void say_run(const TrainInputs& inputs, const LoopParts& parts, Progress& progress) {
  const plan::Plan& plan = inputs.plan.plan;
  const plan::Training& training = plan.training;
  const std::string batch = training.context ? fmt::format("{} x {} tokens", training.batch, *training.context)
                                             : fmt::format("{} samples", training.batch);
  progress.say(fmt::format("plan     {}, target {}: {} parameters, {} steps of {}", shortened(plan.spec.path),
                           shortened(plan.target), short_count(static_cast<double>(plan.parameters.total)),
                           training.steps, batch));
  progress.say(fmt::format("compute  {}{}, {}, LibTorch {}, {} threads, micro-batches of {}", parts.device.str(),
                           parts.options.no_kernels ? " without kernels" : "", parts.checkpoint.dtype, torch_version(),
                           at::get_num_threads(), parts.micro_batch));
  if (parts.checkpoint.step > 0) progress.say(fmt::format("resume   at step {}", parts.checkpoint.step));
}

/// A report that cannot be written does not undo the run.
void make_report(const TrainInputs& inputs, Progress& progress) {
  const Status report = run::write_report(inputs.folder.path());
  progress.say("report   " + (report ? inputs.folder.path() + "/report.html" : "none: " + report.error().text()));
}

/// Data that could not be read to their end have no fingerprint.
Status check_whole(const Data& data) {
  const std::string* const lost = lost_file(data);
  if (lost == nullptr) return Done{};
  return Error{"has become shorter, or cannot be read any more, while it was read; put it back as it was", *lost};
}

/// The loop between its head and its tail, once model and state stand.
Result<TrainEnd> run_loop(const LoopParts& parts) {
  const BaselineLosses baselines = say_data(parts.inputs.data, parts.progress);
  if (const Status written = record_data(parts.inputs.data, baselines, parts.metrics); !written) return written.error();
  if (const Status whole = check_whole(parts.inputs.data); !whole) return whole.error();
  Loop loop(parts);
  auto end = loop.run();
  if (!end) return end;
  if (end->outcome == Outcome::kFinished) {
    say_result(baselines, parts.task, loop.result(), parts.inputs.folder, parts.progress);
    if (parts.noise != nullptr)
      for (const std::string& line : parts.noise->words()) parts.progress.say("noise    " + line);
    parts.progress.say("saved    " + parts.inputs.folder.checkpoint());
  }
  make_report(parts.inputs, parts.progress);
  return end;
}

}  // namespace

Result<TrainEnd> train(const run::TrainOptions& options, std::FILE* out) {
  const auto device = choose_device(options.device);
  if (!device) return device.error();
  set_cpu_path(options.no_kernels ? CpuPath::kGeneric : CpuPath::kKernels);
  const auto inputs =
      with_memory_for("the plan and the data, which are read whole", [&] { return read_inputs(options); });
  if (!inputs) return inputs.error();
  const plan::Plan& plan = inputs->plan.plan;
  const ChosenPrecision choice = choose_precision(options.precision.value_or(plan.training.precision), device->device);

  const std::string for_model = model_words(plan);
  auto model = with_memory_for(for_model, [&] { return Model::build(plan, device->device, choice.precision); });
  if (!model)
    return Error{model.error().message,
                 shown_path(options.plan) + (model.error().place.empty() ? "" : ": " + model.error().place)};
  if (const Status fits = check_data(inputs->data, plan.training, model->outputs()); !fits) return fits.error();
  auto optimizer = with_memory_for(for_model, [&] { return Optimizer(plan, model->parameters()); });
  auto begin = begin_or_resume(*inputs, choice.precision, *model, optimizer);
  if (const Status whole = check_whole(inputs->data); !whole) return whole.error();
  if (!begin) return begin.error();

  const Task task(inputs->data, plan.training, device->device);
  Progress progress(out, progress_style(out), plan.training.steps, task.words().rate);
  if (begin->step >= inputs->last_step) {
    progress.say(fmt::format("{} is at step {} of {} already; there is nothing left to do", options.out, begin->step,
                             inputs->last_step));
    return TrainEnd{};
  }
  if (const Status kept = keep_plan(*inputs, *begin); !kept) return kept.error();
  if (const Status kept = keep_scales(inputs->data, inputs->folder); !kept) return kept.error();
  auto metrics = begin->step > 0 ? run::Metrics::resume(inputs->folder.metrics(), task.words(),
                                                        {begin->step, inputs->eval_every, begin->record})
                                 : run::Metrics::begin(inputs->folder.metrics(), task.words());
  if (!metrics) return metrics.error();
  const auto best = best_so_far(inputs->folder, *begin, *metrics);
  if (!best) return best.error();
  const std::int64_t micro_batch = micro_batch_of(options, plan, *begin, device->device);
  say_remarks(*inputs, *device, choice, *metrics, *begin, micro_batch, progress);
  begin->dtype = choice.precision;
  begin->micro_batch = micro_batch;
  std::optional<NoiseMeasure> noise;
  if (options.measure) noise.emplace(plan, model->parameters(), begin->noise);
  const LoopParts parts{options, *inputs, task,      device->device, micro_batch, *begin,
                        *best,   *model,  optimizer, *metrics,       progress,    noise ? &*noise : nullptr};
  say_run(*inputs, parts, progress);
  return run_loop(parts);
}

}  // namespace cdp::runtime
