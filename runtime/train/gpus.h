// Signs of a GPU on this machine, read without CUDA: so that a run on the CPU can say why it is one.
#pragma once

#include <optional>
#include <string>

namespace cdp::runtime {

struct Gpus {
  std::string sign;  // `/dev/nvidia0`; empty: no GPU to be seen
  bool amd = false;
  bool has_driver = true;
  std::optional<std::string> visible;  // CUDA_VISIBLE_DEVICES, where it is set
};

/// Looks under `root`.
[[nodiscard]] Gpus find_gpus(const std::string& root = "");

/// Why a run goes to the CPU although there is a GPU; empty where there is none. `has_cuda`: whether the LibTorch that
/// this program is built with, of `version`, knows CUDA.
[[nodiscard]] std::string why_cpu(const Gpus& gpus, bool has_cuda, const std::string& version);

}  // namespace cdp::runtime
