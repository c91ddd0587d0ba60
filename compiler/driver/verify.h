// `cdp verify`: options and the command; what is found is compiler/verify's matter.
#pragma once

#include <string>
#include <vector>

#include "compiler/driver/commands.h"

namespace cdp::driver {

enum class VerifyFormat { kText, kJson };

struct VerifyOptions {
  std::string plan;     // or a spec
  std::string against;  // a safetensors file, an index of shards, or a folder
  ScaleAndConfig choice;
  std::vector<std::string> renames;  // FILE=PLAN, or files of such lines
  std::vector<std::string> ignored;
  std::vector<std::string> transposed;
  VerifyFormat format = VerifyFormat::kText;
};

[[nodiscard]] Answer verify_weights(const VerifyOptions& options, const Colors& colors);

}  // namespace cdp::driver
