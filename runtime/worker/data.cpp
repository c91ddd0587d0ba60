// See data.h.
#include "runtime/worker/data.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <variant>

#include "compiler/base/text.h"

namespace cdp::runtime {
namespace {

/// Stands for the plans to come: the tokens of any context are the same.
plan::Plan any_language_model() {
  plan::Plan plan;
  plan.training.task = plan::TaskKind::next_token;
  plan.training.context = 1;
  return plan;
}

Error lost(const std::string& file) {
  return {"has become shorter, or cannot be read any more, since it was read", file};
}

}  // namespace

WorkerData::WorkerData(Data data, plan::TaskKind task)
    : data_(std::move(data)), task_(task), id_(data_id(data_)), watch_(files_of(data_)) {}

Result<WorkerData> WorkerData::read(const run::WorkerOptions& options) {
  plan::Plan plan = any_language_model();
  if (options.plan) {
    auto file = read_plan(*options.plan);
    if (!file) return file.error();
    plan = std::move(file->plan);
  }
  run::TrainOptions train;
  train.data = options.data;
  train.include = options.include;
  train.token_type = options.token_type;
  auto data = read_data(train, plan);
  if (!data) return data.error();
  WorkerData read(std::move(*data), plan.training.task);
  if (const std::string* const file = lost_file(read.data_)) return lost(*file);
  return read;
}

Result<const Data*> WorkerData::for_plan(const plan::Plan& plan, std::int64_t outputs) {
  const plan::Training& training = plan.training;
  if (training.task != task_) {
    return Error{fmt::format("its task is {}, and the worker has read data for {}; start one with `--plan` and a plan "
                             "of this task",
                             training.task, task_),
                 "plan"};
  }
  if (auto* text = std::get_if<TextData>(&data_)) {
    if (text->context != *training.context) {
      auto split = split_corpus(text->corpus.size(), *training.context);
      if (!split) return split.error();
      text->split = std::move(*split);
      text->context = *training.context;
    }
  } else if (const std::int64_t columns = std::get<Samples>(data_).table().outputs();
             task_ == plan::TaskKind::regress && columns != outputs) {
    return Error{fmt::format("its model predicts {} numbers, and the worker has read a table for {}", outputs, columns),
                 "plan"};
  }
  if (const Status fits = check_data(data_, training, outputs); !fits) return fits.error();
  return &data_;
}

Status WorkerData::check() {
  if (const std::string* const file = lost_file(data_)) return lost(*file);
  const auto* const text = std::get_if<TextData>(&data_);
  const bool is_mapped = text != nullptr && text->corpus.kind() == TokenKind::kIds;
  while (const auto change = watch_.next_change()) {
    const bool is_written = change->kind == FileWatch::Change::Kind::kWritten;
    if (is_mapped && is_written && data_id(data_) != id_) return Error{"changed after it was read", change->path};
  }
  return Done{};
}

}  // namespace cdp::runtime
