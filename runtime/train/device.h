// Where a run computes and in which type, chosen from what was asked and what the machine has.
#pragma once

#include <optional>
#include <string>

#include "compiler/base/result.h"
#include "run/options.h"
#include "runtime/graph/model.h"
#include "runtime/torch_compat.h"
#include "runtime/train/gpus.h"

namespace cdp::runtime {

struct ChosenDevice {
  torch::Device device = torch::kCPU;
  std::string remark;  // why `auto` takes the CPU where there is a GPU; empty otherwise
};

/// A CUDA device that is not there is an error where it was asked for. `gpus` are the machine's, for tests.
[[nodiscard]] Result<ChosenDevice> choose_device(run::DeviceChoice asked, const Gpus& gpus = find_gpus());

struct ChosenPrecision {
  plan::Precision precision = plan::Precision::fp32;
  std::string remark;  // why it is not what was asked for; empty if it is
};

/// On a CPU without bf16 arithmetic (AVX512-BF16, AMX) bf16 becomes fp32, with a remark.
[[nodiscard]] ChosenPrecision choose_precision(plan::Precision asked, torch::Device device);

/// Whether this processor multiplies bf16 in hardware.
[[nodiscard]] bool cpu_has_bf16();

}  // namespace cdp::runtime
