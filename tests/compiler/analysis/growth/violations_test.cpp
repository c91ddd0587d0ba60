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

TEST(Violations, AModelOfManyFaultsIsSearchedWithinBounds) {
  std::string members, body;
  for (int i = 0; i < 700; ++i) {
    members += fmt::format("  l{}: Linear(width, width)\n", i);
    body += fmt::format("    h{} = gelu(l{}(h{}))\n", i + 1, i, i);
  }
  const Compiled spec("use std.linear\nuse std.sp\nmodule Deep(width, vocab) {\n  embed: Embedding(vocab, width)\n" +
                      members + "  head: Unembedding(width, vocab)\n  forward(ids) {\n    h0 = embed(ids)\n" + body +
                      "    return head(h700)\n  }\n}\nmodel = Deep(width, vocab = 256)\nparameterization = sp()\n"
                      "reference { width = 128; depth = 4; batch = 32 seq; duration = 10M tok; context = 256 }\n"
                      "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
                      "target big { width = 512 }\n");
  Search search(spec.facts, along("width"));
  check_initial_sizes(search);
  EXPECT_LE(search.visits, 1'000'000U + 3000U);
  EXPECT_GT(search.found.violations.size(), 100U) << "what was found is told";
  ASSERT_EQ(search.found.undecided.size(), 1U) << "and that there is more";
}

TEST(Violations, StacksInStacksTakeNoTimeThatDoubles) {
  std::string modules =
      "module B0(width) {\n  l: Linear(width, width)\n  norm: RmsNorm(width)\n  forward(x) = x + l(norm(x))\n}\n";
  for (int i = 1; i < 40; ++i)
    modules += fmt::format("module B{}(width) {{\n  s: 1 * B{}(width)\n  forward(x) = s(x)\n}}\n", i, i - 1);
  for (const std::string rules : {"sp", "completep"}) {
    const Compiled spec(
        "use std.linear\nuse std.norm\nuse std." + rules + "\n" + modules +
        "module M(width, depth, vocab) {\n  embed: Embedding(vocab, width)\n  blocks: depth * B39(width)\n"
        "  head: Unembedding(width, vocab)\n  forward(ids) = head(blocks(embed(ids)))\n}\n"
        "model = M(width, depth, vocab = 256)\nparameterization = " +
        rules +
        "()\n"
        "reference { width = 128; depth = 2; batch = 32 seq; duration = 10M tok; context = 256 }\n"
        "base { lr = 4e-3; beta1 = 0.9; beta2 = 0.95; eps = 1e-8; weight_decay = 0.1; init_std = 0.02 }\n"
        "target big { width = 512; depth = 8 }\n");
    EXPECT_FALSE(verdicts_along(spec.facts, along("depth")).violations.empty()) << "ends within the test's time";
    static_cast<void>(verdicts_along(spec.facts, along("width")));
  }
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
