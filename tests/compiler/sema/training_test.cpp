// `training { ... }`
#include <gtest/gtest.h>

#include "compiler/plan/words.h"
#include "compiler/sema/spec.h"
#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::check;
using test::Ids;
using test::ids_for;
using test::kSpec;

TrainingSettings training_of(const std::string& body) {
  const auto checked = check(kSpec + "training { " + body + " }\n");
  EXPECT_EQ(checked->messages(), Ids{}) << body;
  return checked->spec->training;
}

Ids ids_of_training(const std::string& body) {
  return ids_for(kSpec + "training { " + body + " }\n");
}

TEST(Training, ReadsEveryKey) {
  const auto training = training_of(
      "task = next_token; optimizer = adamw; schedule = wsd(warmup = 2%, decay = 30%, floor = 0.1); grad_clip = 0.5; "
      "precision = bf16; seed = 7; weight_decay = independent");
  EXPECT_EQ(training.schedule.kind, plan::ScheduleKind::wsd);
  EXPECT_EQ(training.schedule.warmup, 0.02);
  EXPECT_EQ(training.schedule.decay, 0.3);
  EXPECT_EQ(training.schedule.floor, 0.1);
  EXPECT_EQ(training.grad_clip, 0.5);
  EXPECT_EQ(training.seed, 7);
  EXPECT_EQ(training.word("weight_decay"), "independent");
  EXPECT_EQ(training.word("precision"), "bf16");
  EXPECT_TRUE(training.set.contains("schedule"));
}

TEST(Training, HasDefaults) {
  const auto training = training_of("");
  EXPECT_EQ(training.word("schedule"), "constant");
  EXPECT_EQ(training.word("optimizer"), "adamw");
  EXPECT_FALSE(training.grad_clip);
  EXPECT_TRUE(training.set.empty());
  EXPECT_EQ(training_of("schedule = wsd").schedule.decay, 0.2);
  EXPECT_EQ(training_of("schedule = cosine()").schedule.kind, plan::ScheduleKind::cosine);
}

TEST(Training, StepsAreNoFraction) {
  const auto message = [](const std::string& schedule) {
    const auto messages = check(kSpec + "training { schedule = " + schedule + " }\n")->messages();
    return messages.size() == 1 ? messages.front() : ::testing::PrintToString(messages);
  };
  EXPECT_EQ(
      message("linear(warmup = 61 steps)"),
      "`warmup` is a fraction of the run, found `61 steps`; write `warmup = 5%`, which is 61 of the reference's 1220 "
      "steps");
  EXPECT_EQ(
      message("linear(warmup = 100)"),
      "`warmup` is a fraction of the run, found `100`; write `warmup = 100 / 1220`, which is 100 of the reference's "
      "1220 steps");
  EXPECT_EQ(
      message("wsd(decay = 1M tok)"),
      "`decay` is a fraction of the run, found `1000000 tok`; write `decay = 10%`, which is 122 of the reference's "
      "1220 steps");
  EXPECT_EQ(message("linear(warmup = 2000 steps)"),
            "`warmup` is a fraction of the run, found `2000 steps`; the reference has 1220 steps in all; write `warmup "
            "= 2%`");
  EXPECT_EQ(message("linear(warmup_steps = 61)"),
            "unknown key `warmup_steps`; write `warmup = 5%`, which is 61 of the reference's 1220 steps");
  EXPECT_EQ(check(kSpec + "training { warmup_iters = 61 }\n")->messages(),
            Ids{"unknown key `warmup_iters`; write `warmup = 5%`, which is 61 of the reference's 1220 steps"});
  EXPECT_EQ(training_of("schedule = linear(warmup = 100 / 1220)").schedule.warmup, 100.0 / 1220);
}

TEST(Training, RefusesUnknownKeysAndWords) {
  EXPECT_EQ(check(kSpec + "training { precison = bf16 }\n")->messages(),
            Ids{"unknown key `precison` in `training`; did you mean `precision`?"});
  EXPECT_EQ(check(kSpec + "training { precision = bf61 }\n")->messages(),
            Ids{"`precision` must be fp32 or bf16; did you mean `bf16`?"});
  EXPECT_EQ(ids_of_training("optimizer = 3; task = \"next_token\""), (Ids{"E0232", "E0232"}));
  EXPECT_EQ(ids_of_training("schedule = linaer(warmup = 2%)"), Ids{"E0232"});
  EXPECT_EQ(ids_of_training("schedule = linear.fast(warmup = 2%)"), Ids{"E0232"});
}

TEST(Training, HoldsTheScheduleToItsShape) {
  EXPECT_EQ(ids_of_training("schedule = linear(warmup = 200%)"), Ids{"E0233"});
  EXPECT_EQ(ids_of_training("schedule = wsd(warmup = 60%, decay = 60%)"), Ids{"E0234"});
  EXPECT_EQ(ids_of_training("schedule = linear(decay = 1%, 2%)"), (Ids{"E0235", "E0235"}));
  EXPECT_EQ(ids_of_training("schedule = constant(floor = 1%)"), Ids{"E0235"});
  const auto twice = check(kSpec + "training { schedule = linear(warmup = 1%, warmup = 2%); seed = 1; seed = 2 }\n");
  EXPECT_EQ(twice->ids(), (Ids{"E0225", "E0225"}));
  EXPECT_EQ(twice->noted(), (Ids{"warmup", "seed = 1"}));
}

TEST(Training, HoldsNumbersInRange) {
  EXPECT_EQ(ids_of_training("seed = 1.5; grad_clip = -1"), (Ids{"E0233", "E0233"}));
  EXPECT_EQ(ids_of_training("seed = 1e300"), Ids{"E0233"});
  EXPECT_EQ(ids_of_training("grad_clip = 0"), Ids{"E0258"}) << "a plan has none, or a positive one";
  EXPECT_EQ(ids_of_training("grad_clip = width"), Ids{"E0229"});
  EXPECT_EQ(ids_of_training("grad_clip = 1 tok"), Ids{"E0218"});
}

TEST(Training, ListsTheWordsOfEachKey) {
  for (const std::string_view key : kTrainingWordKeys) EXPECT_FALSE(training_words(key).empty()) << key;
  EXPECT_TRUE(training_words("seed").empty());
  EXPECT_EQ(training_words("schedule").back(), "wsd");
}

}  // namespace
}  // namespace cdp::sema
