// The config that transformers reads, and the files around it. That the loaded model gives the same logits is held by
// tests/transformers.
#include "compiler/export/hf_granite_topology.h"

#include <gmock/gmock.h>

#include "tests/compiler/export/export_support.h"
#include "tests/compiler/export/granite_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::exporting {
namespace {

using ::testing::HasSubstr;

TEST(HfGranite, TheConfigHasWhatTheModelComputesWith) {
  Small small;
  small.target = "deep";
  small.model = "Llama(width, depth, vocab = 32, head_dim = 8, kv_heads = 1, hidden = 24, tied = true)";
  const auto made = export_hf_granite({small_plan(small), ""});
  ASSERT_TRUE(made) << made.error().text();
  ASSERT_EQ(made->files.size(), 1U);
  EXPECT_EQ(made->files[0].name, "config.json");
  EXPECT_EQ(text_of(made->files[0]), R"({
  "architectures": ["GraniteForCausalLM"],
  "model_type": "granite",
  "vocab_size": 32,
  "hidden_size": 32,
  "intermediate_size": 24,
  "num_hidden_layers": 4,
  "num_attention_heads": 4,
  "num_key_value_heads": 1,
  "head_dim": 8,
  "hidden_act": "silu",
  "max_position_embeddings": 32,
  "rope_theta": 500000,
  "rope_scaling": null,
  "rms_norm_eps": 1e-5,
  "attention_bias": false,
  "mlp_bias": false,
  "attention_dropout": 0.0,
  "tie_word_embeddings": true,
  "embedding_multiplier": 1,
  "residual_multiplier": 0.5,
  "attention_multiplier": 0.353553390593274,
  "logits_scaling": 2,
  "initializer_range": 0.02,
  "bos_token_id": null,
  "eos_token_id": null,
  "pad_token_id": null,
  "use_cache": true
}
)");
}

TEST(HfGranite, OnlyWithoutWeightsTheInitialValuesAreLost) {
  Small small;
  small.target = "deep";
  const plan::Plan deep = small_plan(small);
  const auto untrained = export_hf_granite({deep, ""});
  ASSERT_TRUE(untrained);
  ASSERT_EQ(untrained->losses.size(), 1U);
  EXPECT_EQ(untrained->losses[0].what, "init");
  EXPECT_THAT(untrained->losses[0].why, HasSubstr("one initializer_range"));

  const auto same = export_hf_granite({small_plan(), ""});  // at the reference all matrices have one
  ASSERT_TRUE(same);
  EXPECT_TRUE(same->losses.empty());
  EXPECT_THAT(text_of(same->files[0]), HasSubstr("\"initializer_range\": 0.1,"));

  const test::TempFolder dir;
  const auto trained = export_hf_granite({deep, dir.write("x.safetensors", weights_of(deep))});
  ASSERT_TRUE(trained) << trained.error().text();
  EXPECT_TRUE(trained->losses.empty());
  ASSERT_EQ(trained->files.size(), 2U);
  EXPECT_EQ(trained->files[0].name, "model.safetensors");
  EXPECT_THAT(text_of(trained->files[1]), HasSubstr("\"torch_dtype\": \"float32\""));
}

TEST(HfGranite, RefusesOtherModelsAndOtherWeights) {
  const auto gpt = export_hf_granite(
      {small_plan({"gpt", "Gpt(width, depth, vocab = 32, context = context, head_dim = 8)", "", ""}), ""});
  ASSERT_FALSE(gpt);
  EXPECT_THAT(gpt.error().text(), HasSubstr("hf-granite cannot hold this model"));
  const auto gone = export_hf_granite({small_plan(), "/gone.safetensors"});
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.error().text(), HasSubstr("/gone.safetensors: there is no such file"));
}

}  // namespace
}  // namespace cdp::exporting
