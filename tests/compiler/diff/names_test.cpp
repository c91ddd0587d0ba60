// Which tensors of two plans are the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/diff/parts.h"
#include "tests/compiler/diff/plans.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::diff {
namespace {

using plan::Block;
using plan::GraphArgument;
using plan::Multiplier;
using plan::Node;
using plan::Plan;
using plan::Tensor;

using plan::testing::sample_plan;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// Renames tensors and their uses, wherever the text stands.
void rename(Plan& plan, const std::string& from, const std::string& to) {
  const auto in = [&](std::string& name) {
    if (const std::size_t at = name.find(from); at != std::string::npos) name.replace(at, from.size(), to);
  };
  for (Tensor& tensor : plan.tensors) in(tensor.name);
  for (Multiplier& multiplier : plan.multipliers) in(multiplier.name);
  const auto in_block = [&](const auto& self, Block& block) -> void {
    for (Node& node : block.nodes) {
      for (GraphArgument& argument : node.args)
        if (auto* name = std::get_if<std::string>(&argument)) in(*name);
      if (node.body) self(self, *node.body);
    }
  };
  in_block(in_block, plan.graph);
}

TEST(Names, EqualNamesAreTheSameTensorWhateverTheirOrder) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  std::reverse(other.tensors.begin(), other.tensors.end());
  const Matching matching = match_tensors(plan, other);
  EXPECT_THAT(matching.both, SizeIs(plan.tensors.size()));
  EXPECT_THAT(matching.renamed, IsEmpty());
  EXPECT_THAT(compare(plan, other), IsEmpty());
}

TEST(Names, AFamilyThatWasRenamedIsOneDifference) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  rename(other, "attn.o.weight", "attn.out.weight");
  const auto differences = compare(plan, other);
  ASSERT_THAT(differences, SizeIs(1));
  EXPECT_EQ(text_of(differences[0]),
            "tensors 3 tensor\n  blocks.*.attn.o.weight -> blocks.*.attn.out.weight: "
            "blocks.0-1.attn.out.weight");
}

TEST(Names, FamiliesThatLookAlikeAreRenamedInOrder) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  for (const char* name : {"q", "k", "v", "o"})
    rename(other, "attn." + std::string(name) + ".", "self." + std::string(name) + "_proj.");
  const auto tensors = of_category(compare(plan, other), Category::tensors);
  ASSERT_THAT(tensors, SizeIs(1));
  std::vector<std::string> pairs;
  for (const Change& change : tensors[0].changes) pairs.push_back(text_of(change.a) + " " + text_of(change.b));
  EXPECT_THAT(pairs, ElementsAre("blocks.*.attn.q.weight blocks.*.self.q_proj.weight",
                                 "blocks.*.attn.k.weight blocks.*.self.k_proj.weight",
                                 "blocks.*.attn.v.weight blocks.*.self.v_proj.weight",
                                 "blocks.*.attn.o.weight blocks.*.self.o_proj.weight"));
}

TEST(Names, AnotherShapeIsAnotherTensor) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  rename(other, "attn.o.weight", "attn.out.weight");
  for (Tensor& tensor : other.tensors)
    if (tensor.name.find("attn.out") != std::string::npos) tensor.shape[0] *= 2;
  const Matching matching = match_tensors(plan, other);
  EXPECT_THAT(matching.renamed, IsEmpty());
  EXPECT_THAT(matching.only_a, SizeIs(2));
  EXPECT_THAT(matching.only_b, SizeIs(2));
}

TEST(Names, MultipliersAreRenamedTooAndTheirValuesCompared) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  rename(other, "attn_mult", "attention_mult");
  for (Multiplier& multiplier : other.multipliers)
    if (multiplier.name.find("attention_mult") != std::string::npos) multiplier.value = 0.25;
  const auto differences = compare(plan, other);
  ASSERT_THAT(differences, SizeIs(2));
  EXPECT_EQ(differences[0].kind, ChangeKind::kRenamed);
  EXPECT_EQ(differences[1].path, "value");
  EXPECT_THAT(differences[1].changes[0].shown, ElementsAre("blocks.0-1.attention_mult"));
}

}  // namespace
}  // namespace cdp::diff
