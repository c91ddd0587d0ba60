// Every kind of finding by itself, from files with the names and shapes that trainers really write.
#include "compiler/verify/verify.h"

#include <gmock/gmock.h>

#include "tests/compiler/verify/files.h"

namespace cdp::verify {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class VerifyTest : public ::testing::Test {
 protected:
  Verification of(const std::vector<Stored>& tensors, const Options& options = {}) const {
    return verify(plan_, weights_of(tensors), options);
  }
  static std::vector<FindingKind> kinds(const Verification& verification) {
    std::vector<FindingKind> kinds;
    for (const Finding& finding : verification.findings) kinds.push_back(finding.kind);
    return kinds;
  }
  const plan::Plan plan_ = example_plan("03_llama.reference.json");  // tied, 4 blocks, 8 heads of which 2 keys
  const plan::Plan gpt_ = example_plan("01_gpt.reference.json");     // untied
  std::vector<Stored> own_ = tensors_of(plan_);
};

TEST_F(VerifyTest, ItsOwnTensors) {
  const Verification found = of(own_);
  EXPECT_TRUE(found.findings.empty());
  EXPECT_EQ(found.claimed, plan_.tensors.size());
  EXPECT_EQ(found.stored, plan_.tensors.size());
}

TEST_F(VerifyTest, ACheckpointWithItsOptimizersState) {
  std::vector<Stored> all = own_;
  for (const Stored& tensor : own_)
    for (const char* state : {"optimizer.m.", "optimizer.v."}) all.push_back({state + tensor.name, tensor.shape});
  const Verification checkpoint =
      verify(plan_, weights_of(all, {{"format", std::string(weights::kCheckpointFormat)}}), {});
  EXPECT_TRUE(checkpoint.findings.empty());
  EXPECT_EQ(checkpoint.state, 2 * own_.size());
  const Verification foreign = of(all);
  ASSERT_THAT(kinds(foreign), ElementsAre(FindingKind::kOptimizerState));
  EXPECT_EQ(foreign.findings[0].count, 76U);
}

TEST_F(VerifyTest, StateOfATensorThatThePlanDoesNotHave) {
  std::vector<Stored> all = own_;
  all.push_back({"optimizer.m.nothing", {1}});
  const Verification found = verify(plan_, weights_of(all, {{"format", std::string(weights::kCheckpointFormat)}}), {});
  EXPECT_THAT(kinds(found), ElementsAre(FindingKind::kOptimizerState));
}

TEST_F(VerifyTest, MissingAndExtra) {
  own_.erase(own_.begin() + 1);
  own_.push_back({"rating.scale", {3, 3, 3}});
  const Verification found = of(own_);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kMissing, FindingKind::kExtra));
  EXPECT_EQ(found.findings[0].items[0].plan[0].name, "blocks.0.attn_norm.gain");
  EXPECT_EQ(found.findings[0].what, "in the plan, not in the file");
  EXPECT_EQ(found.findings[0].count, 1U);
  EXPECT_EQ(found.findings[1].items[0].file[0].name, "rating.scale");
}

TEST_F(VerifyTest, WrongShape) {
  own_[2].shape = {512, 1024};
  const Verification found = of(own_);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kWrongShape));
  EXPECT_EQ(found.claimed, own_.size() - 1);
}

TEST_F(VerifyTest, TransposedAndTheSquaresThatMayBe) {
  for (Stored& tensor : own_)
    if (tensor.name.ends_with("up.weight")) std::swap(tensor.shape[0], tensor.shape[1]);
  const Verification found = of(own_);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kTransposed, FindingKind::kUndecidable));
  EXPECT_EQ(found.findings[0].items.size(), 4U);
  EXPECT_EQ(found.findings[1].items.size(), 8U);  // q and out
}

TEST_F(VerifyTest, Fused) {
  std::erase_if(own_, [](const Stored& tensor) {
    return tensor.name.ends_with(".q.weight") || tensor.name.ends_with(".k.weight") ||
           tensor.name.ends_with(".v.weight");
  });
  for (int i = 0; i < 4; ++i) own_.push_back({"blocks." + std::to_string(i) + ".attn.qkv.weight", {768, 512}});
  const Verification found = of(own_);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kFused));
  EXPECT_EQ(found.findings[0].count, 12U);
  const Verification said = of(own_, {found.findings[0].renames});
  EXPECT_TRUE(said.findings.empty());
  EXPECT_EQ(said.claimed, plan_.tensors.size());
}

