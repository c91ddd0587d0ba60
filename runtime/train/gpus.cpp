// The device files of drivers, the PCI bus, and the words of gpus.h.
#include "runtime/train/gpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

namespace cdp::runtime {
namespace {

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::error_code ignored;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder, ignored))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string first_word(const std::string& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

/// The address of an NVIDIA graphics card or accelerator on the PCI bus.
std::string pci_card(const std::string& root) {
  const std::string bus = root + "/sys/bus/pci/devices";
  for (const std::string& name : names_in(bus)) {
    const std::string kind = first_word(bus + "/" + name + "/class");
    if (first_word(bus + "/" + name + "/vendor") == "0x10de" && kind.starts_with("0x03")) return name;
  }
  return "";
}

}  // namespace

Gpus find_gpus(const std::string& root) {
  Gpus gpus;
  if (const char* visible = std::getenv("CUDA_VISIBLE_DEVICES")) gpus.visible = visible;
  for (int i = 0; i < 16 && gpus.sign.empty(); ++i) {
    const std::string device = fmt::format("/dev/nvidia{}", i);
    if (exists(root + device)) gpus.sign = device;
  }
  if (gpus.sign.empty() && !names_in(root + "/proc/driver/nvidia/gpus").empty()) gpus.sign = "/proc/driver/nvidia/gpus";
  if (gpus.sign.empty() && exists(root + "/dev/dxg") && exists(root + "/usr/lib/wsl/lib/nvidia-smi"))
    gpus.sign = "/dev/dxg";
  if (gpus.sign.empty() && exists(root + "/usr/bin/nvidia-smi")) gpus.sign = "/usr/bin/nvidia-smi";
  if (!gpus.sign.empty()) return gpus;
  if (const std::string address = pci_card(root); !address.empty()) {
    gpus.sign = "PCI " + address;
    gpus.has_driver = false;
  } else if (exists(root + "/dev/kfd")) {
    gpus.sign = "/dev/kfd";
    gpus.amd = true;
  }
  return gpus;
}

std::string why_cpu(const Gpus& gpus, bool has_cuda, const std::string& version) {
  if (gpus.sign.empty()) return "";
  const auto say = [&](const std::string& why) {
    return fmt::format("computing on the CPU: there is {} GPU ({}), but {}", gpus.amd ? "an AMD" : "a", gpus.sign, why);
  };
  if (gpus.amd) return say("cdp-run knows NVIDIA's alone");
  if (!has_cuda)
    return say(
        fmt::format("cdp-run was built with a LibTorch without CUDA ({}); build with the CUDA one: scripts/setup "
                    "--torch wheel",
                    version));
  if (!gpus.has_driver) return say("no driver of NVIDIA's is loaded");
  if (gpus.visible && (gpus.visible->empty() || gpus.visible->starts_with('-')))
    return say(fmt::format("CUDA_VISIBLE_DEVICES=`{}` hides it", *gpus.visible));
  return say(fmt::format("CUDA does not answer; see nvidia-smi, and whether the driver is new enough for LibTorch {}",
                         version));
}

}  // namespace cdp::runtime
