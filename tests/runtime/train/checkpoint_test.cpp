// Checkpoints: state in, the same state out; what does not belong to the plan is refused by name.
#include "runtime/train/checkpoint.h"

#include <gmock/gmock.h>

#include "compiler/base/files.h"
#include "tests/compiler/plan/optimizer_plan.h"
#include "tests/runtime/train/tiny_run.h"

namespace cdp::runtime::testing {
namespace {

using ::testing::HasSubstr;

class Checkpoint : public ::testing::Test {
 protected:
  static Model build(const plan::Plan& plan) {
    auto model = Model::build(plan, torch::kCPU, plan::Precision::fp32);
    EXPECT_TRUE(model) << model.error().text();
    return *std::move(model);
  }
  static CheckpointInfo info() { return {7, "abc", plan::Precision::fp32, "10 tokens, 00", TokenKind::kIds}; }

  plan::Plan plan_ = tiny_plan();
  test::TempFolder dir_;
  std::string path_ = dir_.file("c");
};

TEST_F(Checkpoint, GivesBackWhatWasSaved) {
  Model model = build(plan_);
  Optimizer optimizer(plan_, model.parameters());
  const at::NoGradGuard no_grad;
  double value = 0.25;
  for (const Optimizer::State& state : optimizer.state()) state.tensor.fill_(value *= 1.5);
  ASSERT_TRUE(save_checkpoint(path_, info(), model, optimizer));

  plan_.training.seed = 99;
  Model other = build(plan_);
  Optimizer fresh(plan_, other.parameters());
  const auto checkpoint = open_checkpoint(path_, "abc");
  ASSERT_TRUE(checkpoint) << checkpoint.error().text();
  EXPECT_EQ(checkpoint->info.step, 7);
  EXPECT_EQ(checkpoint->info.tokens, TokenKind::kIds);
  EXPECT_EQ(checkpoint->info.data, "10 tokens, 00");
  ASSERT_TRUE(load_parameters(*checkpoint, other));
  ASSERT_TRUE(load_optimizer(*checkpoint, fresh));
  EXPECT_EQ(fresh.steps_taken(), 7);
  for (std::size_t i = 0; i < model.parameters().size(); ++i) {
    EXPECT_TRUE(at::equal(model.parameters()[i].master, other.parameters()[i].master)) << i;
  }
  for (std::size_t i = 0; i < fresh.state().size(); ++i) {
    EXPECT_TRUE(at::equal(optimizer.state()[i].tensor, fresh.state()[i].tensor)) << fresh.state()[i].name;
  }
  ASSERT_TRUE(save_checkpoint(dir_.file("d"), info(), other, fresh));
  EXPECT_EQ(dir_.read("d"), dir_.read("c"));
}

TEST_F(Checkpoint, OfAnotherPlanIsRefused) {
  Model model = build(plan_);
  Optimizer optimizer(plan_, model.parameters());
  ASSERT_TRUE(save_checkpoint(path_, info(), model, optimizer));
  const auto checkpoint = open_checkpoint(path_, "abd");
  ASSERT_FALSE(checkpoint);
  EXPECT_THAT(checkpoint.error().text(), HasSubstr("was made with another plan (sha256 abc, this one is abd)"));
}

TEST_F(Checkpoint, OfAnotherOptimizerIsRefused) {
  Model model = build(plan_);
  ASSERT_TRUE(save_checkpoint(path_, info(), model, Optimizer(plan_, model.parameters())));
  const auto checkpoint = open_checkpoint(path_, "abc");
  ASSERT_TRUE(checkpoint);
  Optimizer lion(plan::testing::with_optimizer(plan_, plan::OptimizerKind::lion), model.parameters());
  const Status loaded = load_optimizer(*checkpoint, lion);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().text(), HasSubstr("holds the state of optimizer adamw, and the plan's is lion"));
}

TEST_F(Checkpoint, MissingAndMisshapenTensorsAreNamed) {
  Model model = build(plan_);
  Optimizer optimizer(plan_, model.parameters());
  ASSERT_TRUE(save_checkpoint(path_, info(), model, optimizer));
  const auto checkpoint = open_checkpoint(path_, "abc");
  ASSERT_TRUE(checkpoint);

  Model wider = build(plan::testing::sample_plan({.depth = 1, .width = 32, .heads = 2, .vocab = 256}));
  const Status misshapen = load_parameters(*checkpoint, wider);
  ASSERT_FALSE(misshapen);
  EXPECT_THAT(misshapen.error().text(),
              HasSubstr("tensor `embed.weight` has the shape (256, 16); the plan says (256, 32)"));

  plan::Plan deep_plan = plan::testing::sample_plan({.depth = 2, .width = 16, .heads = 2, .vocab = 256});
  Model deeper = build(deep_plan);
  const Status missing = load_parameters(*checkpoint, deeper);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().text(), HasSubstr("has no tensor `blocks.1."));

