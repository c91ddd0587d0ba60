// The choices of device.h.
#include "runtime/train/device.h"

#include <fmt/format.h>

namespace cdp::runtime {

Result<ChosenDevice> choose_device(run::DeviceChoice asked, const Gpus& gpus) {
  if (asked == run::DeviceChoice::cpu) return ChosenDevice{};
  const bool there = cuda_available();
  if (there) return ChosenDevice{torch::kCUDA, ""};
  if (asked == run::DeviceChoice::automatic)
    return ChosenDevice{torch::kCPU, why_cpu(gpus, CDP_TORCH_CUDA != 0, torch_version())};
  if (CDP_TORCH_CUDA != 0) {
    return Error{"no CUDA device answers (see nvidia-smi); use --device cpu, or auto to take what there is",
                 "--device cuda"};
  }
  return Error{
      fmt::format("cdp-run was built with a LibTorch without CUDA ({}); use --device cpu, or build with the CUDA one: "
                  "scripts/setup --torch wheel",
                  torch_version()),
      "--device cuda"};
}

bool cpu_has_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;  // every processor with AMX-BF16 has it too
#else
  return false;
#endif
}

ChosenPrecision choose_precision(plan::Precision asked, torch::Device device) {
  if (asked == plan::Precision::bf16 && device.is_cpu() && !cpu_has_bf16())
    return {plan::Precision::fp32, "this processor has no bf16 arithmetic (AVX512-BF16 or AMX): training in fp32"};
  return {asked, ""};
}

}  // namespace cdp::runtime
