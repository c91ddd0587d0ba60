// Which parts a request names, and what their values come from. The pages: tests/compiler/driver/why*_test.cpp.
#include "compiler/pipeline/explain.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/compiler/pipeline/pipeline_support.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Missing = FoundRequest::Missing;

class Explain : public ::testing::Test {
 protected:
  [[nodiscard]] CompiledSpec compiled() const { return {*analysis_, *scaled_, plan_}; }
  [[nodiscard]] std::size_t tensor(const std::string& name) const {
    const auto is_it = [&](const plan::Tensor& one) { return one.name == name; };
    const auto found = std::find_if(plan_.tensors.begin(), plan_.tensors.end(), is_it);
    return static_cast<std::size_t>(found - plan_.tensors.begin());
  }

  std::unique_ptr<AnalysedSpec> analysis_ = analysed(spec_with("tune embed { lr *= 4 }\n"));
  std::optional<scaling::Scaled> scaled_ = *scale_to(*analysis_, {"", "width=1024"});
  plan::Plan plan_ = emit(*analysis_, *scaled_, Reasons::kLeaveOut);
};

TEST_F(Explain, ASubjectIsAnyPartOrOneOfItsValues) {
  EXPECT_EQ(find_request(compiled(), "").request.parts.size(), plan_.tensors.size() + plan_.multipliers.size());
  EXPECT_THAT(find_request(compiled(), "embed.weight").request.parts.tensors, ElementsAre(tensor("embed.weight")));
  EXPECT_EQ(find_request(compiled(), "embed.weight.lr").request.hp, sema::Hp::lr);
  EXPECT_GT(find_request(compiled(), "blocks").request.parts.tensors.size(), 1U);
  EXPECT_GT(find_request(compiled(), "@hidden").request.parts.tensors.size(), 1U);
}

TEST_F(Explain, WhatIsMissingIsToldApart) {
  EXPECT_EQ(find_request(compiled(), "embed.wieght").missing, Missing::kPart);
  EXPECT_THAT(find_request(compiled(), "embed.wieght").hint, HasSubstr("did you mean `embed.weight`?"));
  EXPECT_EQ(find_request(compiled(), "embed.weight.value").missing, Missing::kValue);
}

TEST_F(Explain, AChainEndsInTheValue) {
  const CompiledSpec all = compiled();
  Explainer explainer(all);
  const std::size_t embed = tensor("embed.weight");
  const ExplainedPart part = explainer.tensor(embed, sema::Hp::lr);
  ASSERT_EQ(part.values.size(), 1U);
  const ExplainedValue& lr = *part.values.front();
  EXPECT_EQ(lr.value, plan_.tensors[embed].lr);
  ASSERT_GE(lr.steps.size(), 2U);
  EXPECT_EQ(lr.steps.front().effect, plan::Effect::kSet);
  EXPECT_EQ(lr.steps.back().after, lr.value);
  const auto tuned = std::find_if(lr.steps.begin(), lr.steps.end(), [](const Step& step) { return step.factor == 4; });
  ASSERT_NE(tuned, lr.steps.end());
  EXPECT_EQ(tuned->text, "lr *= 4");
  EXPECT_EQ(tuned->effect, plan::Effect::kMultiply);
  EXPECT_THAT(tuned->at, HasSubstr("gpt.cdp:"));
  EXPECT_FALSE(part.traits.empty());
  EXPECT_GT(explainer.tensor(embed, {}).values.size(), 1U);
}

TEST_F(Explain, TensorsOfOneSettingShareTheirChain) {
  const CompiledSpec all = compiled();
  Explainer explainer(all);
  const auto first = explainer.tensor(tensor("blocks.0.attn.q.weight"), sema::Hp::lr);
  EXPECT_EQ(first.values, explainer.tensor(tensor("blocks.1.attn.q.weight"), sema::Hp::lr).values);
}

}  // namespace
}  // namespace cdp::pipeline
