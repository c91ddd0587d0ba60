// Where a run computes and in which type, chosen from what was asked and what the machine has.
#pragma once

#include <optional>
#include <string>

#include "compiler/base/result.h"
#include "runtime/graph/model.h"
#include "runtime/torch_compat.h"
#include "runtime/train/gpus.h"

namespace cdp::runtime {

struct DeviceChoice {
  torch::Device device = torch::kCPU;
  std::string remark;  // why `auto` takes the CPU where there is a GPU; empty otherwise
};

/// `auto` (a CUDA device if there is one), `cpu` or `cuda`. `gpus` are the machine's, for tests.
[[nodiscard]] Result<DeviceChoice> choose_device(const std::string& name, const Gpus& gpus = find_gpus());

struct PrecisionChoice {
  Precision precision = Precision::kFp32;
  std::string remark;  // why it is not what was asked for; empty if it is
};

/// `fp32` or `bf16`. On a CPU without bf16 arithmetic (AVX512-BF16, AMX) bf16 becomes fp32, with a remark.
[[nodiscard]] Result<PrecisionChoice> choose_precision(const std::string& name, torch::Device device);

/// Whether this processor multiplies bf16 in hardware.
[[nodiscard]] bool cpu_has_bf16();

[[nodiscard]] const char* name_of(Precision precision);

}  // namespace cdp::runtime
