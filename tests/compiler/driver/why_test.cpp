// `cdp why`: which view is shown for which name, and suggestions.
#include "compiler/driver/why.h"

#include <gmock/gmock.h>

#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Answer ask(const std::string& request, const ScaleAndConfig& choice = {}) {
  return why({example(), request, choice}, {});
}

TEST(Why, WithoutASubjectIsTheTableOfAll) {
  const Answer answer = ask("");
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, HasSubstr("47 tensors"));
  EXPECT_THAT(answer.out, HasSubstr("13 multipliers"));
}

TEST(Why, ATensorIsItsChains) {
  const Answer answer = ask("blocks.0.attn.q.weight", {"big", ""});
  EXPECT_THAT(answer.out, StartsWith("blocks.0.attn.q.weight  1024 x 1024 at big"));
  for (const char* hp : {"lr", "beta1", "beta2", "eps", "weight_decay", "init_std"})
    EXPECT_THAT(answer.out, HasSubstr(std::string("\n") + hp + " = "));
}

TEST(Why, OneValue) {
  const Answer answer = ask("blocks.0.attn.q.weight.lr");
  EXPECT_THAT(answer.out, HasSubstr("\nlr = 0.0048\n"));
  EXPECT_THAT(answer.out, Not(HasSubstr("\neps = ")));
}

TEST(Why, AMultiplierWithOrWithoutItsValue) {
  EXPECT_EQ(ask("head.mult").out, ask("head.mult.value").out);
  EXPECT_THAT(ask("head.mult").out, StartsWith("head.mult  "));
}

TEST(Why, AModuleIsItsTable) {
  const std::string out = ask("blocks.0.attn").out;
  EXPECT_THAT(out, HasSubstr("6 tensors"));
  EXPECT_THAT(out, HasSubstr("1 multiplier "));
  EXPECT_THAT(out, Not(HasSubstr("mlp")));
}

TEST(Why, AnySelectorOfTheLanguage) {
  EXPECT_THAT(ask("@norm").out, HasSubstr("17 tensors"));
  EXPECT_THAT(ask("blocks[-1].mlp").out, HasSubstr("blocks.3.mlp"));
  EXPECT_THAT(ask("embed, head").out, HasSubstr("2 tensors"));
}

TEST(Why, OneValueOfSeveralTensorsIsAChainForEachThatDiffers) {
  const std::string out = ask("blocks.*.mlp.down.weight.lr").out;
  for (const char* layer : {"0", "1", "2", "3"})
    EXPECT_THAT(out, HasSubstr("blocks." + std::string(layer) + ".mlp.down.weight  "));
  EXPECT_THAT(ask("blocks.*.mlp.down.weight.eps").out, StartsWith("blocks.0-3.mlp.down.weight  "));
}

struct Miss {
  const char* request;
  const char* message;
};

void PrintTo(const Miss& miss, std::ostream* out) {
  *out << miss.request;
}

class Misses : public ::testing::TestWithParam<Miss> {};

TEST_P(Misses, AreToldWithTheNearest) {
  const Answer answer = ask(GetParam().request);
  EXPECT_EQ(answer.exit_code, kCouldNotRun);
  EXPECT_EQ(answer.out, "");
  EXPECT_THAT(answer.err, StartsWith(std::string("error: ") + GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(
    Why, Misses,
    ::testing::Values(
        Miss{"blocks.0.atn.q.weight",
             "there is no tensor, multiplier or module `blocks.0.atn.q.weight`; did you mean "
             "`blocks.0.attn.q.weight`?\n"},
        Miss{"blokcs", "there is no tensor, multiplier or module `blokcs`; did you mean `blocks`?\n"},
        Miss{"blocks.9.attn",
             "there is no tensor, multiplier or module `blocks.9.attn`; did you mean `blocks.0.attn`?\n"},
        Miss{"mlp.up", "there is no tensor, multiplier or module `mlp.up`; did you mean `blocks.*.mlp.up`?\n"},
        Miss{"q.weight.lr",
             "there is no tensor, multiplier or module `q.weight.lr`; did you mean "
             "`blocks.*.attn.q.weight`?\n"},
        Miss{"mlp.upp", "there is no tensor, multiplier or module `mlp.upp`; did you mean `blocks.*.mlp.up`?\n"},
        Miss{"quite other", "there is no tensor, multiplier or module `quite other`; `cdp why "},
        Miss{"(", "there is no tensor, multiplier or module `(`; `cdp why "},
        Miss{"head.mult.lr", "`head.mult` has no `lr`\n"},
        Miss{"norm.gain.init_std", "`norm.gain` has no `init_std`\n"}));

TEST(Why, SpecsThatAreWrongAreNotExplained) {
  const test::TempFolder folder;
  const Answer answer = why({folder.write("bad.cdp", spec_with("tune bolcks { lr *= 2 }\n")), "", {}}, {});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out, "");
}

}  // namespace
}  // namespace cdp::driver
