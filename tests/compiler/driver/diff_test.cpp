// `cdp diff`: sides, places, exit codes; and that an edit of a spec shows what it changes and nothing else.
#include "compiler/driver/diff.h"

#include <gmock/gmock.h>

#include "compiler/diff/compare.h"
#include "compiler/plan/json.h"
#include "tests/compiler/driver/driver_support.h"

namespace cdp::driver {
namespace {

using ::testing::HasSubstr;

class Diff : public ::testing::Test {
 protected:
  static std::string edited(const std::string& from, const std::string& to) {
    std::string text = *Files{}.read(example());
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
  }

  std::string edit(const std::string& from, const std::string& to) {
    return folder_.write("edited.cdp", edited(from, to));
  }

  Answer run(const std::string& a, const std::string& b, DiffRequest request = {}) {
    request.a.path = a;
    request.b.path = b;
    return diff(request, {});
  }

  test::TempFolder folder_;
};

TEST_F(Diff, ASpecDoesNotDifferFromItself) {
  const Answer answer = run(example(), example());
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, HasSubstr("\nno difference\n"));
  EXPECT_EQ(answer.err, "");
}

TEST_F(Diff, ACommentIsNoDifference) {
  const Answer answer = run(example(), edit("reference {", "// tuned in May\nreference {"));
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, HasSubstr("not counted: reasons on other lines, of 47 tensors and multipliers\n"));
}

TEST_F(Diff, ALineThatWasAddedIsToldWithItsPlace) {
  const Answer answer = run(example(), edit("assert width", "tune head { lr *= 0.5 }\nassert width"));
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.out, HasSubstr("\nLearning rates\n"
                                    "  head.weight  0.004 -> 0.002  x0.5\n"
                                    "    because `lr *= 0.5` (x0.5) was added at edited.cdp:42:13\n"));
  EXPECT_THAT(answer.out, HasSubstr("\ndifferent: 1 in lr\n"));
}

/// Another value of the plan's tensors: exactly those are told.
TEST_F(Diff, AChangeShowsExactlyTheTensorsThatChange) {
  const plan::Plan before = plan_of(*Files{}.read(example()), {"big", ""});
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"lr           = 4e-3", "lr           = 5e-3"},
           {"tune blocks.*.mlp { lr *= 1.3 }", "tune blocks.*.mlp { lr *= 1.5 }"},
           {"along(1.2, 1.0, 0.8)", "along(1.2, 1.0, 1.0)"},
           {"lr *= 4; init_std", "init_std"}}) {
    const plan::Plan after = plan_of(edited(from, to), {"big", ""});
    std::vector<std::string> changed;
    for (std::size_t i = 0; i < before.tensors.size(); ++i)
      if (before.tensors[i].lr != after.tensors[i].lr) changed.push_back(before.tensors[i].name);
    std::vector<std::string> told;
    for (const diff::Difference& difference : diff::compare(before, after)) {
      if (!diff::row(difference.category).counted) continue;
      EXPECT_EQ(difference.category, diff::Category::lr) << from;
      for (const diff::Change& change : difference.changes)
        told.insert(told.end(), change.names.begin(), change.names.end());
    }
    EXPECT_FALSE(changed.empty()) << from;
    EXPECT_THAT(told, ::testing::UnorderedElementsAreArray(changed)) << from;
  }
}

TEST_F(Diff, TheTargetOfBothAndOfOneSide) {
  EXPECT_THAT(run(example(), example(), {.choice = {"big", ""}}).out, HasSubstr("no difference"));
  DiffRequest request;
  request.choice.target = "big";
  request.a.choice.target = "reference";
  const Answer answer = run(example(), example(), request);
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.out, HasSubstr("width.target     128 -> 1024"));
  request = {};
  request.b.choice.at = "width=256";
  EXPECT_THAT(run(example(), example(), request).out, HasSubstr("width.target  128 -> 256"));
}

