// The plan as tables, the run as figures.
#include "run/tables.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "tests/run/sample_run.h"

namespace cdp::run {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(TimeScale, IsInStepsAtThePeak) {
  plan::Tensor tensor;
  tensor.lr = 0.004;
  tensor.weight_decay = 0.1;
  plan::Conventions conventions;
  EXPECT_DOUBLE_EQ(time_scale(tensor, conventions), 2500);
  conventions.weight_decay = plan::DecayConvention::independent;
  EXPECT_DOUBLE_EQ(time_scale(tensor, conventions), 10);
  tensor.weight_decay = 0;
  EXPECT_TRUE(std::isinf(time_scale(tensor, conventions)));
}

TEST(Headline, ComparesWithTheBigrams) {
  Log log = sample_log();
  log.evals.back().loss = 1.212;
  EXPECT_THAT(headline(sample_plan(), log), Contains(Pair("1.212", "held-out loss, nats a token")));
  EXPECT_THAT(headline(sample_plan(), log), Contains(Pair("1.100", "below the bigram entropy")));
  for (EvalLine& point : log.evals) point.loss = 3.312;
  EXPECT_THAT(headline(sample_plan(), log), Contains(Pair("1.000", "above the bigram entropy")));
}

TEST(Headline, DoesNotPraiseALossThatWasBetter) {
  Log log = sample_log();
  log.evals = {{50, 100, 1.5}, {100, 200, 1.2}, {150, 300, 1.4}};
  EXPECT_THAT(headline(sample_plan(), log), Contains(Pair("1.200", "the best, at step 100")));
  EXPECT_THAT(headline(sample_plan(), log), Not(Contains(Pair(::testing::_, "below the bigram entropy"))));
  EXPECT_THAT(run_facts(sample_plan(), log), Contains(Pair("best held-out loss", "1.2000 at step 100")));
  log.evals.back().loss = 1.201;
  EXPECT_THAT(headline(sample_plan(), log), Contains(Pair(::testing::_, "below the bigram entropy"))) << "noise";
}

TEST(RunFacts, CountEpochs) {
  Log log = sample_log();
  log.corpus->train_tokens = log.train.back().items / 4;
  EXPECT_THAT(run_facts(sample_plan(), log), Contains(Pair("epochs", "4")));
}

TEST(Headline, OfATableHasTheScoreAndCountsSamples) {
  plan::Plan plan = sample_plan();
  plan.training.task = plan::TaskKind::classify;
  Log log = sample_log(3);
  log.corpus.reset();
  log.table = TableLine{150, 120, 30, 4, 1.099, 0.4, 1};
  log.evals = {{3, 90, 0.25, 0.9667}};
  EXPECT_THAT(headline(plan, log), Contains(Pair("0.250", "held-out loss, nats a sample")));
  EXPECT_THAT(headline(plan, log), Contains(Pair("96.7%", "held-out accuracy")));
  EXPECT_THAT(headline(plan, log), Contains(Pair(::testing::_, "samples a second")));
  EXPECT_THAT(run_facts(plan, log), Contains(Pair("table", "150 rows of 4 features in 1 file, 30 of them held out")));
  EXPECT_THAT(run_facts(plan, log), Contains(Pair("most frequent label", "40.0% of what is held out")));
  EXPECT_THAT(run_facts(plan, log), Not(Contains(Pair("held-out loss", ::testing::_))));
  plan.training.task = plan::TaskKind::regress;
  EXPECT_THAT(headline(plan, log), Contains(Pair("0.967", "held-out R²")));
}

TEST(Headline, FallsBackOnTheLastFiniteTrainingLoss) {
  Log log = sample_log(10);
  log.evals.clear();
  log.train[8].loss = 2.5;
  log.train[9].loss = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(headline(sample_plan(), log), Contains(Pair("2.500", "training loss, nats a token")));
}

TEST(Headline, OfARunWithoutASingleStep) {
  EXPECT_THAT(headline(sample_plan(), Log{}), Contains(Pair("0", "steps of 610")));
}

TEST(Headline, SpeedIsTheMedian) {
  Log log = sample_log(3);
  log.train[0].items_per_second = 1;
  log.train[1].items_per_second = 42000;
  log.train[2].items_per_second = 9e9;
  EXPECT_THAT(headline(sample_plan(), log), Contains(Pair("42k", "tokens a second")));
}

TEST(RunFacts, SayHowItEndedAndWhatWasPlanned) {
  const Facts facts = run_facts(sample_plan(), sample_log());
  EXPECT_THAT(facts, Contains(Pair("end", "finished")));
  EXPECT_THAT(facts, Contains(Pair("time", "1 min 46 s")));
  EXPECT_THAT(facts, Contains(Pair("batch", "32 sequences of 256 tokens")));
  EXPECT_THAT(facts, Contains(Pair("schedule", "linear, 12 steps of warm-up, down to 0 of the peak")));
  EXPECT_THAT(facts, Contains(Pair("parameterization", "complete_d_p(alpha = 1)")));
  EXPECT_THAT(facts, Contains(Pair("corpus", "41,230,112 tokens in 1,893 files, 412,301 of them held out")));
}

TEST(RunFacts, HaveTheNoiseScaleWhereItWasMeasured) {
  Log log = sample_log();
  const auto noise = [&](const plan::Plan& plan) -> std::string {
    for (const auto& [name, figure] : run_facts(plan, log))
      if (name == "gradient noise scale") return figure;
    return "";
  };
  EXPECT_EQ(noise(sample_plan()), "");
  log.noise = {NoiseLine{300, {}, 1, 256, 1, 1}, NoiseLine{610, {}, 12.34, 3159, 1, 12.34},
               NoiseLine{610, "embed.weight", 5, 1280, 1, 5}};
  EXPECT_EQ(noise(sample_plan()), "3.16k tokens (12.3 sequences) a step");
  plan::Plan plan = sample_plan();
  plan.training.context.reset();
  EXPECT_EQ(noise(plan), "12.3 samples a step");
  log.noise[1].rows = NAN;
  EXPECT_EQ(noise(plan), "not known: noise hides the gradient");
}

TEST(ScaleTable, HasARowAnAxis) {
  const std::string table = scale_table(sample_plan());
  EXPECT_THAT(table, HasSubstr("<td>depth</td>"));
  EXPECT_THAT(table, HasSubstr("×2</td>"));
  EXPECT_THAT(table, HasSubstr("title=\"5000000\">5M"));
}

TEST(TensorTable, FoldsLayersAndGroupsEqualSettings) {
  const std::string table = tensor_table(sample_plan());
  EXPECT_THAT(table, HasSubstr("<code>blocks.0-1.attn.q.weight</code><code>blocks.0-1.attn.k.weight</code>"));
  EXPECT_THAT(table, HasSubstr("8 tensors, 131k numbers"));
  EXPECT_THAT(table, HasSubstr("256 × 128"));
  EXPECT_THAT(table, HasSubstr("1 × the run"));  // the embedding: 1 / (0.016 * 0.1) = 625 of 610 steps
}

TEST(TensorTable, TitlesHaveExactValuesAndReasons) {
  plan::Plan plan = sample_plan();
  plan.tensors[0].lr = 0.0027621358640099515;
  const std::string table = tensor_table(plan);
  EXPECT_THAT(table, HasSubstr("title=\"0.0027621358640099515\nlr = 4e-3  [0.004; gpt.cdp:18:3]"));
  EXPECT_THAT(table, HasSubstr(">0.002762<"));
}

TEST(TensorTable, OneLearningRateNeedsNoRule) {
  plan::Plan plan = sample_plan();
  for (plan::Tensor& tensor : plan.tensors) tensor.lr = 1;
  EXPECT_THAT(tensor_table(plan), Not(HasSubstr("class=\"rule\"")));
}

TEST(TensorTable, ShowsWhichOptimizerATensorHas) {
  plan::Plan plan = sample_plan();
  EXPECT_THAT(tensor_table(plan), Not(HasSubstr("<th>optimizer</th>")));
  for (plan::Tensor& tensor : plan.tensors) tensor.optimizer = plan::OptimizerKind::adamw;
  plan.tensors[1].optimizer = plan::OptimizerKind::muon;
  plan.tensors[1].beta2.reset();
  plan.tensors[1].eps.reset();
  const std::string table = tensor_table(plan);
  EXPECT_THAT(table, HasSubstr("<th>optimizer</th>"));
  EXPECT_THAT(table, HasSubstr("<td>muon</td>"));
  EXPECT_THAT(table, HasSubstr("<td class=\"n\">–</td><td class=\"n\">–</td>")) << "no beta2, no eps";
}

TEST(TensorTable, NamesAreEscaped) {
  plan::Plan plan;
  plan.tensors = {sample_tensor("<x>", {1}, {"a&b"}, 1, 1)};
  EXPECT_THAT(tensor_table(plan), HasSubstr("&lt;x&gt;"));
  EXPECT_THAT(tensor_table(plan), HasSubstr("a&amp;b"));
}

TEST(MultiplierTable, IsEmptyWithoutMultipliers) {
  EXPECT_EQ(multiplier_table(plan::Plan{}), "");
  EXPECT_THAT(multiplier_table(sample_plan()), HasSubstr("<code>blocks.0-7.attn_mult</code>"));
}

}  // namespace
}  // namespace cdp::run