TEST_F(VerifyTest, APrefixIsOneFinding) {
  for (Stored& tensor : own_) tensor.name.insert(0, "module._orig_mod.");
  const Verification found = of(own_);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kRenamed));
  EXPECT_EQ(text_of(found.findings[0].renames.at(0)), "module._orig_mod.**=**");
  EXPECT_EQ(found.findings[0].what, "in the file the plan's names stand behind the prefix `module._orig_mod.`");
  EXPECT_EQ(found.findings[0].count, 38U);
  EXPECT_TRUE(of(own_, {found.findings[0].renames}).findings.empty());
}

TEST_F(VerifyTest, HuggingFaceNamesOfALlama) {
  const std::vector<Stored> theirs = hugging_face_llama(plan_);
  const Verification found = of(theirs);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kRenamed, FindingKind::kAmbiguous));
  EXPECT_EQ(found.findings[1].items.size(), 4U);  // the two norms of each block
  Options options{found.findings[0].renames};
  options.renames.push_back({"model.layers.*.input_layernorm.weight", "blocks.*.attn_norm.gain"});
  options.renames.push_back({"model.layers.*.post_attention_layernorm.weight", "blocks.*.mlp_norm.gain"});
  const Verification renamed = of(theirs, options);
  EXPECT_TRUE(renamed.findings.empty());
  EXPECT_TRUE(renamed.unused.empty());
}

TEST_F(VerifyTest, KeysAndValuesAsLargeAsTheQueriesAreNoPiecesOfThem) {
  plan::Plan plan = plan_;
  for (plan::Tensor& tensor : plan.tensors)
    if (tensor.name.ends_with("attn.k.weight") || tensor.name.ends_with("attn.v.weight")) tensor.shape = {256, 512};
  const Verification found = verify(plan, weights_of(hugging_face_llama(plan)), {});
  EXPECT_THAT(kinds(found), ElementsAre(FindingKind::kRenamed, FindingKind::kAmbiguous));
}

TEST_F(VerifyTest, FusedUnderOtherNames) {
  std::vector<Stored> tensors = hugging_face_llama(plan_);
  std::erase_if(tensors, [](const Stored& tensor) {
    return tensor.name.find("q_proj") != std::string::npos || tensor.name.find("k_proj") != std::string::npos ||
           tensor.name.find("v_proj") != std::string::npos;
  });
  for (int i = 0; i < 4; ++i)
    tensors.push_back({"model.layers." + std::to_string(i) + ".self_attn.qkv_proj.weight", {768, 512}});
  const Verification found = of(tensors);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kRenamed, FindingKind::kAmbiguous, FindingKind::kFused));
  EXPECT_EQ(found.findings[2].items.size(), 4U);
  EXPECT_EQ(found.findings[0].items.size(), 18U);  // the attention's last matrix is told apart after q, k and v
}

TEST_F(VerifyTest, ExpertsOneByOne) {
  const plan::Plan moe = example_plan("04_moe.reference.json");
  const std::vector<Stored> stored = one_by_one(moe);
  const Verification found = verify(moe, weights_of(stored), {});
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kOneByOne));
  EXPECT_EQ(found.findings[0].renames.size(), 3U);
  const Verification said = verify(moe, weights_of(stored), {found.findings[0].renames});
  EXPECT_TRUE(said.findings.empty());
  EXPECT_EQ(said.claimed, moe.tensors.size());
  std::vector<Stored> fewer = stored;
  std::erase_if(fewer, [](const Stored& tensor) { return tensor.name.ends_with("experts.1.up_proj.weight"); });
  EXPECT_THAT(kinds(verify(moe, weights_of(fewer), {found.findings[0].renames})),
              ElementsAre(FindingKind::kWrongShape));
}

TEST_F(VerifyTest, ABankOfThePlansSingleExperts) {
  plan::Plan apart = example_plan("04_moe.reference.json");
  const std::vector<Stored> stored = tensors_of(apart);
  std::vector<plan::Tensor> tensors;
  for (const Stored& tensor : one_by_one(apart)) {
    tensors.push_back(apart.tensors.front());
    tensors.back().name = tensor.name;
    tensors.back().shape = tensor.shape;
  }
  apart.tensors = std::move(tensors);
  const Verification found = verify(apart, weights_of(stored), {});
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kBank));
  EXPECT_TRUE(verify(apart, weights_of(stored), {found.findings[0].renames}).findings.empty());
}

TEST_F(VerifyTest, AHeadThatThePlanTies) {
  own_.push_back({"lm_head.weight", {128256, 512}});
  const Verification found = of(own_);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kTied));
  EXPECT_EQ(found.findings[0].what,
            "the file has the head `lm_head.weight`; the plan reads logits with `embed.weight`");
}

