// What holds for all plans: a plan does not differ from itself, the other way round is the same the other way round,
// and no field of any struct can change unseen.
#include "compiler/diff/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/plan/value_kinds.h"
#include "tests/compiler/diff/plans.h"
#include "tests/compiler/plan/sample_plan.h"
#include "tests/support/cpu_time.h"

namespace cdp::diff {
namespace {

using plan::AxisScale;
using plan::for_each_field;
using plan::HasFields;
using plan::IsMaybe;
using plan::IsOrdered;
using plan::IsScalar;
using plan::IsVariant;
using plan::Node;
using plan::Plan;
using plan::Reason;
using plan::Tensor;

using plan::testing::sample_plan;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// As many of everything whose keys are data, all of them the other plan's or none.
Plan crowded(const std::string& mark, double target) {
  Plan plan = sample_plan();
  for (int i = 0; i < 100'000; ++i) {
    const std::string name = mark + std::to_string(i);
    plan.parameterization.arguments.emplace_back(name, target);
    plan.scale.emplace_back(name, AxisScale{1, target, target, ""});
    plan.spec.files.push_back({name, "sha", ""});
    plan.tensors[0].because->emplace_back(name, std::vector<Reason>{});
  }
  for (Tensor& tensor : plan.tensors) tensor.shape[0] += static_cast<std::int64_t>(target);
  return plan;
}

TEST(Diff, ManyKeysAreFoundWithoutWalking) {
  const Plan plan = crowded("a", 2);
  for (const Plan& other : {crowded("b", 2), crowded("a", 3)}) {
    std::vector<Difference> differences;
    EXPECT_LT(test::cpu_seconds([&] { differences = compare(plan, other); }), 12);
    EXPECT_GT(differences.size(), 200'000);
  }
}

class ExamplePlan : public ::testing::TestWithParam<std::string> {};

TEST_P(ExamplePlan, DoesNotDifferFromItself) {
  const Plan plan = example_plan(GetParam());
  EXPECT_THAT(compare(plan, plan), IsEmpty());
}

void mirror(std::string& text) {
  const auto replace = [&text](std::string_view from, std::string_view to) {
    if (const std::size_t at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
  };
  if (text.find("first") != std::string::npos)
    replace("first", "second");
  else
    replace("second", "first");
}

/// Operations whose attributes differ are told as the second plan has them: a name is not part of the difference.
void forget_operations(std::vector<Difference>& differences) {
  for (Difference& difference : differences)
    if (difference.category == Category::graph)
      for (Change& change : difference.changes) change.shown.clear();
}

Difference mirrored(Difference difference) {
  if (difference.kind == ChangeKind::kAdded)
    difference.kind = ChangeKind::kRemoved;
  else if (difference.kind == ChangeKind::kRemoved)
    difference.kind = ChangeKind::kAdded;
  for (Change& change : difference.changes) std::swap(change.a, change.b);
  for (Cause& cause : difference.causes) {
    std::swap(cause.a, cause.b);
    for (Fact& fact : cause.facts) std::swap(fact.a, fact.b);
    mirror(cause.unknown);
  }
  return difference;
}

TEST_P(ExamplePlan, DiffersFromAllOthersAsTheyDifferFromIt) {
  const Plan plan = example_plan(GetParam());
  std::size_t compared = 0;
  for (const std::string& name : example_plans()) {
    if (name <= GetParam()) continue;
    const Plan other = example_plan(name);
    std::vector<Difference> there = compare(plan, other);
    std::vector<Difference> back = compare(other, plan);
    forget_operations(there);
    forget_operations(back);
    EXPECT_FALSE(there.empty()) << name;
    EXPECT_EQ(there.size(), back.size()) << name;
    // Renamed tensors are told under the second plan's names.
    const auto is_rename = [](const Difference& difference) { return difference.kind == ChangeKind::kRenamed; };
    if (std::any_of(there.begin(), there.end(), is_rename)) continue;
    ++compared;
    for (Difference& difference : there) difference = mirrored(std::move(difference));
    const std::vector<std::string> texts = texts_of(back);
    for (const std::string& text : texts_of(there))
      EXPECT_TRUE(std::count(texts.begin(), texts.end(), text) == 1) << text;
  }
  if (GetParam() == example_plans().front()) {
    EXPECT_GT(compared, 2U);
  }
}

INSTANTIATE_TEST_SUITE_P(Diff, ExamplePlan, ::testing::ValuesIn(example_plans()), [](const auto& tested) {
  std::string name = tested.param.substr(0, tested.param.rfind('.'));
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
});

/// Changes each value of a plan in turn, calls `check` with its path, and puts it back.
template <class Check>
class Perturber {
 public:
  explicit Perturber(Check check) : check_(std::move(check)) {}

  template <class T>
  void all(T& value, const std::string& path) {
    if constexpr (IsScalar<T>) {
      scalar(value, path);
    } else if constexpr (IsMaybe<T>) {
      maybe(value, path);
    } else if constexpr (HasFields<T>) {
      for_each_field<T>([&](const auto& field) {
        this->all(value.*(field.member), path.empty() ? field.key : path + "." + field.key);
      });
    } else {
      list(value, path);
    }
  }

 private:
  template <class T>
  void with(T& place, T other, const std::string& path) {
    std::swap(place, other);
    check_(path);
    std::swap(place, other);
  }

  template <class T>
  void scalar(T& value, const std::string& path) {
    if constexpr (IsVariant<T>)
      std::visit([&](auto one) { this->with(value, T(changed(one)), path); }, T(value));
    else if constexpr (IsWord<T>)
      this->word(value, path);
    else
      with(value, changed(value), path);
  }

  /// A set of one word has no other.
  template <IsWord T>
  void word(T& value, const std::string& path) {
    constexpr auto all = all_of<T>();
    const T next = all[(static_cast<std::size_t>(value) + 1) % all.size()];
    if (next != value) with(value, next, path);
  }

  static bool changed(bool value) { return !value; }
  static std::int64_t changed(std::int64_t value) { return value + 1; }
  static double changed(double value) { return value * 1.5 + 1; }
  static std::string changed(const std::string& value) { return value + "x"; }

  template <class T>
  void maybe(T& value, const std::string& path) {
    if (value) {
      all(*value, path);
      with(value, T{}, path + " left out");
    } else if constexpr (requires { typename T::element_type; }) {
      with(value, std::make_shared<typename T::element_type>(), path + " given");
    } else {
      with(value, T(typename T::value_type{}), path + " given");
    }
  }

  template <class T>
  void list(T& items, const std::string& path) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      const std::string item = fmt::format("{}[{}]", path, i);
      if constexpr (IsOrdered<T>) {
        scalar(items[i].first, item + " key");
        all(items[i].second, item);
      } else {
        all(items[i], item);
      }
    }
    T longer = items;
    longer.emplace_back();
    with(items, std::move(longer), path + " with one more");
    if (items.empty()) return;
    T shorter = items;
    shorter.pop_back();
    with(items, std::move(shorter), path + " with one less");
  }

  Check check_;
};

/// Without attributes that have the table's defaults: left out they would mean the same.
Plan plan_to_perturb() {
  Plan plan = sample_plan({.depth = 1});
  for (Node& node : plan.graph.nodes[1].body->nodes)
    for (auto& [name, value] : node.attributes) {
      if (name == "eps") value = 0.5;
      if (name == "theta") value = 100.0;
      if (name == "causal") value = false;
    }
  return plan;
}

TEST(Diff, SeesEveryFieldOfThePlan) {
  const Plan plan = plan_to_perturb();
  Plan other = plan_to_perturb();  // the graph of a copy would be the plan's own
  std::size_t changes = 0;
  Perturber perturber([&](const std::string& path) {
    if (path == "spec.files with one more") return;  // the first is the spec itself, which has the plan's hash
    ++changes;
    const std::vector<Difference> there = compare(plan, other);
    if (path.find(".ratios") != std::string::npos || path.find(".exponents") != std::string::npos) {
      EXPECT_THAT(there, IsEmpty()) << path << ": the factor is the same, and the scale has the ratios";
      return;
    }
    EXPECT_THAT(there, ::testing::Not(IsEmpty())) << path;
    EXPECT_THAT(compare(other, plan), ::testing::Not(IsEmpty())) << path;
    const bool is_noted = path.starts_with("compiler") || path.starts_with("spec") || path.starts_with("target") ||
                          path.find("because") != std::string::npos;
    EXPECT_EQ(are_different(there), !is_noted) << path;
  });
  perturber.all(other, "");
  EXPECT_GT(changes, 300U);
  EXPECT_THAT(compare(plan, other), IsEmpty()) << "a change was not put back";
}

TEST(Diff, ValuesWithinTheToleranceAreEqual) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  for (Tensor& tensor : other.tensors) tensor.lr *= 1 + 1e-9;
  other.training.grad_clip = 1 + 1e-9;
  other.scale[0].second.target *= 1 + 1e-9;
  EXPECT_TRUE(are_different(compare(plan, other)));
  EXPECT_TRUE(are_different(compare(plan, other, {1e-10})));
  EXPECT_THAT(compare(plan, other, {1e-8}), IsEmpty());
}

TEST(Diff, EqualChangesAreOne) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  for (Tensor& tensor : other.tensors)
    if (tensor.name.find(".mlp.") != std::string::npos) tensor.lr = 0.013;
  const auto differences = compare(plan, other);
  ASSERT_THAT(differences, SizeIs(1));
  EXPECT_EQ(differences[0].category, Category::lr);
  EXPECT_EQ(differences[0].count(), 6U);
  ASSERT_THAT(differences[0].changes, SizeIs(1));
  EXPECT_THAT(differences[0].changes[0].shown,
              ElementsAre("blocks.0-1.mlp.gate.weight", "blocks.0-1.mlp.up.weight", "blocks.0-1.mlp.down.weight"));
}

