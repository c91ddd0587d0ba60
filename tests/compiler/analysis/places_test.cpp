// Where axes, rules and settings are written.
#include "compiler/analysis/places.h"

#include <gtest/gtest.h>

#include "compiler/diag/catalog/examples.h"
#include "tests/compiler/analysis/facts_support.h"

namespace cdp::analysis {
namespace {

std::string_view text(const Compiled& spec, Span span) {
  return spec.target->sources.text(span);
}

TEST(Places, RulesStandInTheSpecOrWhereTheyAreChosen) {
  const Compiled spec(test::spec_with(test::own_rules("@hidden { lr *= m_in^-1 }")) + "target big { width = 512 }\n");
  const Rules& rules = rules_on(spec.facts, spec.tensor("blocks.*.attn.q.weight"), sema::Hp::lr);
  EXPECT_EQ(text(spec, rules_span(spec.facts, rules)), "lr *= m_in^-1");
  EXPECT_EQ(text(spec, rules_span(spec.facts)), "r()");
}

TEST(Places, AxesStandAtTheTargetOrElseAtTheReference) {
  const Compiled spec(CDP_SPEC "target big { width = 1024 }\n");
  EXPECT_EQ(text(spec, axis_span(spec.facts, spec.big(), "width")), "1024");
  EXPECT_EQ(axis_span(spec.facts, spec.big(), "depth"), axis_span(spec.facts, spec.facts.reference(), "depth"));
  EXPECT_EQ(text(spec, cause_span(spec.big(), {"depth", "width"})), "1024");
  EXPECT_TRUE(says_any(spec.big(), {"depth", "width"}));
  EXPECT_FALSE(says_any(spec.big(), {"depth"}));
}

TEST(Places, SchedulesStandAtTheArgumentTheKeyOrTheBlock) {
  const Compiled spec(CDP_SPEC "training { schedule = cosine(warmup = 2%) }\ntarget big { width = 1024 }\n");
  EXPECT_TRUE(has_training(spec.facts));
  EXPECT_EQ(text(spec, schedule_span(spec.facts, "warmup")), "warmup = 2%");
  EXPECT_EQ(text(spec, schedule_span(spec.facts, "floor")), "schedule = cosine(warmup = 2%)");
  EXPECT_EQ(text(spec, training_span(spec.facts, "seed")), "training");
}

TEST(Places, BaseIsToldFromTune) {
  const Compiled compiled(CDP_SPEC
                          "tune blocks.*.attn.q { lr = 1e-2 }\ntune blocks.*.attn.k { lr = 1e-2 }\n"
                          "target big { width = 1024 }\n");
  for (const TensorAt& at : compiled.facts.reference().tensors) {
    const bool tuned = at.tensor.path == "blocks.*.attn.q.weight" || at.tensor.path == "blocks.*.attn.k.weight";
    EXPECT_EQ(set_by_base(compiled.facts, at.first, sema::Hp::lr), !tuned) << at.tensor.path;
  }
}

}  // namespace
}  // namespace cdp::analysis