TEST_F(VerifyTest, AHeadThatTheFileTies) {
  std::vector<Stored> tensors = tensors_of(gpt_);
  std::erase_if(tensors, [](const Stored& tensor) { return tensor.name == "head.weight"; });
  const Verification found = verify(gpt_, weights_of(tensors), {});
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kTied));
  EXPECT_THAT(found.findings[0].what, HasSubstr("no head `head.weight`; it seems to read logits with the embedding"));
}

TEST_F(VerifyTest, TypesThatNobodyTrainsIn) {
  own_[0].dtype = weights::Dtype::kF64;
  own_[1].dtype = weights::Dtype::kI8;
  own_[2].dtype = weights::Dtype::kBf16;
  const Verification found = of(own_);
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kDtype));
  EXPECT_EQ(found.findings[0].items.size(), 2U);
}

TEST_F(VerifyTest, TwoThatComeToOneName) {
  own_.push_back({"old.embed.weight", {128256, 512}});
  const Verification found = of(own_, {{{"old.**", "**"}}, {}});
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kTwice, FindingKind::kMissing));
  EXPECT_EQ(found.findings[0].items[0].file.size(), 2U);
}

TEST_F(VerifyTest, WhatIsIgnoredAndWhatMatchesNothing) {
  own_.push_back({"a.mask", {4}});
  own_.push_back({"b", {4}});
  EXPECT_THAT(kinds(of(own_)), ElementsAre(FindingKind::kBuffer, FindingKind::kExtra));
  const Verification found = of(own_, {{{"x.*", "y.*"}}, {"**.mask", "b", "c"}});
  EXPECT_TRUE(found.findings.empty());
  EXPECT_EQ(found.ignored, 2U);
  EXPECT_THAT(found.unused, ElementsAre("c", "x.*=y.*"));
}

TEST_F(VerifyTest, Gpt2AsHuggingFaceStoresIt) {
  const plan::Plan gpt2 = example_plan("02_gpt2.gpt2.json");
  const Verification bare = verify(gpt2, weights_of(hugging_face_gpt2()), {});
  ASSERT_THAT(kinds(bare), ElementsAre(FindingKind::kTransposed, FindingKind::kUndecidable, FindingKind::kBuffer));
  EXPECT_EQ(bare.findings[0].items.size(), 36U);
  EXPECT_EQ(bare.findings[1].items.size(), 12U);
  EXPECT_EQ(bare.findings[2].items.size(), 12U);
  const Verification wrapped = verify(gpt2, weights_of(hugging_face_gpt2("transformer.")), {});
  EXPECT_THAT(kinds(wrapped), ElementsAre(FindingKind::kRenamed, FindingKind::kTransposed, FindingKind::kUndecidable,
                                          FindingKind::kBuffer));
}

TEST_F(VerifyTest, Gpt2WithAllThatIsKnownAboutTheFile) {
  const plan::Plan gpt2 = example_plan("02_gpt2.gpt2.json");
  Options options;
  options.renames = {{"transformer.**", "**"}};
  options.ignored = {"**.attn.bias"};
  options.transposed = {"**.c_attn.weight", "**.c_fc.weight", "**.c_proj.weight"};
  const Verification found = verify(gpt2, weights_of(hugging_face_gpt2("transformer.")), options);
  EXPECT_TRUE(found.findings.empty());
  EXPECT_EQ(found.claimed, gpt2.tensors.size());
  EXPECT_EQ(found.ignored, 12U);
  EXPECT_TRUE(found.unused.empty());
  std::vector<Stored> straight;
  for (const plan::Tensor& tensor : gpt2.tensors) straight.push_back({tensor.name, tensor.shape});
  options.renames.clear();
  EXPECT_THAT(kinds(verify(gpt2, weights_of(straight), options)), ElementsAre(FindingKind::kWrongShape));
}

TEST_F(VerifyTest, AnotherModelAltogether) {
  const Verification found = of(hugging_face_gpt2());
  EXPECT_EQ(found.claimed, 0U);
  EXPECT_FALSE(found.findings.empty());
}

TEST_F(VerifyTest, NoTensorsAtAll) {
  const Verification found = of({});
  ASSERT_THAT(kinds(found), ElementsAre(FindingKind::kMissing));
  EXPECT_EQ(found.findings[0].items.size(), own_.size());
}

TEST(Verify, KindsHaveWords) {
  EXPECT_EQ(kind_word(FindingKind::kWrongShape), "wrong shape");
}

}  // namespace
}  // namespace cdp::verify
