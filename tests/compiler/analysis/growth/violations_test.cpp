// Every fault is found once, and the repairs together leave nothing.
#include "compiler/analysis/growth/violations.h"

#include <gmock/gmock.h>

#include "compiler/analysis/growth/search.h"
#include "tests/compiler/analysis/growth/growth_support.h"

namespace cdp::analysis {
namespace {

using ::testing::IsEmpty;

TEST(Violations, TheRepairsLeaveNothing) {
  for (const std::string call : {"sp()", "sp_fan_in()"}) {
    const Compiled spec = gpt_under("sp", call);
    for (const std::string axis : {"width", "depth"}) {
      Search search(spec.facts, along(axis));
      check_initial_sizes(search);
      check_updates(search);
      check_statistics(search);
      EXPECT_FALSE(search.found.violations.empty());
      search.found.violations.clear();
      check_initial_sizes(search);
      check_updates(search);
      check_statistics(search);
      std::vector<std::string> left;
      for (const Violation& violation : search.found.violations)
        if (violation.is_fault()) left.push_back(fmt::format("{}", violation.verdict));
      EXPECT_THAT(left, IsEmpty()) << call << " " << axis;
    }
  }
}

TEST(Violations, WhatFollowsFromAFaultIsNotFoundAgain) {
  // One matrix is too large at the start: nothing behind it is found fault with.
  EXPECT_EQ(faults(gpt_with("mup", "mup()", "  blocks.*.attn.v { init_std *= m_in^0.5 }"), "width").size(), 1U);
}

TEST(Violations, TermsComeToTheEffect) {
  const Compiled spec = gpt_under("sp", "sp()");
  for (const std::string axis : {"width", "depth", "batch"})
    for (const Violation& violation : verdicts_along(spec.facts, along(axis)).violations) {
      double sum = 0;
      for (const Term& term : violation.because) sum += term.exponent;
      const bool is_size = violation.hp == sema::Hp::init_std || violation.hp == sema::Hp::value;
      if (is_size) continue;  // held against a range
      EXPECT_NEAR(sum, violation.effect, 1e-9) << violation.because.front().text;
    }
}

}  // namespace
}  // namespace cdp::analysis
