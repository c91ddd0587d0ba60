// Tensors and multipliers, in and out of their domains.
#include <functional>
#include <limits>
#include <string>

#include <gmock/gmock.h>

#include "compiler/plan/json.h"
#include "tests/compiler/plan/optimizer_plan.h"

namespace cdp::plan {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::string error_after(const std::function<void(Plan&)>& change) {
  Plan plan = testing::sample_plan();
  change(plan);
  const Status status = validate(plan);
  return status ? "no error" : status.error().text();
}

TEST(ValidateTensors, HoldsEveryHyperparameter) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[2].lr = -1; }),
            "tensors[2].lr: -1 is out of range; lr is at least 0 (`blocks.0.attn.q.weight`)");
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].beta1 = 1; }),
            "tensors[0].beta1: 1 is out of range; beta1 is at least 0 and below 1 (`embed.weight`)");
  EXPECT_THAT(error_after([](Plan& plan) { plan.tensors[0].beta2 = -0.1; }), StartsWith("tensors[0].beta2: -0.1"));
  EXPECT_THAT(error_after([](Plan& plan) { plan.tensors[0].eps = kNan; }), StartsWith("tensors[0].eps: nan"));
  EXPECT_THAT(error_after([](Plan& plan) { plan.tensors[0].weight_decay = kInfinity; }),
              StartsWith("tensors[0].weight_decay: inf"));
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].lr = *(plan.tensors[0].eps = 0); }), "no error");
}

TEST(ValidateTensors, HoldsWhatTheOptimizerHas) {
  const auto under = [](OptimizerKind optimizer, const std::function<void(Plan&)>& change) {
    return error_after([&](Plan& plan) {
      plan = testing::with_optimizer(plan, optimizer);
      change(plan);
    });
  };
  EXPECT_EQ(under(OptimizerKind::adamw, [](Plan& plan) { plan.tensors[0].eps.reset(); }),
            "tensors[0]: `adamw` needs `eps` (`embed.weight`)");
  EXPECT_EQ(under(OptimizerKind::sgd, [](Plan& plan) { plan.tensors[0].eps = 1e-8; }),
            "tensors[0].eps: `sgd` has no eps (`embed.weight`)");
  EXPECT_EQ(under(OptimizerKind::lion, [](Plan& plan) { plan.tensors[0].beta2.reset(); }),
            "tensors[0]: `lion` needs `beta2` (`embed.weight`)");
  EXPECT_EQ(under(OptimizerKind::muon, [](Plan& plan) { plan.tensors[2].beta2 = 0.9; }),
            "tensors[2].beta2: `muon` has no beta2 (`blocks.0.attn.q.weight`)");
}

TEST(ValidateTensors, HoldsWhichOptimizerUpdatesATensor) {
  const auto under_muon = [](const std::function<void(Plan&)>& change) {
    return error_after([&](Plan& plan) {
      plan = testing::with_optimizer(plan, OptimizerKind::muon);
      change(plan);
    });
  };
  EXPECT_EQ(under_muon([](Plan&) {}), "no error");
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].optimizer = OptimizerKind::adamw; }),
            "tensors[0].optimizer: `adamw` updates every tensor; leave `optimizer` out (`embed.weight`)");
  EXPECT_EQ(under_muon([](Plan& plan) { plan.tensors[0].optimizer.reset(); }),
            "tensors[0]: needs `optimizer`, muon or adamw (`embed.weight`)");
  EXPECT_EQ(under_muon([](Plan& plan) { plan.tensors[0].optimizer = OptimizerKind::lion; }),
            "tensors[0].optimizer: `lion` does not go with `muon`; use muon or adamw (`embed.weight`)");
  EXPECT_EQ(under_muon([](Plan& plan) { plan.tensors[1].optimizer = OptimizerKind::muon; }),
            "tensors[1].optimizer: `muon` updates matrices, but this has one dimension (`blocks.0.attn_norm.gain`)");
}

TEST(ValidateTensors, HoldsShapes) {
  EXPECT_EQ(error_after([](Plan& plan) {
              plan.tensors[0].shape = {16, 0};
            }),
            "tensors[0].shape[1]: 0 is too small; a dimension is at least 1 (`embed.weight`)");
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].shape = {}; }),
            "tensors[0].shape: 0 dimensions; a tensor has 1 to 8 (`embed.weight`)");
  EXPECT_EQ(error_after([](Plan& plan) {
              plan.tensors[0].shape = {std::int64_t{1} << 62, 8};
            }),
            "tensors[0].shape: too many elements; a tensor holds at most 2^40 (`embed.weight`)");
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].reference_shape = {16}; }),
            "tensors[0].reference_shape: 1 dimensions, but `shape` has 2 (`embed.weight`)");
  EXPECT_THAT(error_after([](Plan& plan) {
                plan.tensors[0].reference_shape = {16, -8};
              }),
              StartsWith("tensors[0].reference_shape[1]: -8"));
  EXPECT_EQ(error_after([](Plan& plan) {
              for (int i = 0; i < 2000; ++i) {
                plan.tensors.push_back(plan.tensors[0]);
                plan.tensors.back().name = "big" + std::to_string(i);
                plan.tensors.back().shape = {std::int64_t{1} << 40, 1};
              }
            }),
            "tensors: too many parameters; a plan holds at most 2^50");
}

