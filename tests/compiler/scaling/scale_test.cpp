// Units to numbers, steps, and scales that cannot be.
#include "compiler/scaling/scale.h"

#include <gtest/gtest.h>

#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::scaling {
namespace {

using test::compile;
using test::Ids;
using test::kSpec;

Scale scale_of(const std::string& target, const std::string& reference = test::kReference) {
  const auto compiled = compile(
      test::spec_with("use std.sp\nparameterization = sp()\n", "", reference) + "target big { " + target + " }\n",
      "big");
  EXPECT_EQ(compiled->messages(), Ids{}) << target;
  return compiled->target.value_or(Scale{});
}

Ids ids_of_target(const std::string& target) {
  return compile(kSpec + "target big { " + target + " }\n", "big")->ids();
}

TEST(Scale, ConvertsUnits) {
  EXPECT_EQ(scale_of("batch = 8192 tok").at("batch"), 32);
  EXPECT_EQ(scale_of("duration = 1000 seq").at("duration"), 256'000);
  EXPECT_EQ(scale_of("duration = 100 steps").at("duration"), 100 * 32 * 256);
  EXPECT_EQ(scale_of("duration = 100 steps; batch = 64 seq").at("duration"), 100 * 64 * 256);
  EXPECT_EQ(scale_of("duration = 100 steps").steps(), 100);
  EXPECT_EQ(scale_of("duration = 100 steps; context = 512").batch_tokens(), 32 * 512);
}

TEST(Scale, CountsTokensPerParameter) {
  const double block = 16.0 * 128 * 128 + 2 * 128 + 2 * 64;
  EXPECT_EQ(scale_of("duration = 20 tok_per_param").at("duration"), 20 * (4 * block + 128));
  EXPECT_EQ(scale_of("duration = 20 tok_per_param; depth = 8").at("duration"), 20 * (8 * block + 128));
}

TEST(Scale, KeepsWhatATargetDoesNotNameAsItWasWritten) {
  EXPECT_EQ(scale_of("width = 256").at("duration"), 1e7);
  const std::string in_steps =
      "reference { width = 128; depth = 4; batch = 8192 tok; duration = 100 steps; context = 256 }\n";
  const Scale scale = scale_of("context = 512", in_steps);
  EXPECT_EQ(scale.at("batch"), 16) << "the batch was given in tokens";
  EXPECT_EQ(scale.steps(), 100) << "the duration was given in steps";
}

TEST(Scale, RoundsStepsDown) {
  EXPECT_EQ(scale_of("duration = 8191 * 100 tok; batch = 8192 tok").steps(), 99);
  EXPECT_EQ(scale_of("width = 256").steps(), 1220);
}

TEST(Scale, RefusesWhatIsNotWhole) {
  EXPECT_EQ(compile(kSpec + "target big { batch = 1000 tok }\n", "big")->messages(),
            Ids{"1000 tok is not a whole number of sequences of 256 tok; the nearest are 768 tok and 1024 tok"});
  EXPECT_EQ(compile(kSpec + "target big { batch = 100 tok }\n", "big")->messages(),
            Ids{"100 tok is not a whole number of sequences of 256 tok; the nearest are 256 tok"});
  EXPECT_EQ(ids_of_target("width = 64 * 3 + 1"), Ids{"E0330"}) << "the library's own assert comes first";
  EXPECT_EQ(compile(test::toy("  up: Linear(width, width / 3)\n  down: Linear(width / 3, width)\n"
                              "  forward(tokens) = head(down(up(embed(tokens))))\n"))
                ->messages(),
            Ids{"a dimension of `up.weight`, `width / 3`, comes to 42.666666666666664 at `reference`; it must be a "
                "whole number of at least 1"})
      << "one of those that share the fault";
}

TEST(Scale, RefusesConstantsOfOperationsThatAreNotWhole) {
  const auto messages = [](const std::string& heads) {
    return compile(
               test::toy("  forward(tokens) = head(merge_heads(split_heads(embed(tokens), heads = " + heads + ")))\n"))
        ->messages();
  };
  EXPECT_EQ(messages("width / 64"), Ids{});
  EXPECT_EQ(messages("width / 256"),
            Ids{"`heads` of `split_heads`, `width / 256`, comes to 0.5 at `reference`; it must be "
                "a whole number from 1 to 2^53"});
}

TEST(Scale, RefusesRunsOfLessThanAStep) {
  EXPECT_EQ(ids_of_target("duration = 8191 tok"), Ids{"E0419"});
  EXPECT_EQ(ids_of_target("duration = 1e17 steps"), Ids{"E0419"}) << "beyond 2^53 tokens";
}

TEST(Scale, EndsHugeModels) {
  EXPECT_EQ(ids_of_target("width = 64T"), Ids{"E0471"});
  EXPECT_EQ(ids_of_target("width = 512k; depth = 400"), Ids{"E0422"});
  EXPECT_EQ(ids_of_target("depth = 10M"), Ids{"E0428"});
  EXPECT_EQ(ids_of_target("depth = 1e18"), Ids{"E0428"});
  EXPECT_EQ(ids_of_target("width = 1e18"), Ids{"E0471"});
}

TEST(Scale, HoldsAssertsOfTheSpec) {
  const auto failed = compile(kSpec + "assert batch <= 64, \"too large\"\ntarget big { batch = 128 seq }\n", "big");
  EXPECT_EQ(failed->messages(), Ids{"too large: not so at `big`, `batch` is 128"});
  EXPECT_FALSE(failed->scaled);
}

TEST(Scale, CountsParameters) {
  const auto compiled = compile(kSpec);
  const double block = 16.0 * 128 * 128 + 2 * 128 + 2 * 64;
  EXPECT_EQ(compiled->scaled->parameters.non_embedding, 4 * block + 128);
  EXPECT_EQ(compiled->scaled->parameters.total, 4 * block + 128 + 2 * 256 * 128);
}

const std::string kClassifier =
    "use std.tabular\nuse std.sp\nmodel = MlpClassifier(width, depth, features = 4, classes = 3)\n"
    "parameterization = sp()\ntraining { task = classify }\n"
    "reference { width = 64; depth = 2; batch = 32 seq; duration = 100 steps }\n" +
    test::kBase;

TEST(Scale, CountsSamplesWhereThereAreNoTokens) {
  const auto compiled = compile(kClassifier + "target big { batch = 64 seq }\n", "big");
  ASSERT_EQ(compiled->messages(), Ids{});
  EXPECT_FALSE(compiled->target->tokens);
  EXPECT_EQ(compiled->target->batch_tokens(), 64);
  EXPECT_EQ(compiled->target->at("duration"), 6400);
  EXPECT_EQ(compiled->target->steps(), 100);
}

TEST(Scale, RefusesTokensWhereThereAreNone) {
  const auto messages = [](const std::string& target) {
    return compile(kClassifier + "target big { " + target + " }\n", "big")->messages();
  };
  EXPECT_EQ(messages("duration = 10k tok"),
            Ids{"`tok` counts tokens, and task `classify` has none; write `seq` (samples) or `steps`"});
  EXPECT_EQ(messages("batch = 32 tok"),
            Ids{"`tok` counts tokens, and task `classify` has none; write `seq` (samples) or `steps`"});
  EXPECT_EQ(messages("duration = 20 tok_per_param"),
            Ids{"`tok_per_param` counts tokens, and task `classify` has none; write `seq` (samples) or `steps`"});
  EXPECT_EQ(messages("context = 8"),
            Ids{"`context` is the length of a sequence of tokens, and task `classify` has none; leave it out"});
  EXPECT_EQ(
      messages("duration = 10 seq"),
      Ids{"a duration of 10 seq with batches of 32 seq is no run at `big`; one has at least a step, and at most 2^53 "
          "tokens or samples"});
}

}  // namespace
}  // namespace cdp::scaling
