// A plan with a reason of every effect, to the byte, and the same plan as it was written in version 1: it is still
// read, and is the same plan.
#include <gtest/gtest.h>

#include "compiler/base/files.h"
#include "compiler/diff/compare.h"
#include "compiler/pipeline/emit.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/json.h"
#include "tests/golden/files.h"
#include "tests/support/golden.h"
#include "tests/support/process.h"

namespace cdp::golden {
namespace {

const fs::path kFolder = kTree / "tests/golden/plan";

plan::Plan compiled() {
  const auto analysis = pipeline::analyse((kFolder / "effects.cdp").string(), pipeline::default_files());
  EXPECT_TRUE(analysis && pipeline::ready(**analysis));
  const auto scaled = pipeline::scale_to(**analysis, {"big", ""});
  EXPECT_TRUE(scaled && *scaled);
  return pipeline::emit(**analysis, **scaled, pipeline::Reasons::kKeep);
}

std::string text_of_version_1() {
  const auto text = Files{}.read((kFolder / "effects.version_1.json").string());
  EXPECT_TRUE(text);
  return *text;
}

template <class Change>
void each_reason(plan::Plan& plan, const Change& change) {
  for (plan::Tensor& tensor : plan.tensors)
    for (auto& [key, reasons] : *tensor.because)
      for (plan::Reason& reason : reasons) change(reason);
  for (plan::Multiplier& multiplier : plan.multipliers)
    for (auto& [key, reasons] : *multiplier.because)
      for (plan::Reason& reason : reasons) change(reason);
}

TEST(Plan, IsAsShown) {
  EXPECT_TRUE(test::matches_golden(kFolder / "effects.json", plan::to_json(compiled())));
}

TEST(Plan, OfVersion1IsReadAsThatOfVersion2) {
  EXPECT_NE(text_of_version_1().find("\"version\": 1,"), std::string::npos) << "it is kept as it was written";
  const auto read = plan::from_json(text_of_version_1());
  ASSERT_TRUE(read) << read.error().text();
  plan::Plan wanted = compiled();
  std::size_t with_ratios = 0;
  each_reason(wanted, [&](plan::Reason& reason) {
    with_ratios += reason.ratios.empty() ? 0 : 1;
    reason.ratios.clear(), reason.exponents.clear();  // version 1 does not have them
  });
  EXPECT_GT(with_ratios, 20U);
  EXPECT_EQ(plan::to_json(*read), plan::to_json(wanted)) << "written again, it is of version 2";
}

TEST(Plan, OfVersion1DoesNotDifferFromThatOfVersion2) {
  const auto read = plan::from_json(text_of_version_1());
  ASSERT_TRUE(read) << read.error().text();
  EXPECT_TRUE(diff::compare(*read, compiled()).empty());
  EXPECT_TRUE(diff::compare(compiled(), *read).empty());
}

/// What a difference is put down to does not depend on the version either.
TEST(Plan, OfVersion1IsComparedInTheSameWords) {
  const std::string spec = (kFolder / "effects.cdp").string();
  for (const std::string format : {"text", "markdown", "json"}) {
    const auto against = [&](const char* plan) {
      return test::run({CDP_PROGRAMS_DIR "/cdp", "diff", (kFolder / plan).string(), spec, "--format", format});
    };
    const test::ProcessResult old = against("effects.version_1.json");
    const test::ProcessResult now = against("effects.json");
    EXPECT_EQ(old.exit_code, 1) << old.text();
    std::string words = old.out;
    for (std::size_t at = 0; (at = words.find("version_1.", at)) != std::string::npos;) words.erase(at, 10);
    EXPECT_EQ(words, now.out);
    if (format == "json") {
      EXPECT_NE(now.out.find("\"effect\": \"complement\""), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace cdp::golden
