// The choices of device.h.
#include "runtime/train/device.h"

#include <fmt/format.h>

namespace cdp::runtime {

Result<torch::Device> choose_device(const std::string& name) {
  if (name == "cpu") return torch::Device(torch::kCPU);
  if (name == "auto") return torch::Device(cuda_available() ? torch::kCUDA : torch::kCPU);
  if (name != "cuda") return Error{fmt::format("there is no device `{}`; choose auto, cpu or cuda", name), "--device"};
  if (cuda_available()) return torch::Device(torch::kCUDA);
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
