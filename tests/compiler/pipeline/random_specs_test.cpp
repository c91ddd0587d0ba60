// Ok means ok: of specs that nobody wrote, each that the checks accept at every target is compiled to plans that the
// plan's own reader takes and writes again byte for byte. tests/models trains some of them.
#include <gtest/gtest.h>

#include "compiler/plan/json.h"
#include "tests/compiler/pipeline/pipeline_support.h"
#include "tests/support/random_spec.h"

namespace cdp::pipeline {
namespace {

constexpr std::uint64_t kSpecs = 600;

/// Why a plan of the spec is not read back; empty where all are.
std::string fault_of(AnalysedSpec& analysis) {
  for (const ScaledTarget& at : scale_targets(analysis, "all")) {
    const std::string json = plan::to_json(emit(analysis, at.scaled, Reasons::kKeep));
    const auto plan = plan::from_json(json);
    if (!plan) return at.settings->name + ": " + plan.error().text();
    if (plan::to_json(*plan) != json) return at.settings->name + ": is written differently once read";
  }
  return "";
}

TEST(RandomSpecs, AcceptedMeansReadBack) {
  std::size_t accepted = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < kSpecs; ++seed) {
    const std::string text = test::random_spec(seed);
    const auto analysis = analysed(text);
    check_targets(*analysis);
    if (analysis->sink.has_errors()) {
      ++refused;
      continue;
    }
    ++accepted;
    EXPECT_EQ(fault_of(*analysis), "") << "seed " << seed << "\n" << text;
  }
  EXPECT_GT(accepted, kSpecs / 10);
  EXPECT_GT(refused, kSpecs / 10);
}

}  // namespace
}  // namespace cdp::pipeline
