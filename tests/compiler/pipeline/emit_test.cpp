// Values and data flow to the plan: fields, order, units of the scale, reasons.
#include "compiler/pipeline/emit.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>

#include "compiler/base/text.h"
#include "compiler/plan/json.h"
#include "tests/compiler/pipeline/pipeline_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;

const plan::Tensor& tensor(const plan::Plan& plan, const std::string& name) {
  const auto at = std::find_if(plan.tensors.begin(), plan.tensors.end(), [&](const auto& t) { return t.name == name; });
  EXPECT_NE(at, plan.tensors.end()) << name;
  return *at;
}

TEST(Emit, UnfoldsTensorsAndFoldsTheGraph) {
  const plan::Plan plan = plan_of(spec_with());
  EXPECT_EQ(plan.tensors.size(), 47U);
  EXPECT_EQ(plan.tensors.front().name, "embed.weight");
  EXPECT_EQ(plan.tensors.back().name, "head.weight");
  EXPECT_THAT(tensor(plan, "blocks.3.mlp.down.weight").shape, ElementsAre(128, 512));
  const auto stack = std::find_if(plan.graph.nodes.begin(), plan.graph.nodes.end(),
                                  [](const auto& node) { return node.op == "stack"; });
  ASSERT_NE(stack, plan.graph.nodes.end());
  EXPECT_EQ(stack->stack, "blocks");
  EXPECT_EQ(stack->count, 4);
}

TEST(Emit, WhatIsReadableHasItsReasons) {
  const auto analysis = analysed(spec_with());
  const auto scaled = scale_to(*analysis, {});
  const auto json = emit_readable(*analysis, **scaled);
  ASSERT_TRUE(json);
  EXPECT_EQ(*json, plan::to_json(emit(*analysis, **scaled, Reasons::kKeep)));
}

TEST(Emit, ShapesAreThoseOfTargetAndReference) {
  const plan::Plan plan = plan_of(spec_with(), {"", "width=1024"});
  EXPECT_THAT(tensor(plan, "blocks.0.attn.q.weight").shape, ElementsAre(1024, 1024));
  EXPECT_THAT(tensor(plan, "blocks.0.attn.q.weight").reference_shape, ElementsAre(128, 128));
}

TEST(Emit, AddsParametersUp) {
  const plan::Plan plan = plan_of(spec_with());
  std::int64_t total = 0;
  for (const plan::Tensor& t : plan.tensors) {
    std::int64_t count = 1;
    for (const std::int64_t dim : t.shape) count *= dim;
    total += count;
  }
  EXPECT_EQ(plan.parameters.total, total);
  EXPECT_EQ(plan.parameters.total - plan.parameters.non_embedding, 2 * 256 * 128);
}

TEST(Emit, ReasonsMultiplyToTheValue) {
  const plan::Plan plan = plan_of(spec_with("tune embed { lr *= 4 }\n"), {"", "width=256,depth=8"});
  for (const plan::Tensor& t : plan.tensors) {
    ASSERT_TRUE(t.because);
    for (const auto& [hp, reasons] : *t.because) {
      if (hp != "lr") continue;
      double value = 1;
      for (const plan::Reason& reason : reasons) value *= reason.factor;
      EXPECT_DOUBLE_EQ(value, t.lr) << t.name;
    }
  }
}

TEST(Emit, ReasonsNameTheirPlaces) {
  const plan::Plan plan = plan_of(spec_with(), {"", "width=256"});
  const plan::Because& because = *tensor(plan, "head.weight").because;
  ASSERT_EQ(because.front().first, "lr");
  EXPECT_EQ(because.front().second.front().at, "gpt.cdp:6:8");
  EXPECT_EQ(because.front().second.front().text, "lr = 4e-3");
  EXPECT_TRUE(because.front().second.back().at.starts_with("std/complete_d_p.cdp:"));
}

TEST(Emit, ReasonsSayWhatTheyDid) {
  const plan::Plan plan = plan_of(spec_with(), {"", "width=512,batch=64seq"});
  const plan::Because& because = *tensor(plan, "head.weight").because;
  const plan::Reason& base = because.front().second.front();
  EXPECT_EQ(base.effect, plan::Effect::kSet);
  EXPECT_TRUE(base.ratios.empty() && base.exponents.empty());
  const auto at = std::find_if(because.begin(), because.end(), [](const auto& one) { return one.first == "beta1"; });
  ASSERT_NE(at, because.end());
  const plan::Reason& rule = at->second.back();
  EXPECT_EQ(rule.effect, plan::Effect::kComplement);
  EXPECT_EQ(rule.factor, 2);
  EXPECT_EQ(rule.ratios, (plan::Ordered<double>{{"m_B", 2}, {"m_D", 1}}));
  EXPECT_EQ(rule.exponents, (plan::Ordered<double>{{"m_B", 1}, {"m_D", -1}}));
}

TEST(Emit, LeavesReasonsOutIfAsked) {
  for (const plan::Tensor& t : plan_of(spec_with(), {}, Reasons::kLeaveOut).tensors) EXPECT_FALSE(t.because);
}

TEST(Emit, StatesTheRunInSteps) {
  const plan::Plan plan =
      plan_of(spec_with("training { schedule = wsd(warmup = 10%, decay = 20%, floor = 5%); seed = 7 }\n"));
  EXPECT_EQ(plan.training.steps, 1220);  // 10M tokens in batches of 32 sequences of 256
  EXPECT_EQ(plan.training.schedule.warmup_steps, 122);
  EXPECT_EQ(plan.training.schedule.decay_steps, 244);
  EXPECT_EQ(plan.training.schedule.floor, 0.05);
  EXPECT_EQ(plan.training.seed, 7);
}