TEST_F(Diff, OverridesOfBothAndOfOneSide) {
  DiffRequest one;
  one.b.choice.sets = {"head.lr *= 0.5"};
  const Answer answer = run(example(), example(), one);
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_THAT(answer.out, HasSubstr("  head.weight  0.004 -> 0.002  x0.5\n"
                                    "    because `head.lr *= 0.5` (x0.5) was added at --set:1:1\n"));
  EXPECT_THAT(answer.out, HasSubstr("not counted: spec set none -> head.lr *= 0.5\n"));
  DiffRequest both = one;
  both.choice.sets = {"head.lr *= 3"};
  both.a.choice.sets = {"head.lr *= 0.5"};
  EXPECT_EQ(run(example(), example(), both).exit_code, kClean) << "those of one side come behind those of both";
}

TEST_F(Diff, APlanHasItsPlaceAndTheSpecGetsTheTarget) {
  const std::string plan = folder_.write(
      "plan.json", plan::to_json(plan_of(*Files{}.read(example()), {"big", ""}, pipeline::Reasons::kLeaveOut)));
  EXPECT_THAT(run(plan, example(), {.choice = {"big", ""}}).out, HasSubstr("\nno difference\n"));
  EXPECT_EQ(run(plan, plan).exit_code, kClean);
  EXPECT_THAT(run(plan, plan, {.choice = {"big", ""}}).err, HasSubstr("both are plans"));
  DiffRequest request;
  request.a.choice.target = "big";
  EXPECT_THAT(run(plan, example(), request).err, HasSubstr("is a plan, compiled already"));
}

TEST_F(Diff, APlanWithoutReasonsSaysSo) {
  const std::string plan =
      folder_.write("plan.json", plan::to_json(plan_of(*Files{}.read(example()), {}, pipeline::Reasons::kLeaveOut)));
  const Answer answer = run(plan, edit("4e-3", "5e-3"));
  EXPECT_THAT(answer.out, HasSubstr("because unknown: the first plan has no reasons"));
}

TEST_F(Diff, OnlyWhatIsAskedForFails) {
  const std::string other = edit("4e-3", "5e-3");
  const Answer answer = run(example(), other, {.fail_on = "init,eps"});
  EXPECT_EQ(answer.exit_code, kClean);
  EXPECT_THAT(answer.out, HasSubstr("different: 47 in lr; not in init or eps, so this is no failure\n"));
  EXPECT_EQ(run(example(), other, {.fail_on = "init,lr"}).exit_code, kFindings);
  EXPECT_EQ(run(example(), other, {.tolerance = 0.5}).exit_code, kClean);
}

TEST_F(Diff, TroubleIsNoDifference) {
  EXPECT_EQ(run(example(), folder_.file("none.cdp")).exit_code, kCouldNotRun);
  EXPECT_EQ(run(folder_.file("none.cdp"), example()).exit_code, kCouldNotRun);
  const Answer bad = run(example(), edit("depth, vocab", "deth, vocab"));
  EXPECT_EQ(bad.exit_code, kCouldNotRun);
  EXPECT_THAT(bad.err, HasSubstr("E0201"));
  EXPECT_THAT(run(example(), example(), {.fail_on = "iint"}).err, HasSubstr("did you mean `init`?"));
  EXPECT_THAT(run(example(), example(), {.tolerance = 1}).err, HasSubstr("--tolerance: 1 is out of range"));
  EXPECT_THAT(run("-", "-").err, HasSubstr("only one of the two"));
}

TEST_F(Diff, WritesAFile) {
  const std::string output = folder_.file("diff.md");
  const Answer answer = run(example(), edit("4e-3", "5e-3"), {.format = DiffFormat::kMarkdown, .output = output});
  EXPECT_EQ(answer.exit_code, kFindings);
  EXPECT_EQ(answer.out, "");
  EXPECT_THAT(folder_.read("diff.md"), HasSubstr("edited.cdp at reference`: different: 47 in lr"));
  EXPECT_EQ(run(example(), example(), {.output = folder_.file("no/diff.md")}).exit_code, kCouldNotRun);
}

TEST_F(Diff, EqualInputGivesEqualBytes) {
  const std::string other = edit("4e-3", "5e-3");
  for (const DiffFormat format : {DiffFormat::kText, DiffFormat::kJson, DiffFormat::kMarkdown})
    EXPECT_EQ(run(example(), other, {.format = format}).out, run(example(), other, {.format = format}).out);
}

}  // namespace
}  // namespace cdp::driver
