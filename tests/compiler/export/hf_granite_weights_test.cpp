// Weights from one file into the other, and files that are not the plan's.
#include "compiler/export/hf_granite_weights.h"

#include <gmock/gmock.h>

#include "compiler/base/checksum.h"
#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "compiler/weights/safetensors_sums.h"
#include "tests/compiler/export/export_support.h"
#include "tests/compiler/export/granite_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::exporting {
namespace {

using ::testing::HasSubstr;

class GraniteWeightsTest : public ::testing::Test {
 protected:
  Result<GraniteWeights> found(const std::string& bytes) {
    return find_granite_weights(dir_.write("run/checkpoint.safetensors", bytes), plan_, names_);
  }
  std::string error_of(const std::string& bytes) {
    const auto result = found(bytes);
    EXPECT_FALSE(result);
    return result ? "" : result.error().text();
  }
  test::TempFolder dir_;
  plan::Plan plan_ = small_plan();
  std::vector<NamedTensor> names_ = granite_tensors(*recognise_granite(plan_));
};

TEST_F(GraniteWeightsTest, BytesAreCopiedUnderTheirNewNames) {
  auto weights = found(weights_of(plan_));
  ASSERT_TRUE(weights) << weights.error().text();
  EXPECT_EQ(torch_dtype(*weights), "float32");
  const File file = granite_weights_file(std::make_shared<const GraniteWeights>(std::move(*weights)));
  EXPECT_EQ(file.name, "model.safetensors");
  dir_.write("model.safetensors", text_of(file));
  ASSERT_TRUE(file.whole());
  const auto copied = weights::open_weights(dir_.file("model.safetensors"));
  const auto source = weights::open_weights(dir_.file("run"));
  ASSERT_TRUE(copied) << copied.error().text();
  EXPECT_EQ(copied->files.front().header().metadata.at("format"), "pt");
  ASSERT_EQ(copied->parts().size(), plan_.tensors.size());
  for (const NamedTensor& name : names_) {
    const auto theirs = copied->find(name.theirs);
    const auto ours = source->find(name.ours);
    ASSERT_TRUE(theirs && ours) << name.theirs;
    EXPECT_EQ(theirs->tensor->shape, ours->tensor->shape);
    std::string left(theirs->tensor->size(), ' ');
    std::string right(left);
    ASSERT_TRUE(theirs->file->read(*theirs->tensor, 0, std::as_writable_bytes(std::span(left))));
    ASSERT_TRUE(ours->file->read(*ours->tensor, 0, std::as_writable_bytes(std::span(right))));
    EXPECT_EQ(left, right) << name.theirs;
  }
}

TEST_F(GraniteWeightsTest, TypesAreKept) {
  const auto half = found(weights_of(plan_, {}, weights::Dtype::kBf16));
  ASSERT_TRUE(half) << half.error().text();
  EXPECT_EQ(torch_dtype(*half), "bfloat16");
  EXPECT_THAT(error_of(weights_of(plan_, {}, weights::Dtype::kF64)), HasSubstr("is of type F64; F32, BF16 and F16"));
}

TEST_F(GraniteWeightsTest, EveryTensorMustBeThereAndNoOther) {
  plan::Plan other = plan_;
  other.tensors.pop_back();
  EXPECT_THAT(error_of(weights_of(other)), HasSubstr("has no `head.weight`; `cdp verify` says more"));
  other = plan_;
  other.tensors.front().shape = {16, 32};
  EXPECT_THAT(error_of(weights_of(other)), HasSubstr("`embed.weight` is 16 x 32 in it and 32 x 16 in the plan"));
  other = plan_;
  other.tensors.push_back(plan_.tensors.front());
  other.tensors.back().name = "optimizer.m.embed.weight";
  EXPECT_TRUE(found(weights_of(other)));
  other.tensors.back().name = "extra";
  EXPECT_THAT(error_of(weights_of(other)), HasSubstr("has `extra`, which the plan does not"));
}

TEST_F(GraniteWeightsTest, ACheckpointIsOfThisModel) {
  EXPECT_TRUE(found(weights_of(plan_, {{"plan_sha256", sha256(plan::to_json(plan_))}})));
  plan::Plan trained = plan_;
  trained.tensors.front().lr *= 2;  // the same model
  dir_.write("run/plan.json", plan::to_json(trained));
  EXPECT_TRUE(found(weights_of(plan_, {{"plan_sha256", sha256(plan::to_json(trained))}})));
  trained.multipliers.front().value *= 2;  // another one, with tensors of the same shapes
  dir_.write("run/plan.json", plan::to_json(trained));
  EXPECT_THAT(error_of(weights_of(plan_, {{"plan_sha256", sha256(plan::to_json(trained))}})),
              HasSubstr("was trained with another plan; export that one, the plan.json of its run"));
  EXPECT_THAT(error_of(weights_of(plan_, {{"plan_sha256", "something"}})), HasSubstr("was trained with another plan"));
}

TEST_F(GraniteWeightsTest, DamageIsFound) {
  const auto metadata = [this] {
    weights::Metadata sums = {{"step", "7"}};
    for (std::size_t i = 0; i < plan_.tensors.size(); ++i) {
      const std::string bytes(*weights::stored_bytes(weights::Dtype::kF32, plan_.tensors[i].shape),
                              static_cast<char>('A' + i + 1));
      sums["checksum." + plan_.tensors[i].name] = weights::sum_text(checksum(std::as_bytes(std::span(bytes))));
    }
    return sums;
  };
  const std::string good = weights_of(plan_, metadata());
  const auto whole = [this](const std::string& bytes) -> Status {
    auto weights = found(bytes);
    if (!weights) return weights.error();
    const File file = granite_weights_file(std::make_shared<const GraniteWeights>(std::move(*weights)));
    static_cast<void>(text_of(file));
    return file.whole();
  };
  ASSERT_TRUE(whole(good)) << whole(good).error().text();
  std::string bad = good;
  bad.back() ^= 1;
  const Status status = whole(bad);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().text(), HasSubstr("is damaged: the bytes of `" + plan_.tensors.back().name));
  weights::Metadata with_header = metadata();
  with_header["header_checksum"] = "0123456789abcdef";
  EXPECT_THAT(error_of(weights_of(plan_, with_header)), HasSubstr("is damaged: its header is not the one"));
}

TEST_F(GraniteWeightsTest, AFileThatEndsWhileItIsReadIsNotWhole) {
  auto weights = found(weights_of(plan_));
  ASSERT_TRUE(weights);
  const File file = granite_weights_file(std::make_shared<const GraniteWeights>(std::move(*weights)));
  std::filesystem::resize_file(dir_.file("run/checkpoint.safetensors"), 5000);
  EXPECT_LT(text_of(file).size(), weights_of(plan_).size());
  const Status whole = file.whole();
  ASSERT_FALSE(whole);
  EXPECT_THAT(whole.error().text(), HasSubstr("checkpoint.safetensors: is cut short"));
}

}  // namespace
}  // namespace cdp::exporting
