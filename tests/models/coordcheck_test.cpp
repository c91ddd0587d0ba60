// The coordinate check on models that are trained: a sound rule set passes, broken ones fail and the module is named.
// A check that cannot fail says nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

/// What a rule set does along width and depth; each test breaks one of them.
struct Powers {
  std::string hidden_std = "m_in^-0.5", hidden_lr = "m_in^-1";
  std::string output_std = "m_in^-1", output_lr = "m_in^-1";
  std::string input_lr = "m_N^0", residual = "m_L^-1";
};

std::string rules(const Powers& powers) {
  return "rules mine() {\n  @hidden { init_std *= " + powers.hidden_std + "; lr *= " + powers.hidden_lr +
         " }\n  @output { init_std *= " + powers.output_std + "; lr *= " + powers.output_lr +
         " }\n  @input { lr *= " + powers.input_lr + " }\n  @residual { value *= " + powers.residual + " }\n}\n";
}

std::string spec(const std::string& declaration, const std::string& call) {
  return "use std.gpt\n" + declaration +
         "model = Gpt(width, depth, vocab = 64, context = context, head_dim = 8)\nparameterization = " + call +
         "\nreference { width = 64; depth = 2; batch = 32 seq; duration = 1M tok; context = 16 }\n"
         "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-10; weight_decay = 0; init_std = 0.05 }\n"
         "tune embed { init_std = 1 }\n";
}

struct Checked {
  int exit_code = 0;
  std::set<std::string> failing;  // modules of activations that are not stable
  std::string text;
};

class CoordinateCheck : public ::testing::Test {
 protected:
  Checked check(const std::string& text, const std::string& axis, std::vector<std::string> more = {}) {
    std::vector<std::string> command = {CDP_PROGRAMS_DIR "/cdp",
                                        "coordcheck",
                                        folder_.write("gpt.cdp", text),
                                        "--axis",
                                        axis,
                                        "--steps",
                                        "6",
                                        "--seeds",
                                        "2",
                                        "--format",
                                        "json"};
    command.insert(command.end(), more.begin(), more.end());
    const auto result = test::run(command);
    Checked checked{result.exit_code, {}, result.text()};
    const auto json = nlohmann::json::parse(result.out, nullptr, false);
    if (json.is_discarded()) return checked;
    for (const auto& one : json["studies"][0]["checks"])
      if (one["verdict"] == "explodes" || one["verdict"] == "learns less" || one["verdict"] == "not finite")
        checked.failing.insert(one["module"].get<std::string>());
    return checked;
  }
  Checked broken(const Powers& powers, const std::string& axis = kWidths) {
    return check(spec(rules(powers), "mine()"), axis);
  }

  static constexpr const char* kWidths = "width=32,64,128,256";
  static constexpr const char* kDepths = "depth=2,4,8,16";
  test::TempFolder folder_;
};

TEST_F(CoordinateCheck, CompleteDPPassesInWidthAndDepth) {
  for (const char* axis : {kWidths, kDepths}) {
    const Checked checked = check(spec("use std.complete_d_p\n", "complete_d_p(alpha = 1)"), axis);
    EXPECT_EQ(checked.exit_code, 0) << checked.text;
  }
}

TEST_F(CoordinateCheck, TheStandardParameterizationFailsInWidth) {
  const Checked checked = check(spec("use std.sp\n", "sp()"), kWidths);
  EXPECT_EQ(checked.exit_code, 1) << checked.text;
  for (const char* module : {"blocks.*.attn.q", "blocks", "head.mult"}) EXPECT_THAT(checked.failing, Contains(module));
}

TEST_F(CoordinateCheck, MupFailsInDepth) {
  const Checked checked = check(spec("use std.mup\n", "mup()"), kDepths);
  EXPECT_EQ(checked.exit_code, 1) << checked.text;
  EXPECT_THAT(checked.failing, Contains("blocks"));
}

TEST_F(CoordinateCheck, AHiddenLearningRateThatDoesNotFall) {
  Powers powers;
  powers.hidden_lr = "m_in^0";
  const Checked checked = broken(powers);
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.failing, Contains("blocks.*.mlp.up"));
}

TEST_F(CoordinateCheck, HiddenInitialValuesThatDoNotFall) {
  Powers powers;
  powers.hidden_std = "m_in^0";
  const Checked checked = broken(powers);
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.failing, Contains("blocks.*.attn.q"));
}

TEST_F(CoordinateCheck, AHiddenLearningRateThatFallsTooFast) {
  Powers powers;
  powers.hidden_lr = "m_in^-2";
  const Checked checked = broken(powers);
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.failing, Contains("blocks.*.attn.q"));
}

TEST_F(CoordinateCheck, AReadoutThatIsNotScaled) {
  Powers powers;
  powers.output_std = powers.output_lr = "m_in^0";
  const Checked checked = broken(powers);
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.failing, Contains("head.mult"));
}

TEST_F(CoordinateCheck, AnEmbeddingThatLearnsLess) {
  Powers powers;
  powers.input_lr = "m_N^-1";
  const Checked checked = broken(powers);
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_EQ(checked.failing, std::set<std::string>{"embed"});
}

TEST_F(CoordinateCheck, BranchesThatAreNotScaledInDepth) {
  Powers powers;
  powers.residual = "m_L^0";
  const Checked checked = broken(powers, kDepths);
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_THAT(checked.failing, Contains("blocks.*.add_2"));
}

TEST_F(CoordinateCheck, TextIsReadAndLinesAreKept) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "every tensor ";
  const std::string data = folder_.write("text", text);
  const std::string bytes = "use std.complete_d_p\n";
  std::string wide = spec(bytes, "complete_d_p(alpha = 1)");
  wide.replace(wide.find("vocab = 64"), 10, "vocab = 256");
  const std::string lines = folder_.file("lines.jsonl");
  const Checked measured = check(wide, "width=32,64", {"--data", data, "--save", lines});
  EXPECT_LT(measured.exit_code, 2) << measured.text;
  const Checked again = check(wide, "width=32,64", {"--lines", lines});
  EXPECT_EQ(again.exit_code, measured.exit_code);
  EXPECT_EQ(again.failing, measured.failing);
}

TEST_F(CoordinateCheck, DataThatDoNotFitAreSaidOnce) {
  const std::string data = folder_.write("text", std::string(9000, 'x'));
  const Checked refused = check(spec("use std.complete_d_p\n", "complete_d_p(alpha = 1)"), kWidths, {"--data", data});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.text, HasSubstr("error: "));
}

}  // namespace
}  // namespace cdp
