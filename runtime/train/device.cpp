// The choices of device.h.
#include "runtime/train/device.h"

#include <fmt/format.h>

namespace cdp::runtime {

Result<DeviceChoice> choose_device(const std::string& name, const Gpus& gpus) {
  if (name == "cpu") return DeviceChoice{};
  const bool there = cuda_available();
  if (name == "auto" && !there) return DeviceChoice{torch::kCPU, why_cpu(gpus, CDP_TORCH_CUDA != 0, torch_version())};
  if (name == "auto") return DeviceChoice{torch::kCUDA, ""};
  if (name != "cuda") return Error{fmt::format("there is no device `{}`; choose auto, cpu or cuda", name), "--device"};
  if (there) return DeviceChoice{torch::kCUDA, ""};
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

Result<PrecisionChoice> choose_precision(const std::string& name, torch::Device device) {
  if (name != "fp32" && name != "bf16") {
    return Error{fmt::format("there is no precision `{}`; choose fp32 or bf16", name), "--precision"};
  }
  if (name == "fp32") return PrecisionChoice{};
  if (device.is_cpu() && !cpu_has_bf16()) {
    return PrecisionChoice{Precision::kFp32,
                           "this processor has no bf16 arithmetic (AVX512-BF16 or AMX): training in fp32"};
  }
  return PrecisionChoice{Precision::kBf16, ""};
}

const char* name_of(Precision precision) {
  return precision == Precision::kFp32 ? "fp32" : "bf16";
}

}  // namespace cdp::runtime
