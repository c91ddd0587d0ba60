// The report for people against its golden pages, and the one for programs. UPDATE_GOLDEN=1 rewrites the pages.
#include "compiler/verify/report.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"
#include "tests/support/golden.h"

namespace cdp::verify {
namespace {

using ::testing::HasSubstr;

std::string golden(const std::string& name) {
  return CDP_SOURCE_DIR "/tests/golden/verify/" + name;
}

TEST(Report, Clean) {
  const plan::Plan plan = example_plan("03_llama.reference.json");
  const Verification found = verify(plan, weights_of(tensors_of(plan)), {});
  EXPECT_EQ(to_text(found, {"03_llama.cdp at reference", "run/checkpoint.safetensors"}),
            "run/checkpoint.safetensors: all 38 tensors of 03_llama.cdp at reference are there, each once and with its "
            "shape\n");
}

TEST(Report, Gpt2AsHuggingFaceStoresIt) {
  const plan::Plan plan = example_plan("02_gpt2.gpt2.json");
  const Verification found = verify(plan, weights_of(hugging_face_gpt2("transformer.")), {});
  EXPECT_TRUE(test::matches_golden(golden("gpt2.txt"), to_text(found, {"02_gpt2.cdp at gpt2", "gpt2.safetensors"})));
}

/// tests/golden/verify/gpt2.safetensors, which docs/verify.md shows. All its numbers are 0.
TEST(Report, TheFileOfTheDocuments) {
  std::vector<Stored> tensors = hugging_face_gpt2("transformer.", {32, 16, 16, 2});
  for (Stored& tensor : tensors) tensor.dtype = weights::Dtype::kBf16;
  const test::TempFolder dir;
  write_weights(dir.file("x"), tensors, {{"format", "pt"}});
  const std::string bytes = dir.read("x");
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(write_file(golden("gpt2.safetensors"), bytes));
  }
  EXPECT_TRUE(*Files{}.read(golden("gpt2.safetensors")) == bytes)
      << "tests/golden/verify/gpt2.safetensors is not what this test makes; UPDATE_GOLDEN=1 writes it";
}

TEST(Report, LlamaAsHuggingFaceStoresIt) {
  const plan::Plan plan = example_plan("03_llama.reference.json");
  const Verification found = verify(plan, weights_of(hugging_face_llama(plan)), {});
  EXPECT_TRUE(
      test::matches_golden(golden("llama.txt"), to_text(found, {"03_llama.cdp at reference", "m.safetensors"})));
}

TEST(Report, ExpertsOneByOne) {
  const plan::Plan plan = example_plan("04_moe.reference.json");
  const Verification found = verify(plan, weights_of(one_by_one(plan)), {});
  EXPECT_TRUE(
      test::matches_golden(golden("experts.txt"), to_text(found, {"04_moe.cdp at reference", "moe.safetensors"})));
}

/// Mixtral calls them w1, w2 and w3; which of w1 and w3 is the gate, names do not tell.
TEST(Report, ExpertsWhoseNamesDoNotTell) {
  const plan::Plan plan = example_plan("04_moe.reference.json");
  std::vector<Stored> tensors = one_by_one(plan);
  for (Stored& tensor : tensors) {
    for (const auto& [ours, theirs] : {std::pair("gate_proj", "w1"), {"down_proj", "w2"}, {"up_proj", "w3"}}) {
      const std::size_t at = tensor.name.find(ours);
      if (at != std::string::npos) tensor.name.replace(at, std::string_view(ours).size(), theirs);
    }
  }
  const Verification found = verify(plan, weights_of(tensors), {});
  EXPECT_TRUE(
      test::matches_golden(golden("mixtral.txt"), to_text(found, {"04_moe.cdp at reference", "moe.safetensors"})));
}

/// Something of every kind.
Verification everything(const plan::Plan& plan) {
  std::vector<Stored> tensors = tensors_of(plan);
  std::erase_if(tensors, [](const Stored& tensor) {
    return tensor.name.find(".mlp.gate.") != std::string::npos || tensor.name.find(".mlp.up.") != std::string::npos ||
           tensor.name == "blocks.2.attn.k.weight";
  });
  for (int i = 0; i < 4; ++i) tensors.push_back({"blocks." + std::to_string(i) + ".mlp.gate_up.weight", {4096, 512}});
  for (Stored& tensor : tensors) {
    if (tensor.name.ends_with("down.weight")) tensor.shape = {2048, 512};
    if (tensor.name.ends_with("mlp_norm.gain")) tensor.dtype = weights::Dtype::kF64;
    if (tensor.name.ends_with("attn.v.weight")) tensor.shape = {256, 512};
  }
  tensors.push_back({"lm_head.weight", {128256, 512}});
  tensors.push_back({"state.exp_avg.embed.weight", {128256, 512}});
  tensors.push_back({"rotary.inv_freq", {32}});
  tensors.push_back({"step", {}, weights::Dtype::kI64});
  return verify(plan, weights_of(tensors), {});
}

TEST(Report, EverythingAtOnce) {
  const plan::Plan plan = example_plan("03_llama.reference.json");
  const ShownNames names{"03_llama.cdp at reference", "m.safetensors"};
  EXPECT_TRUE(test::matches_golden(golden("everything.txt"), to_text(everything(plan), names)));
  EXPECT_TRUE(test::matches_golden(golden("everything.json"), to_json(everything(plan), names)));
}

TEST(Report, JsonOfNoFindings) {
  const std::string json = to_json({}, {"a \"plan\"", "b"});
  EXPECT_THAT(json, HasSubstr(R"("plan": "a \"plan\"")"));
  EXPECT_THAT(json, HasSubstr("\"findings\": []\n}\n"));
}

TEST(Report, NamesKeepToTheirLine) {
  const plan::Plan plan = example_plan("03_llama.reference.json");
  std::vector<Stored> tensors = tensors_of(plan);
  tensors.push_back({"a\nall 38 tensors are there", {}});
  EXPECT_THAT(to_text(verify(plan, weights_of(tensors), {}), {"p", "w"}), HasSubstr("  a?all 38 tensors"));
  for (Stored& tensor : tensors) tensor.name = "a\nb." + tensor.name;
  EXPECT_THAT(to_text(verify(plan, weights_of(tensors), {}), {"p", "w"}), HasSubstr("\n  a?b.**=**\n"));
}

}  // namespace
}  // namespace cdp::verify
