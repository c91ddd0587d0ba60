// Small models of the standard library, compiled from specs in memory.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"
#include "compiler/weights/safetensors_header.h"

namespace cdp::exporting {

struct Small {
  std::string use = "llama";
  std::string model = "Llama(width, depth, vocab = 32, head_dim = 8, kv_heads = 1, hidden = 24)";
  std::string target;
  std::string more;  // declarations
};

/// Two heads of 8, one key head, 2 layers at the reference, 4 at the target `deep`.
inline plan::Plan small_plan(const Small& small = {}) {
  Files files = pipeline::default_files();
  files.memory["spec.cdp"] = "use std." + small.use + "\nuse std.completep\n" + small.more +
                             "\nmodel = " + small.model +
                             R"(
parameterization = completep(alpha = 1)
reference { width = 16; depth = 2; batch = 2 seq; duration = 640 tok; context = 32 }
base { lr = 1e-2; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0; init_std = 0.1 }
training { task = next_token; optimizer = adamw; schedule = constant; precision = fp32 }
target deep { depth = 4; width = 32 }
)";
  auto analysis = pipeline::analyse("spec.cdp", files);
  EXPECT_TRUE(analysis) << analysis.error().text();
  auto scaled = pipeline::scale_to(**analysis, {small.target, ""});
  EXPECT_FALSE((*analysis)->sink.has_errors()) << (*analysis)->sink.sorted().front().message;
  return pipeline::emit(**analysis, **scaled, pipeline::Reasons::kLeaveOut);
}

/// A file of the plan's tensors; the bytes of each are its place in the plan, over and over.
inline std::string weights_of(const plan::Plan& plan, const weights::Metadata& metadata = {},
                              weights::Dtype dtype = weights::Dtype::kF32) {
  std::vector<weights::StoredTensor> tensors;
  std::string data;
  for (const plan::Tensor& tensor : plan.tensors) {
    const std::uint64_t bytes = *weights::stored_bytes(dtype, tensor.shape);
    tensors.push_back({tensor.name, dtype, tensor.shape, data.size(), data.size() + bytes});
    data += std::string(bytes, static_cast<char>('A' + tensors.size()));
  }
  return weights::safetensors_head(metadata, tensors) + data;
}

}  // namespace cdp::exporting
