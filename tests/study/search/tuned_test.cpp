// The spec that a search leaves: it compiles to what was trained, and says what is known.
#include "study/search/tuned.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;

std::string example_text() {
  std::ifstream file(std::string(CDP_SOURCE_DIR) + "/examples/01_gpt.cdp");
  return {std::istreambuf_iterator<char>(file), {}};
}

class TunedText : public ::testing::Test {
 protected:
  TunedText() : path_(folder_.write("gpt.cdp", example_text())) {
    search_.space.dimensions.resize(3);
    found_.start = Candidate{{1}, {}, {{1, 3.5}}};
    found_.global = Candidate{{2}, {"base.lr=0.003"}, {{1, 3.2}}};
    found_.modules = Candidate{{3}, {"base.lr=0.003", "@hidden.lr*=1.5"}, {{1, 3.1}}};
  }

  /// Against global at a held-out scale.
  std::string text(double gain, double half) {
    Comparison pair{"modules", "global", 3, MeanInterval{gain, half}};
    Comparison other{"global", "start", 3, MeanInterval{-0.3, 0.01}};
    confirmed_ = {{{{"width", "256"}}, {pair, other}}};
    const auto made = tuned_text({path_, "out/s", search_, found_, confirmed_, 60}, {{path_}});
    EXPECT_TRUE(made) << made.error().text();
    return made ? *made : "";
  }

  plan::Plan plan_of(const std::string& path, const std::vector<std::string>& sets) {
    const auto one = compile({{path}, "big", {"", true}, {}}, {{}, sets, 1});
    EXPECT_TRUE(one.plan) << (one.opened.analysis && one.opened.analysis->sink.has_errors()
                                  ? one.opened.analysis->sink.sorted().front().message
                                  : "");
    return one.plan ? *one.plan : plan::Plan{};
  }

  void expect_same_values(const std::string& text, const std::vector<std::string>& sets) {
    const plan::Plan tuned = plan_of(folder_.write("gpt.tuned.cdp", text), {});
    const plan::Plan trained = plan_of(path_, sets);
    ASSERT_EQ(tuned.tensors.size(), trained.tensors.size());
    for (std::size_t i = 0; i < tuned.tensors.size(); ++i) {
      EXPECT_EQ(tuned.tensors[i].lr, trained.tensors[i].lr) << tuned.tensors[i].name;
      EXPECT_EQ(tuned.tensors[i].eps, trained.tensors[i].eps) << tuned.tensors[i].name;
    }
  }

  test::TempFolder folder_;
  std::string path_;
  Search search_;
  Found found_;
  std::vector<Confirmation> confirmed_;
};

TEST_F(TunedText, HasTheValuesOfModulesWhereTheyCarried) {
  const std::string made = text(-0.02, 0.01);
  EXPECT_THAT(made, HasSubstr("// kept: the values of modules; they beat all others"));
  EXPECT_THAT(made,
              HasSubstr("//   modules against global at width=256: loss -0.0200 (-0.0300 to -0.0100), 3 seeds\n"));
  EXPECT_THAT(made, HasSubstr("60 trials over 3 dimensions"));
  expect_same_values(made, found_.modules->sets);
}

TEST_F(TunedText, KeepsTheValuesOfBaseWhereThoseOfModulesDidNotCarry) {
  const std::string made = text(-0.02, 0.05);
  EXPECT_THAT(made, HasSubstr("// kept: the values of base; those of modules did not beat them"));
  EXPECT_THAT(made, HasSubstr("(-0.0700 to +0.0300), 3 seeds: did not carry\n"));
  expect_same_values(made, found_.global->sets);
}

TEST(TunedPath, IsBesideTheSpec) {
  EXPECT_EQ(tuned_path("examples/gpt.cdp"), "examples/gpt.tuned.cdp");
  EXPECT_EQ(tuned_path("gpt.cdp"), "gpt.tuned.cdp");
  EXPECT_EQ(tuned_path("-"), "spec.tuned.cdp");
}

}  // namespace
}  // namespace cdp::study