TEST(ValidateTensors, HoldsInitialValues) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].init.std.reset(); }),
            "tensors[0].init: `normal` needs `std` (`embed.weight`)");
  EXPECT_EQ(error_after([](Plan& plan) {
              plan.tensors[0].init = {Distribution::zeros, 0.5};
            }),
            "tensors[0].init.std: `zeros` has no std (`embed.weight`)");
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].init.std = -0.5; }),
            "tensors[0].init.std: -0.5 is out of range; std is at least 0 (`embed.weight`)");
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].init = {Distribution::orthogonal, 0.0}; }), "no error");
}

TEST(ValidateTensors, HoldsNames) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[2].name = "embed.weight"; }),
            "tensors[2].name: `embed.weight` is given twice; every tensor and multiplier has a name of its own");
  EXPECT_THAT(error_after([](Plan& plan) { plan.multipliers[1].name = "embed.weight"; }),
              StartsWith("multipliers[1].name: `embed.weight` is given twice"));
  for (const char* name : {"", "%1", "a..b", ".a", "a.", "blocks.*.w"})
    EXPECT_THAT(error_after([&](Plan& plan) { plan.tensors[0].name = name; }), StartsWith("tensors[0].name: `"))
        << name;
}

TEST(ValidateTensors, HoldsMultipliersAndReasons) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.multipliers[0].value = kInfinity; }),
            "multipliers[0].value: inf is not a finite number (`blocks.0.attn.scale`)");
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].because->at(0).second[1].factor = kNan; }),
            "tensors[0].because.lr[1].factor: nan is not a finite number (`embed.weight`)");
}

TEST(ValidateTensors, HoldsEffectsAndRatios) {
  const auto error_of_rule = [](const auto& change) {
    return error_after([&](Plan& plan) { change(plan.tensors[0].because->at(0).second[1]); });
  };
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].because->at(0).second[0].effect = Effect::kClamp; }),
            "tensors[0].because.lr[0].effect: `clamp` has nothing to act on; the first reason of a value is `set` "
            "(`embed.weight`)");
  for (const double ratio : {-0.5, kInfinity, kNan})
    EXPECT_THAT(error_of_rule([&](Reason& reason) { reason.ratios[0].second = ratio; }),
                AllOf(StartsWith("tensors[0].because.lr[1].ratios.m_in: "), HasSubstr("; a ratio is at least 0")));
  EXPECT_EQ(error_of_rule([](Reason& reason) { reason.exponents[0].second = kNan; }),
            "tensors[0].because.lr[1].exponents.m_in: nan is not a finite number (`embed.weight`)");
  EXPECT_EQ(error_of_rule([](Reason& reason) { reason.exponents.clear(); }),
            "tensors[0].because.lr[1].ratios: `m_in` has no exponent; each ratio has one (`embed.weight`)");
  EXPECT_EQ(error_of_rule([](Reason& reason) { reason.ratios.clear(); }),
            "tensors[0].because.lr[1].exponents: `m_in` is the exponent of no ratio (`embed.weight`)");
  EXPECT_EQ(error_of_rule([](Reason& reason) {
              reason.ratios = {{"m_B", 2}, {"m_D", 4}};
              reason.exponents = {{"m_D", -0.5}, {"m_B", 0.5}};
            }),
            "no error")
      << "in any order";
  EXPECT_EQ(error_after([](Plan& plan) { plan.tensors[0].because->at(0).second[1].factor = 7; }), "no error")
      << "a plan may be edited by hand";
}

TEST(ValidateTensors, CountsParameters) {
  EXPECT_EQ(error_after([](Plan& plan) { plan.parameters.total = 5; }),
            "parameters.total: 5 is wrong; the tensors hold 2344");
  EXPECT_EQ(error_after([](Plan& plan) { plan.parameters.non_embedding = 2345; }),
            "parameters.non_embedding: 2345 is out of range; it is at most the total, 2344");
  EXPECT_THAT(error_after([](Plan& plan) { plan.parameters.non_embedding = -1; }),
              StartsWith("parameters.non_embedding: -1"));
}

}  // namespace
}  // namespace cdp::plan
