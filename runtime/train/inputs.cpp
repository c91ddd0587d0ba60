// Reads and checks for inputs.h. Each error says what was found and the way out.
#include "runtime/train/inputs.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/memory_file.h"
#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "compiler/plan/shapes.h"
#include "compiler/plan/size.h"
#include "runtime/train/micro_batch.h"

namespace cdp::runtime {
namespace {

/// Evaluations of a run, unless --eval-every says otherwise.
constexpr std::int64_t kEvaluations = 20;

Result<Data> read_text(const run::TrainOptions& options, std::optional<TokenType> said, std::int64_t context) {
  auto corpus = Corpus::load(options.data, options.include, said);
  if (!corpus) return corpus.error();
  auto split = split_corpus(corpus->size(), context);
  if (!split) return Error{split.error().message, list_of(options.data)};
  return Data{TextData{std::move(*corpus), std::move(*split), context}};
}

/// What a plan predicts of a row: a label, or as many numbers as its graph gives.
Result<TargetColumns> targets_of(const plan::Plan& plan) {
  if (plan.training.task == plan::TaskKind::classify) return TargetColumns{TargetKind::kLabels, 1};
  const auto sizes = plan::trace_shapes(plan);
  if (!sizes) return sizes.error();
  return TargetColumns{TargetKind::kNumbers, sizes->back()};
}

Result<Data> read_table(const run::TrainOptions& options, const plan::Plan& plan) {
  const auto targets = targets_of(plan);
  if (!targets) return targets.error();
  auto table = load_table(options.data, options.include, *targets);
  if (!table) return table.error();
  auto samples = Samples::make(std::move(*table));
  if (!samples) return samples.error();
  return Data{std::move(*samples)};
}

/// What --token-type says; nothing where it is not given.
Result<std::optional<TokenType>> said_type(const run::TrainOptions& options, const plan::Training& training) {
  if (!options.token_type) return std::optional<TokenType>{};
  const auto type = parse_token_type(*options.token_type);
  if (!type) return type.error();
  if (training.context) return std::optional(*type);
  return Error{fmt::format("is for text and token files; this plan's task, {}, reads a table (.csv)", training.task),
               "--token-type"};
}

run::Start start_of(run::Resume resume) {
  switch (resume) {
    case run::Resume::kNo:
      return run::Start::kNew;
    case run::Resume::kYes:
      return run::Start::kResume;
    case run::Resume::kAuto:
      return run::Start::kAuto;
  }
  return run::Start::kNew;
}

Result<std::int64_t> last_step(const run::TrainOptions& options, const plan::Training& training) {
  const std::int64_t last = options.steps.value_or(training.steps);
  if (last >= 1 && last <= training.steps) return last;
  return Error{fmt::format("{} is not a step of the plan, which has {}", last, training.steps), "--steps"};
}

}  // namespace

Result<PlanFile> read_plan(const std::string& path) {
  auto bytes = read_named(path == "-" ? "/dev/stdin" : path, plan::kMostPlan);
  if (!bytes) return bytes.error();
  auto plan = plan::from_json(*bytes);
  if (!plan) {
    const Error& fault = plan.error();
    return Error{fault.message, shown_path(path) + (fault.place.empty() ? "" : ": " + fault.place)};
  }
  std::string sum = sha256(*bytes);
  return PlanFile{std::move(*plan), std::move(*bytes), std::move(sum)};
}

Result<Data> read_data(const run::TrainOptions& options, const plan::Plan& plan) {
  const auto said = said_type(options, plan.training);
  if (!said) return said.error();
  const auto context = plan.training.context;
  return context ? read_text(options, *said, *context) : read_table(options, plan);
}

Result<TrainInputs> read_inputs(const run::TrainOptions& options) {
  auto plan = read_plan(options.plan);
  if (!plan) return plan.error();
  const plan::Training& training = plan->plan.training;
  const auto last = last_step(options, training);
  if (!last) return last.error();
  if (const auto said = said_type(options, training); !said) return said.error();
  if (options.measure) {
    const auto rows = noise_micro_batch(training, training.batch, options.micro_batch);
    if (!rows) return rows.error();
  }
  const run::Start start = start_of(options.resume);
  if (const Status fit = run::Folder::check(options.out, start); !fit) return fit.error();
  auto data = read_data(options, plan->plan);
  if (!data) return data.error();
  FileWatch watch(files_of(*data));
  auto folder = run::Folder::open(options.out, start);
  if (!folder) return folder.error();
  const std::int64_t eval_every = options.eval_every.value_or(std::max<std::int64_t>(1, training.steps / kEvaluations));
  return TrainInputs{std::move(*plan), std::move(*data), std::move(watch), std::move(*folder), *last, eval_every};
}

std::string data_id(const Data& data) {
  if (const auto* text = std::get_if<TextData>(&data))
    return fmt::format("{} tokens, {:016x}", text->corpus.size(), text->corpus.fingerprint());
  const Table& table = std::get<Samples>(data).table();
  return fmt::format("{} rows, {:016x}", table.rows, table.fingerprint());
}

std::vector<std::string> files_of(const Data& data) {
  if (const auto* samples = std::get_if<Samples>(&data)) return samples->table().files;
  std::vector<std::string> files;
  for (const CorpusPart& part : std::get<TextData>(data).corpus.parts()) files.push_back(part.path);
  return files;
}

const std::string* lost_file(const Data& data) {
  const auto* text = std::get_if<TextData>(&data);
  const CorpusPart* const part = text == nullptr ? nullptr : text->corpus.lost_part();
  return part == nullptr ? nullptr : &part->path;
}

Status check_data(const Data& data, const plan::Training& training, std::int64_t outputs) {
  if (const auto* text = std::get_if<TextData>(&data)) return text->corpus.check_vocabulary(outputs);
  return check_model(std::get<Samples>(data).table(), *training.features, outputs);
}

}  // namespace cdp::runtime