TEST(Emit, LeavesOutWhatTheOptimizerOfATensorHasNot) {
  const plan::Plan plan = plan_of(
      "use std.gpt\nrules r() { @hidden { lr *= m_in^-1; eps *= m_in } }\nparameterization = r()\n"
      "model = Gpt(width, depth, vocab = 256, context = context)\n"
      "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256 }\n"
      "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
      "training { optimizer = muon }\n");
  EXPECT_EQ(plan.training.optimizer, plan::OptimizerKind::muon);
  const plan::Tensor& hidden = tensor(plan, "blocks.0.attn.q.weight");
  EXPECT_EQ(hidden.optimizer, plan::OptimizerKind::muon);
  EXPECT_FALSE(hidden.beta2 || hidden.eps);
  for (const auto& [hp, reasons] : *hidden.because) EXPECT_TRUE(hp != "eps" && hp != "beta2");
  const plan::Tensor& embedding = tensor(plan, "embed.weight");
  EXPECT_EQ(embedding.optimizer, plan::OptimizerKind::adamw);
  EXPECT_EQ(embedding.eps, 1e-8);
  EXPECT_TRUE(plan::validate(plan));
  EXPECT_FALSE(tensor(plan_of(spec_with()), "embed.weight").optimizer) << "one for all tensors";
}

TEST(Emit, NamesNoFolders) {
  const test::TempFolder folder;
  const std::string text = spec_with();
  Files files = default_files();
  const auto here = analyse(folder.write("gpt.cdp", text), files);
  ASSERT_TRUE(here);
  const auto scaled = scale_to(**here, {});
  EXPECT_EQ(plan::to_json(emit(**here, **scaled, Reasons::kKeep)), plan::to_json(plan_of(text)));
}

TEST(Emit, ListsAllFilesOfTheSpecWithOneHash) {
  const test::TempFolder folder;
  std::filesystem::create_directory(folder.file("parts"));
  const std::string spec =
      folder.write("gpt.cdp", "use \"parts/rates.cdp\"\n" + spec_with("tune embed { lr = peak }\n"));
  static_cast<void>(folder.write("parts/rates.cdp", "use \"../more.cdp\"\nlet peak = half\n"));
  static_cast<void>(folder.write("more.cdp", "let half = 0.5\n"));
  const auto made = [&](const std::string& path) {
    auto analysis = analyse(path, default_files());
    EXPECT_TRUE(analysis);
    auto scaled = scale_to(**analysis, {});
    EXPECT_TRUE(scaled && *scaled) << ::testing::PrintToString(messages_of(**analysis));
    return emit(**analysis, **scaled, Reasons::kLeaveOut).spec;
  };
  const plan::SpecInfo before = made(spec);
  std::vector<std::string> paths;
  for (const plan::SpecFile& file : before.files) paths.push_back(file.path);
  ASSERT_GE(paths.size(), 5U);
  EXPECT_THAT(std::vector<std::string>(paths.begin(), paths.begin() + 4),
              ElementsAre("gpt.cdp", "parts/rates.cdp", "more.cdp", "std/gpt.cdp"));
  EXPECT_EQ(before.sha256, plan::spec_hash(before.files));
  EXPECT_EQ(before.files[2].sha256, sha256("let half = 0.5\n"));
  for (const std::string& path : paths) EXPECT_FALSE(path.starts_with("/")) << path;
  static_cast<void>(folder.write("more.cdp", "let half = 0.5  // of one\n"));
  const plan::SpecInfo after = made(spec);
  EXPECT_NE(after.sha256, before.sha256) << "imports are in it";
  EXPECT_EQ(after.files[0].sha256, before.files[0].sha256);
}

TEST(Emit, FilesAreListedWithoutWhereTheyStand) {
  const test::TempFolder folder;
  static_cast<void>(folder.write("rates.cdp", "let peak = 0.5\n"));
  const std::string spec =
      folder.write("gpt.cdp", "use \"" + folder.file("rates.cdp") + "\"\n" + spec_with("tune embed { lr = peak }\n"));
  auto analysis = analyse(spec, default_files());
  auto scaled = scale_to(**analysis, {});
  ASSERT_TRUE(scaled && *scaled);
  EXPECT_EQ(emit(**analysis, **scaled, Reasons::kLeaveOut).spec.files[1].path, "rates.cdp");
}

TEST(Emit, GivesTheSameBytesPieceByPiece) {
  const auto analysis = analysed(spec_with());
  for (const char* depth : {"depth=1", "depth=400"}) {
    const auto scaled = scale_to(*analysis, {"", depth});
    ASSERT_TRUE(scaled && *scaled);
    for (const Reasons reasons : {Reasons::kKeep, Reasons::kLeaveOut}) {
      std::string text;
      std::size_t pieces = 0;
      emit_json(*analysis, **scaled, reasons, [&](std::string_view piece) {
        text += piece;
        return ++pieces > 0;
      });
      EXPECT_TRUE(text == plan::to_json(emit(*analysis, **scaled, reasons)))
          << depth << ", " << text.size() << " bytes";
      EXPECT_EQ(pieces > 1, depth == std::string_view("depth=400"));
    }
  }
}

TEST(Emit, EndsWhenNoMoreIsWanted) {
  const auto analysis = analysed(spec_with());
  const auto scaled = scale_to(*analysis, {"", "depth=1000"});
  ASSERT_TRUE(scaled && *scaled);
  std::size_t bytes = 0;
  emit_json(*analysis, **scaled, Reasons::kKeep, [&](std::string_view piece) {
    bytes += piece.size();
    return false;
  });
  EXPECT_LT(bytes, 1'000'000U);
}

}  // namespace
}  // namespace cdp::pipeline
