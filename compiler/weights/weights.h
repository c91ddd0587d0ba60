// The weights of a model wherever they lie: one safetensors file, an index of shards
// (`model.safetensors.index.json`, as Hugging Face writes it), or a folder that holds one of these. Only headers are
// read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/weights/safetensors_file.h"

namespace cdp::weights {

struct Weights {
  std::string path;                    // of the file or index
  std::vector<SafetensorsFile> files;  // one, or the shards sorted by name

  /// A tensor, and the file that its bytes are in.
  struct Part {
    const SafetensorsFile* file = nullptr;
    const StoredTensor* tensor = nullptr;
  };
  [[nodiscard]] std::optional<Part> find(std::string_view name) const;
  /// In the order of the files and of their bytes.
  [[nodiscard]] std::vector<Part> parts() const;
};

/// What a folder is looked through for, the first that is there is taken.
inline constexpr std::string_view kWeightFiles[] = {"model.safetensors.index.json", "model.safetensors",
                                                    "checkpoint.safetensors"};

/// Every shard must lie beside its index, hold what the index says it holds, and nothing else. A header that has a
/// checksum must have this one.
[[nodiscard]] Result<Weights> open_weights(const std::string& path);

}  // namespace cdp::weights
