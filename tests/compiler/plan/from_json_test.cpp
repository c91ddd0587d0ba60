// Reading plans: what is written comes back, and whatever else is an error with a place.
#include <random>
#include <string>

#include <gmock/gmock.h>

#include "compiler/plan/json.h"
#include "tests/compiler/plan/sample_plan.h"

namespace cdp::plan {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// The sample with the first `from` replaced.
std::string changed(std::string_view from, std::string_view to) {
  std::string text = to_json(testing::sample_plan());
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string error_of(std::string_view text) {
  const Result<Plan> plan = from_json(text);
  return plan ? "no error" : plan.error().text();
}

std::string error_after(std::string_view from, std::string_view to) {
  return error_of(changed(from, to));
}

TEST(FromJson, GivesBackWhatWasWritten) {
  const std::string text = to_json(testing::sample_plan());
  const Result<Plan> plan = from_json(text);
  ASSERT_TRUE(plan) << plan.error().text();
  EXPECT_EQ(to_json(*plan), text);
  EXPECT_EQ(plan->tensors.size(), 21U);
  const Reason& rule = plan->tensors[1].because->front().second[1];
  EXPECT_EQ(rule.effect, Effect::kMultiply);
  EXPECT_EQ(rule.factor, 0.125);
  EXPECT_EQ(rule.ratios, (Ordered<double>{{"m_in", 8}}));
  EXPECT_EQ(rule.exponents, (Ordered<double>{{"m_in", -1}}));
  EXPECT_EQ(plan->graph.nodes[1].body->nodes.size(), 22U);
  EXPECT_EQ(plan->training.context, 8);
}

TEST(FromJson, GivesBackOddValues) {
  Plan plan = testing::sample_plan();
  plan.target = "größe \"x\" \\ \n\t\x01 模型";
  plan.tensors[0].lr = 5e-324;
  plan.tensors[0].eps = 1.7976931348623157e308;
  plan.tensors[0].init.std = 1e22;
  plan.multipliers[0].value = -0.0;
  plan.training.seed = std::numeric_limits<std::int64_t>::max();
  plan.parameterization.arguments = {{"b", true}, {"a", std::string("word")}, {"z", -2.5}, {"", std::int64_t{-7}}};
  const std::string text = to_json(plan);
  const Result<Plan> back = from_json(text);
  ASSERT_TRUE(back) << back.error().text();
  EXPECT_EQ(to_json(*back), text);
  EXPECT_EQ(back->target, plan.target);
  EXPECT_EQ(back->tensors[0].lr, 5e-324);
  EXPECT_EQ(back->parameterization.arguments, plan.parameterization.arguments);
}

TEST(FromJson, ReadsOtherLayoutsAndOrdersOfKeys) {
  std::string text = changed("\"tags\": [\"input\", \"trunk\"],\n", "");
  text.replace(text.find("\"name\": \"embed.weight\","), 0, "\"tags\":[\"input\"\t,\r\n\"trunk\"],");
  const Result<Plan> plan = from_json(text);
  ASSERT_TRUE(plan) << plan.error().text();
  EXPECT_EQ(to_json(*plan), to_json(testing::sample_plan()));
}

TEST(FromJson, ReadsTenThousandTensors) {
  const std::string text = to_json(testing::sample_plan({.depth = 1111}));
  const Result<Plan> plan = from_json(text);
  ASSERT_TRUE(plan) << plan.error().text();
  EXPECT_EQ(plan->tensors.size(), 10'002U);
  EXPECT_EQ(to_json(*plan), text);
}

TEST(FromJson, RefusesForeignFiles) {
  EXPECT_EQ(error_of(""), "not a cdp plan: the file is empty");
  EXPECT_EQ(error_of("[1, 2]"), "not a cdp plan: expected an object with `format`");
  EXPECT_EQ(error_of("7"), "not a cdp plan: expected an object with `format`");
  EXPECT_EQ(error_of("{\"a\": {\"format\": \"cdp-plan\"}}"), "not a cdp plan: it has no `format`");
  EXPECT_EQ(error_of("{\"format\": \"onnx\", \"version\": 1}"),
            "format: not a cdp plan: expected \"cdp-plan\", found \"onnx\"");
  EXPECT_EQ(error_of("{\"format\": 3, \"version\": 1}"), "format: not a cdp plan: expected \"cdp-plan\", found 3");
  EXPECT_EQ(error_of("\x89PNG\r\n"), "not a cdp plan: unexpected the byte 0x89 at line 1 column 1");
  EXPECT_EQ(error_of("use std.gpt\n"), "not a cdp plan: unexpected `use` at line 1 column 1");
}

TEST(FromJson, RefusesOtherVersions) {
  EXPECT_EQ(error_after("\"version\": 2", "\"version\": 3, \"more\": []"),
            "version: version 3 was written by a newer cdp; this one reads versions 1 and 2");
  EXPECT_EQ(error_after("\"version\": 2", "\"version\": 0"),
            "version: there is no version 0; this cdp reads versions 1 and 2");
  EXPECT_EQ(error_after("\"version\": 2", "\"version\": \"2\""), "version: expected a whole number, found \"2\"");
  EXPECT_EQ(error_after("  \"version\": 2,\n", ""), "`version` is missing");
}

TEST(FromJson, HoldsEachVersionToItsOwnKeys) {
  EXPECT_EQ(error_after("\"version\": 2", "\"version\": 1"),
            "tensors[0].because.lr[0]: version 1 has no `effect`; version 2 has");
  EXPECT_EQ(error_after("\"effect\": \"set\", ", ""), "tensors[0].because.lr[0]: `effect` is missing");
}

TEST(FromJson, KnowsTheWordsOfClosedSets) {
  EXPECT_EQ(error_after("\"task\": \"next_token\"", "\"task\": \"next_tokn\""),
            "training.task: unknown task `next_tokn`; did you mean `next_token`?");
  EXPECT_EQ(error_after("\"optimizer\": \"adamw\"", "\"optimizer\": \"adam\""),
            "training.optimizer: unknown optimizer `adam`; did you mean `adamw`?");
  EXPECT_EQ(error_after("\"precision\": \"fp32\"", "\"precision\": \"fp8\""),
            "training.precision: unknown precision `fp8`; known are fp32 and bf16");
  EXPECT_EQ(error_after("\"kind\": \"linear\"", "\"kind\": \"Linear\""),
            "training.schedule.kind: unknown kind `Linear`; did you mean `linear`?");
  EXPECT_EQ(error_after("\"weight_decay\": \"coupled\"", "\"weight_decay\": \"couple\""),
            "conventions.weight_decay: unknown weight_decay `couple`; did you mean `coupled`?");
  EXPECT_EQ(error_after("\"eps\": \"outside_sqrt\"", "\"eps\": \"x\""),
            "conventions.eps: unknown eps `x`; known is outside_sqrt");
  EXPECT_EQ(error_after("\"distribution\": \"normal\"", "\"distribution\": \"nromal\""),
            "tensors[0].init.distribution: unknown distribution `nromal`; did you mean `normal`?");
  EXPECT_EQ(error_after("\"effect\": \"multiply\"", "\"effect\": \"multply\""),
            "tensors[0].because.lr[1].effect: unknown effect `multply`; did you mean `multiply`?");
  EXPECT_EQ(error_after("\"effect\": \"multiply\"", "\"effect\": \"\""),
            "tensors[0].because.lr[1].effect: unknown effect ``; known are set, multiply, power, complement and clamp");
  EXPECT_EQ(error_after("\"task\": \"next_token\"", "\"task\": 3"), "training.task: expected text, found 3");
}

TEST(FromJson, NamesUnknownMissingAndRepeatedKeys) {
  EXPECT_EQ(error_after("\"lr\": 0.01", "\"lrr\": 0.01"), "tensors[0]: unknown key `lrr`; did you mean `lr`?");
  EXPECT_EQ(error_after("\"target\"", "\"trget\""), "unknown key `trget`; did you mean `target`?");
  EXPECT_EQ(error_after("\"sha256\"", "\"x\""), "spec: unknown key `x`; the keys here are path, sha256, files and set");
  EXPECT_EQ(error_after("\"lr\": 0.01, \"beta1\": 0.9, ", ""), "tensors[0]: `lr` and `beta1` are missing");
  EXPECT_EQ(error_after("\"target\": \"reference\",", ""), "`target` is missing");
  EXPECT_EQ(error_after("\"lr\": 0.01", "\"lr\": 0.01, \"lr\": 0.01"), "tensors[0]: `lr` is given twice");
  EXPECT_EQ(error_after("\"alpha\": 1", "\"alpha\": 1, \"alpha\": 1"),
            "parameterization.arguments: `alpha` is given twice");
  EXPECT_EQ(error_after("\"depth\": {", "\"width\": {"), "scale: `width` is given twice");
}

TEST(FromJson, NamesWrongTypes) {
  EXPECT_EQ(error_after("\"lr\": 0.01", "\"lr\": \"fast\""), "tensors[0].lr: expected a number, found \"fast\"");
  EXPECT_EQ(error_after("\"lr\": 0.01", "\"lr\": null"), "tensors[0].lr: expected a number, found null");
  EXPECT_EQ(error_after("\"lr\": 0.01", "\"lr\": [1]"), "tensors[0].lr: expected a number, found an array");
  EXPECT_EQ(error_after("\"steps\": 100", "\"steps\": 1.5"), "training.steps: expected a whole number, found 1.5");
  EXPECT_EQ(error_after("\"steps\": 100", "\"steps\": 1e2"), "training.steps: expected a whole number, found 1e2");
  EXPECT_EQ(error_after("[16, 8]", "[16, true]"), "tensors[0].shape[1]: expected a whole number, found true");
  EXPECT_EQ(error_after("[16, 8]", "{}"), "tensors[0].shape: expected an array, found an object");
  EXPECT_EQ(error_after("\"alpha\": 1", "\"alpha\": null"),
            "parameterization.arguments.alpha: expected a number, text, true or false, found null");
  EXPECT_EQ(error_after("\"embed.weight\"]", "false]"),
            "graph.nodes[0].args[1]: expected a number or text, found false");
  EXPECT_EQ(error_after("\"factor\": 0.004", "\"factor\": {}"),
            "tensors[0].because.lr[0].factor: expected a number, found an object");
}

TEST(FromJson, NamesNumbersOutOfRange) {
  EXPECT_EQ(error_after("\"steps\": 100", "\"steps\": 9223372036854775808"),
            "training.steps: 9223372036854775808 is out of range; whole numbers here have 64 bits");
  EXPECT_EQ(error_after("\"steps\": 100", "\"steps\": -99999999999999999999999"),
            "training.steps: -99999999999999999999999 is out of range; whole numbers here have 64 bits");
  EXPECT_THAT(error_after("\"lr\": 0.01", "\"lr\": 1e999"),
              StartsWith("tensors[0].lr: `1e999` is too large for a number (64-bit floating point)"));
}

TEST(FromJson, SaysPlainlyThatNanIsNotJson) {
  for (const std::string word : {"NaN", "nan", "Infinity", "-Infinity", "-inf", "inf"})
    EXPECT_THAT(error_after("\"lr\": 0.01", "\"lr\": " + word),
                StartsWith("tensors[0].lr: `" + word + "` is not a number JSON can hold"));
  EXPECT_THAT(error_after("[16, 8]", "[16, NaN]"), StartsWith("tensors[0].shape: `NaN` is not a number JSON can hold"));
}

TEST(FromJson, NamesWhereTheTextIsNotJson) {
  EXPECT_THAT(error_after("\"lr\": 0.01", "\"lr\": tru"), StartsWith("tensors[0].lr: unexpected `tru` at line "));
  EXPECT_THAT(error_after("\"lr\": 0.01", "\"lr\" 0.01"), StartsWith("tensors[0].lr: unexpected "));
  EXPECT_THAT(error_after("\"embed.weight\"", "\"emb\xFF\""), HasSubstr("bytes that are not UTF-8"));
  EXPECT_THAT(error_after("\"embed.weight\"", "\"a\nb\""), HasSubstr("a line break or control character"));
  EXPECT_THAT(error_after("\"embed.weight\"", "\"a\\qb\""), HasSubstr("a broken escape"));
  EXPECT_THAT(error_of(to_json(testing::sample_plan()) + "}"), StartsWith("unexpected `}`"));
  EXPECT_THAT(error_of(to_json(testing::sample_plan()) + "NaN"), StartsWith("`NaN` is not a number"));
}

TEST(FromJson, BoundsTheDepth) {
  const std::string opening =
      R"({"inputs": ["%9"], "output": "%9", "nodes": [{"id": "%8", "op": "stack", "args": ["%9"],
      "count": 1, "stack": "b", "body": )";
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += opening;
  EXPECT_EQ(error_after("\"body\": {", "\"body\": " + deep), "nested more than 100 levels deep");
  EXPECT_THAT(error_of(std::string(1'000'000, '[')), StartsWith("not a cdp plan"));
  EXPECT_THAT(error_after("\"lr\": 0.01", "\"lr\": " + std::string(1'000'000, '[')),
              EndsWith("expected a number, found an array"));
}

TEST(FromJson, RefusesAPlanThatEndsAnywhere) {
  const std::string text = to_json(testing::sample_plan({.depth = 1}));
  const std::size_t whole = text.size() - 1;  // without the last line break it is still whole
  for (std::size_t size = 1; size < whole; ++size) {
    const Result<Plan> plan = from_json(std::string_view(text).substr(0, size));
    ASSERT_FALSE(plan) << size;
    ASSERT_THAT(plan.error().message, HasSubstr("; the file is truncated or not a plan")) << size;
  }
  EXPECT_TRUE(from_json(std::string_view(text).substr(0, whole)));
  const std::size_t inside = text.find("\"lr\": 0.01") + 8;
  EXPECT_EQ(error_of(std::string_view(text).substr(0, inside)),
            "ends in the middle of `tensors[0]` at line 27 column 15; the file is truncated or not a plan");
}

/// Random bytes changed, cut, doubled: never a crash, and what is still accepted is canonical again.
TEST(FromJson, SurvivesMutations) {
  const std::string text = to_json(testing::sample_plan({.depth = 1}));
  constexpr std::string_view kBytes = "{}[]\":,0123456789.eE+-truefalsn%*\\u \n\xFF\x80\x01";
  std::mt19937 random(20260101);
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random()) % bound; };
  for (int round = 0; round < 4000; ++round) {
    std::string mutant = text;
    for (std::size_t change = 0; change <= below(3); ++change) {
      const std::size_t at = below(mutant.size());
      const std::size_t length = below(std::min<std::size_t>(20, mutant.size() - at));
      switch (below(4)) {
        case 0:
          mutant[at] = kBytes[below(kBytes.size())];
          break;
        case 1:
          mutant.erase(at, length);
          break;
        case 2:
          mutant.insert(below(mutant.size()), mutant.substr(at, length));
          break;
        default:
          mutant.insert(at, 1, kBytes[below(kBytes.size())]);
      }
    }
    const Result<Plan> plan = from_json(mutant);
    if (!plan) {
      EXPECT_FALSE(plan.error().message.empty());
      continue;
    }
    const std::string canonical = to_json(*plan);
    const Result<Plan> again = from_json(canonical);
    ASSERT_TRUE(again) << again.error().text() << "\n" << mutant;
    EXPECT_EQ(to_json(*again), canonical);
  }
}

}  // namespace
}  // namespace cdp::plan