  ASSERT_TRUE(
      save_checkpoint(dir_.file("deep"), info(), deeper, *std::make_unique<Optimizer>(deep_plan, deeper.parameters())));
  const auto deep = open_checkpoint(dir_.file("deep"), "abc");
  ASSERT_TRUE(deep);
  const Status extra = load_optimizer(*deep, optimizer);
  ASSERT_FALSE(extra);
  EXPECT_THAT(extra.error().text(), HasSubstr("tensors; a checkpoint of this plan has"));
}

TEST_F(Checkpoint, TheMetadataAreUnderAChecksumToo) {
  Model model = build(plan_);
  Optimizer optimizer(plan_, model.parameters());
  CheckpointInfo whole = info();
  whole.micro_batch = 3;
  whole.record = run::RecordMark{12, 0xabc};
  ASSERT_TRUE(save_checkpoint(path_, whole, model, optimizer));
  const auto good = open_checkpoint(path_, "abc");
  ASSERT_TRUE(good) << good.error().text();
  EXPECT_EQ(good->info.micro_batch, 3);
  EXPECT_EQ(good->info.record, whole.record);
  const std::string bytes = dir_.read("c");
  for (const char* entry : {R"("step":")", R"("dtype":")", R"("data":")", R"("tokens":")", R"("micro_batch":")",
                            R"("record":")", R"("optimizer":")", R"("version":")"}) {
    std::string bad = bytes;
    const std::size_t at = bad.find(entry);
    ASSERT_NE(at, std::string::npos) << entry;
    bad[at + std::string_view(entry).size()] ^= 1;
    const auto damaged = open_checkpoint(dir_.write("bad", bad), "abc");
    ASSERT_FALSE(damaged) << entry;
    EXPECT_THAT(damaged.error().text(), HasSubstr("bad: is ")) << entry;
  }
}

TEST_F(Checkpoint, OfTheFirstVersionIsReadAsItWas) {
  const weights::Metadata metadata = {{"format", "cdp-checkpoint"},
                                      {"version", "1"},
                                      {"step", "7"},
                                      {"plan_sha256", "abc"},
                                      {"dtype", "fp32"},
                                      {"data", "ten"},
                                      {"tokens", "ids"}};
  const auto old = open_checkpoint(dir_.write("old", weights::safetensors_head(metadata, {})), "abc");
  ASSERT_TRUE(old) << old.error().text();
  EXPECT_EQ(old->info.step, 7);
  EXPECT_EQ(old->info.micro_batch, 0);
  EXPECT_FALSE(old->info.record);
}

TEST_F(Checkpoint, OtherSafetensorsAreNoCheckpoints) {
  ASSERT_TRUE(write_safetensors(path_, {}, {}));
  const auto foreign = open_checkpoint(path_, "abc");
  ASSERT_FALSE(foreign);
  EXPECT_THAT(foreign.error().text(), HasSubstr("is not a checkpoint of cdp train: its metadata have no `format`"));

  std::map<std::string, std::string, std::less<>> metadata = {{"format", "cdp-checkpoint"},
                                                              {"version", "3"},
                                                              {"step", "1"},
                                                              {"plan_sha256", "abc"},
                                                              {"dtype", "fp32"},
                                                              {"data", ""},
                                                              {"tokens", "ids"}};
  ASSERT_TRUE(write_safetensors(path_, metadata, {}));
  const auto newer = open_checkpoint(path_, "abc");
  ASSERT_FALSE(newer);
  EXPECT_THAT(newer.error().text(), HasSubstr("version 3 of the checkpoint format; this cdp reads versions 1 and 2"));

  metadata["version"] = "1";
  metadata["dtype"] = "fp8";
  ASSERT_TRUE(write_safetensors(path_, metadata, {}));
  EXPECT_THAT(open_checkpoint(path_, "abc").error().text(),
              HasSubstr("its dtype is `fp8`; this cdp knows fp32 and bf16"));

  metadata["dtype"] = "fp32";
  metadata["step"] = "1x";
  ASSERT_TRUE(write_safetensors(path_, metadata, {}));
  const auto step = open_checkpoint(path_, "abc");
  ASSERT_FALSE(step);
  EXPECT_THAT(step.error().text(), HasSubstr("its step is `1x`"));
}

}  // namespace
}  // namespace cdp::runtime::testing
