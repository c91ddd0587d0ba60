// Plans of the examples, and files of weights whose bytes are a hole: only their headers are real.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "compiler/base/files.h"
#include "compiler/plan/json.h"
#include "compiler/verify/sides.h"
#include "compiler/weights/weights.h"
#include "tests/support/temp_folder.h"

namespace cdp::verify {

inline plan::Plan example_plan(const std::string& name) {
  auto plan = plan::from_json(*Files{}.read(CDP_SOURCE_DIR "/examples/" + name));
  EXPECT_TRUE(plan) << plan.error().text();
  return std::move(*plan);
}

struct Stored {
  std::string name;
  Shape shape;
  weights::Dtype dtype = weights::Dtype::kF32;
};

/// The plan's own tensors.
inline std::vector<Stored> tensors_of(const plan::Plan& plan) {
  std::vector<Stored> tensors;
  for (const plan::Tensor& tensor : plan.tensors) tensors.push_back({tensor.name, tensor.shape});
  return tensors;
}

inline void write_weights(const std::string& path, const std::vector<Stored>& tensors,
                          const weights::Metadata& metadata = {}) {
  std::vector<weights::StoredTensor> stored;
  std::uint64_t at = 0;
  for (const Stored& tensor : tensors) {
    const std::uint64_t bytes = *weights::stored_bytes(tensor.dtype, tensor.shape);
    stored.push_back({tensor.name, tensor.dtype, tensor.shape, at, at + bytes});
    at += bytes;
  }
  const std::string head = weights::safetensors_head(metadata, stored);
  ASSERT_TRUE(write_file(path, head));
  std::filesystem::resize_file(path, head.size() + at);
}

inline weights::Weights weights_of(const std::vector<Stored>& tensors, const weights::Metadata& metadata = {}) {
  const test::TempFolder dir;
  write_weights(dir.file("x.safetensors"), tensors, metadata);
  auto weights = weights::open_weights(dir.file("x.safetensors"));
  EXPECT_TRUE(weights) << weights.error().text();
  return std::move(*weights);
}

/// One side of a verification, all open.
inline std::vector<Entry> entries_of(const std::vector<Stored>& tensors) {
  std::vector<Entry> entries;
  for (const Stored& tensor : tensors) entries.push_back({tensor.name, {tensor.name, tensor.shape, tensor.dtype}});
  return entries;
}

struct Gpt2Sizes {
  std::int64_t vocab, context, width;
  int depth;
};
inline constexpr Gpt2Sizes kGpt2Small = {50257, 1024, 768, 12};

/// A GPT-2 as Hugging Face stores it: Conv1D matrices transposed, a causal mask in every block.
inline std::vector<Stored> hugging_face_gpt2(const std::string& prefix = "", const Gpt2Sizes& sizes = kGpt2Small) {
  const std::int64_t width = sizes.width;
  std::vector<Stored> tensors = {{prefix + "wte.weight", {sizes.vocab, width}},
                                 {prefix + "wpe.weight", {sizes.context, width}}};
  for (int i = 0; i < sizes.depth; ++i) {
    const std::string block = prefix + "h." + std::to_string(i) + ".";
    for (const char* norm : {"ln_1", "ln_2"}) {
      tensors.push_back({block + norm + ".weight", {width}});
      tensors.push_back({block + norm + ".bias", {width}});
    }
    tensors.push_back({block + "attn.bias", {1, 1, sizes.context, sizes.context}});
    const auto conv = [&](const std::string& name, std::int64_t in, std::int64_t out) {
      tensors.push_back({block + name + ".weight", {in, out}});
      tensors.push_back({block + name + ".bias", {out}});
    };
    conv("attn.c_attn", width, 3 * width);
    conv("attn.c_proj", width, width);
    conv("mlp.c_fc", width, 4 * width);
    conv("mlp.c_proj", 4 * width, width);
  }
  tensors.push_back({prefix + "ln_f.weight", {width}});
  tensors.push_back({prefix + "ln_f.bias", {width}});
  return tensors;
}

/// The plan's tensors, but each expert's matrices by themselves, as in Hugging Face's mixtures.
inline std::vector<Stored> one_by_one(const plan::Plan& plan) {
  std::vector<Stored> tensors;
  for (const plan::Tensor& tensor : plan.tensors) {
    const std::size_t routed = tensor.name.find("routed.");
    if (routed == std::string::npos) {
      tensors.push_back({tensor.name, tensor.shape});
      continue;
    }
    for (std::int64_t i = 0; i < tensor.shape.front(); ++i)
      tensors.push_back({tensor.name.substr(0, routed) + "experts." + std::to_string(i) + "." +
                             tensor.name.substr(routed + 7) + "_proj.weight",
                         Shape(tensor.shape.begin() + 1, tensor.shape.end())});
  }
  return tensors;
}

/// A Llama's tensors under Hugging Face's names. `prefix` as in `model.`.
inline std::vector<Stored> hugging_face_llama(const plan::Plan& plan) {
  constexpr std::pair<const char*, const char*> kNames[] = {{"attn_norm.gain", "input_layernorm.weight"},
                                                            {"mlp_norm.gain", "post_attention_layernorm.weight"},
                                                            {"attn.q.", "self_attn.q_proj."},
                                                            {"attn.k.", "self_attn.k_proj."},
                                                            {"attn.v.", "self_attn.v_proj."},
                                                            {"attn.out.", "self_attn.o_proj."},
                                                            {"mlp.gate.", "mlp.gate_proj."},
                                                            {"mlp.up.", "mlp.up_proj."},
                                                            {"mlp.down.", "mlp.down_proj."},
                                                            {"blocks.", "layers."},
                                                            {"norm.gain", "norm.weight"},
                                                            {"embed.", "embed_tokens."},
                                                            {"head.weight", "lm_head.weight"}};
  std::vector<Stored> tensors = tensors_of(plan);
  for (Stored& tensor : tensors) {
    for (const auto& [ours, theirs] : kNames)
      if (const std::size_t at = tensor.name.find(ours); at != std::string::npos)
        tensor.name.replace(at, std::string_view(ours).size(), theirs);
    if (tensor.name != "lm_head.weight") tensor.name.insert(0, "model.");
  }
  return tensors;
}

}  // namespace cdp::verify