TEST(Diff, ARatioIsToldOnlyWhereItsPartsDoNotTellIt) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  other.scale[0].second.target = 16;
  other.scale[0].second.ratio = 2;
  other.scale[1].second.ratio = 3;
  const auto differences = compare(plan, other);
  ASSERT_THAT(differences, SizeIs(2));
  EXPECT_EQ(differences[0].path, "width.target");
  EXPECT_EQ(differences[1].path, "depth.ratio");
}

TEST(Diff, OnlyTheChosenCategoriesFail) {
  const Plan plan = sample_plan();
  Plan other = sample_plan();
  other.training.seed = 7;
  const auto differences = compare(plan, other);
  EXPECT_TRUE(are_different(differences));
  EXPECT_FALSE(are_different(differences, std::vector{Category::lr, Category::init}));
  EXPECT_TRUE(are_different(differences, std::vector{Category::lr, Category::training}));
  other = sample_plan();
  other.compiler = "0.2.0";
  EXPECT_FALSE(are_different(compare(plan, other)));
  EXPECT_TRUE(are_different(compare(plan, other), std::vector{Category::compiler}));
}

TEST(Diff, CategoriesAreReadFromAList) {
  EXPECT_THAT(*parse_categories("lr,init"), ElementsAre(Category::lr, Category::init));
  const auto misspelt = parse_categories("lr,weightdecay");
  ASSERT_FALSE(misspelt);
  EXPECT_THAT(misspelt.error().text(), HasSubstr("`weightdecay`; did you mean `weight_decay`?"));
  const auto foreign = parse_categories("zzz");
  ASSERT_FALSE(foreign);
  EXPECT_THAT(foreign.error().text(), HasSubstr("conventions, parameterization"));
  EXPECT_FALSE(parse_categories(""));
}

}  // namespace
}  // namespace cdp::diff
