// A run's state in one safetensors file: parameters (fp32, under the plan's names), the optimizer's state as
// `optimizer.m.NAME` and `optimizer.v.NAME`, and metadata that tell which run and step it is of. No times in it: equal
// runs give equal bytes. A checksum is over all of it, metadata included.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "compiler/base/result.h"
#include "run/metrics.h"
#include "runtime/data/corpus.h"
#include "runtime/graph/model.h"
#include "runtime/optim/optimizer.h"
#include "runtime/train/safetensors.h"

namespace cdp::runtime {

struct CheckpointInfo {
  std::int64_t step = 0;  // finished steps
  std::string plan_sha256;
  plan::Precision dtype = plan::Precision::fp32;  // what the run computed in
  std::string data;                               // data_id()
  std::optional<TokenKind> tokens;                // none where the task reads no tokens
  std::optional<double> held_out_loss = {};       // where this step was evaluated
  std::int64_t micro_batch = 0;                   // sequences or samples at once; 0: not known (version 1)
  std::optional<run::RecordMark> record = {};     // of metrics.jsonl when this was saved
  std::optional<std::string> noise = {};          // NoiseMeasure::text(), of a run that measures it
};

[[nodiscard]] Status save_checkpoint(const std::string& path, const CheckpointInfo& info, const Model& model,
                                     const Optimizer& optimizer);

/// A checkpoint whose header is sound and of this plan.
struct OpenCheckpoint {
  SafetensorsFile file;
  CheckpointInfo info;
};
[[nodiscard]] Result<OpenCheckpoint> open_checkpoint(const std::string& path, const std::string& plan_sha256);

/// Overwrites the model's parameters. Every one must be there, with its shape.
[[nodiscard]] Status load_parameters(const OpenCheckpoint& checkpoint, Model& model);
/// Overwrites the optimizer's state and step count; refuses another optimizer's, and tensors that belong to nothing.
[[nodiscard]] Status load_optimizer(const OpenCheckpoint& checkpoint, Optimizer& optimizer);

}  // namespace cdp::runtime
