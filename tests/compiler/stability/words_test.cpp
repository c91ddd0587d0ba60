// Exponents as powers, and the sentences about them.
#include <gmock/gmock.h>

#include "tests/compiler/stability/reports.h"

namespace cdp::stability {
namespace {

using ::testing::HasSubstr;

std::string as_it_is(std::string_view name) {
  return std::string(name);
}

TEST(StabilityWords, AnExponentIsAPower) {
  EXPECT_EQ(exponent_text({-1}, "n"), "n^-1");
  EXPECT_EQ(exponent_text({1}, "width"), "width");
  EXPECT_EQ(exponent_text({0.5}, "n"), "n^0.5");
  EXPECT_EQ(exponent_text({0}, "n"), "1");
  EXPECT_EQ(exponent_text({1e-9}, "n"), "1");
  EXPECT_EQ(exponent_text({-0.5 + 1e-9}, "n"), "n^-0.5");
  EXPECT_EQ(exponent_text(analysis::kNothing, "n"), "0");
  EXPECT_EQ(exponent_text(analysis::unknown("why"), "n"), "?");
}

TEST(StabilityWords, RoundingLeavesNoNegativeZero) {
  EXPECT_FALSE(std::signbit(rounded(-1e-12)));
  EXPECT_EQ(rounded(1.0 / 3), 0.333333);
}

TEST(StabilityWords, AxesThatGrowTogetherAreInBrackets) {
  EXPECT_EQ(base_of({"width", false, {}, {}, {}, {}}), "width");
  EXPECT_EQ(base_of({"experts, top_k", false, {}, {}, {}, {}}), "(experts, top_k)");
}

TEST(StabilityWords, ASentenceSaysWhatIsAndWhatMustBe) {
  Finding finding;
  finding.hp = "lr";
  const Axis axis = made_by_hand().axes[0];
  finding.wanted = -1;
  EXPECT_EQ(sentence(finding, axis), "`lr` stays and must fall as width^-1");
  finding.found = -0.5;
  finding.wanted = 0;
  EXPECT_EQ(sentence(finding, axis), "`lr` falls as width^-0.5 and must stay");
  finding.found = 1;
  finding.wanted = 2;
  EXPECT_EQ(sentence(finding, axis), "`lr` grows as width and must grow as width^2");
}

Axis with_tensors(std::size_t count) {
  Axis axis;
  axis.name = "width";
  for (std::size_t i = 0; i < count; ++i)
    axis.tensors.push_back({std::string(1, static_cast<char>('a' + i)) + "." + std::to_string(i), {}});
  return axis;
}

std::vector<std::string> first_names(const Axis& axis, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(axis.tensors[i].name);
  return names;
}

TEST(StabilityWords, ASubjectNamesFew) {
  const Axis axis = with_tensors(9);
  EXPECT_EQ(subject_of(first_names(axis, 1), axis).text(as_it_is), "a.0");
  EXPECT_EQ(subject_of(first_names(axis, 4), axis).text(as_it_is), "a.0, b.1, c.2, d.3");
  EXPECT_EQ(subject_of(first_names(axis, 6), axis).text(as_it_is), "a.0, b.1, c.2, d.3 and 2 more");
  EXPECT_EQ(subject_of(first_names(axis, 8), axis).text(as_it_is), "every tensor but i.8");
  EXPECT_EQ(subject_of(first_names(axis, 9), axis).text(as_it_is), "every tensor");
  EXPECT_EQ(subject_of({"x.mult"}, axis).text(as_it_is), "x.mult");
  EXPECT_EQ(subject_of({}, axis).text(as_it_is), "a number of the model");
}

TEST(StabilityWords, NamesThatDifferInOnePartAreOne) {
  const Axis axis = with_tensors(9);
  EXPECT_EQ(subject_of({"attn.q.weight", "attn.k.weight"}, axis).text(as_it_is), "attn.{q,k}.weight");
}

TEST(StabilityWords, AVerdictSaysWhereSomethingIsUnknown) {
  Axis axis = with_tensors(2);
  EXPECT_EQ(verdict(axis), "stable");
  axis.undecided = {{"a.0", "why"}};
  EXPECT_EQ(verdict(axis), "stable as far as is known");
  axis.undecided.emplace_back("b.1", "why");
  EXPECT_EQ(verdict(axis), "unknown");
  axis.findings.emplace_back();
  EXPECT_EQ(verdict(axis), "not stable");
}

TEST(StabilityWords, TensorsOfOneReasonStandTogether) {
  Axis axis;
  axis.undecided = {{"a", "x"}, {"b", "y"}, {"c", "x"}};
  const auto groups = undecided_by_reason(axis);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_THAT(groups[0].first, ::testing::ElementsAre("a", "c"));
}

TEST(StabilityWords, ARemarkSaysWhyARepairIsMoreThanTheTermsAskFor) {
  const Report report = report_of(gpt_spec("mup", "mup()"), {"depth"});
  EXPECT_THAT(remark(report.axes[0].findings[0], report.axes[0]), HasSubstr("depth^-0.5 would do at initialisation"));
  EXPECT_EQ(remark(made_by_hand().axes[0].findings[0], made_by_hand().axes[0]), "");
}

TEST(StabilityWords, EveryVerdictSaysWhatItsTermsComeTo) {
  for (std::size_t i = 0; i < EnumWords<analysis::Verdict>::all.size(); ++i) {
    Finding finding;
    finding.verdict = static_cast<analysis::Verdict>(i);
    EXPECT_NE(sum_of_terms(finding), "") << word(finding.verdict);
  }
}

}  // namespace
}  // namespace cdp::stability
