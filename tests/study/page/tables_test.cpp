// The tables of the page: best first, costs that add up, shares as bars.
#include "study/page/tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/page/some_search.h"

namespace cdp::study {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(SetOption, IsAsAShellTakesIt) {
  EXPECT_EQ(set_option("base.lr=0.002"), "--set base.lr=0.002");
  EXPECT_EQ(set_option("@hidden.lr *= 2"), "--set '@hidden.lr *= 2'");
  EXPECT_EQ(set_option("a='b'"), "--set 'a='\\''b'\\'''");
}

TEST(BestTable, HasTheBestFirst) {
  const test::Trials trials = test::some_search();
  const std::string html = best_table(explored(test::some_info(), trials.all).front(), 2);
  EXPECT_LT(html.find("3.1000"), html.find("3.1500"));
  EXPECT_THAT(html, Not(HasSubstr("3.2000"))) << "two were asked for";
  EXPECT_THAT(html, HasSubstr("<code>--set &#39;@hidden.lr *= 2.000000&#39;</code>"));
  EXPECT_THAT(html, HasSubstr("<td>modules</td>"));
  EXPECT_EQ(best_table(Explored{}, 2), "<p>No trial has finished yet.</p>\n");
}

TEST(BestTable, FoldsManyOverrides) {
  test::Trials trials;
  trials.add({}, {"a=1", "b=1", "c=1", "d=1", "e=1"}, 3.0);
  trials.add({}, {}, 3.1);
  const std::string html = best_table(Explored{{}, {}, {&trials.all[0], &trials.all[1]}, {{}, {}}}, 10);
  EXPECT_THAT(html, HasSubstr("<details><summary>5 overrides</summary>"));
  EXPECT_THAT(html, HasSubstr("the spec as it is"));
  EXPECT_THAT(html, Not(HasSubstr("stage")));
}

TEST(CostTable, AddsUp) {
  const std::string html = cost_table(ends_of(test::some_search().all), true);
  EXPECT_THAT(html, HasSubstr("<th class=\"n\">tokens</th>"));
  EXPECT_THAT(html, HasSubstr("<td>finished</td><td class=\"n\">16</td><td class=\"n\">102k</td>"));
  EXPECT_THAT(html, HasSubstr("<td>killed</td><td class=\"n\">1</td><td class=\"n\">-</td>"));
  EXPECT_THAT(html, HasSubstr("<tr class=\"sum\"><td>all</td><td class=\"n\">21</td>"));
}

TEST(ImportanceTable, HasBarsOrSaysWhyNot) {
  const test::Trials trials = test::some_sweep();
  const std::string html = importance_table(importance_of(explored({}, trials.all).front()));
  EXPECT_LT(html.find("base.lr"), html.find("base.eps"));
  EXPECT_THAT(html, ContainsRegex("<b style=\"width:(9[0-9]|100).[0-9]%\">"));
  EXPECT_EQ(importance_table({}), "<p>cannot tell: no trial has finished.</p>\n");
}

TEST(ImportanceTable, LeavesOutManySmallOnes) {
  Importance many;
  for (int d = 0; d < 15; ++d) {
    many.dimensions.push_back({"d" + std::to_string(d), false});
    many.variance.effects.push_back({{0.01, {}}, {d == 14 ? 0.5 : 0.03 - 0.001 * d, {}}});
  }
  const std::string html = importance_table(many);
  EXPECT_LT(html.find("d14"), html.find("d0<"));
  EXPECT_THAT(html, Not(HasSubstr("d7<")));
  EXPECT_THAT(html, HasSubstr("<p>7 others with 2% at most.</p>"));
}

TEST(ConfirmationsTable, HasARowForEachPair) {
  const test::Trials trials = test::some_search();
  const std::string html = confirmations_table(confirmations(trials.all), trials.all);
  EXPECT_THAT(html, HasSubstr("<td>width=128</td><td>modules against global</td><td class=\"n\">3</td><td "
                              "class=\"n\">-0.1000<small>"));
  EXPECT_THAT(html, ContainsRegex("<td>1\\.[0-9]+ x fewer \\([0-9.]+ to [0-9.]+\\)</td><td>yes</td>"));
}

}  // namespace
}  // namespace cdp::study
