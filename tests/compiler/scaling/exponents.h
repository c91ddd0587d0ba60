// A rule set's table as it acts: exponents in m_N and m_L of each cell, found by doubling width and depth alone.
#pragma once

#include <cmath>
#include <utility>

#include "tests/compiler/scaling/rule_sets.h"
#include "tests/compiler/scaling/scaling_support.h"

namespace cdp::test {

/// (exponent of width, exponent of depth)
using Cell = std::pair<double, double>;
inline constexpr Cell kSame = {0, 0};

struct Exponents {
  std::unique_ptr<Compiled> reference, wide, deep;

  explicit Exponents(const RuleSetCase& tested, const std::string& arguments = "") {
    const std::string spec = spec_of(tested, "target wide { width = 256 }\ntarget deep { depth = 8 }\n", "", arguments);
    reference = compile(spec);
    wide = compile(spec, "wide");
    deep = compile(spec, "deep");
    EXPECT_TRUE(deep->scaled) << tested.call << ::testing::PrintToString(deep->messages());
  }

  Cell of(sema::Hp hp, const std::string& path) const {
    const std::vector<std::int64_t> layers(path.starts_with("blocks") ? 1 : 0, 0);
    const double base = reference->value(hp, path, layers);
    const auto exponent = [&](double value) { return std::round(std::log2(value / base) * 1e9) / 1e9 + 0.0; };
    return {exponent(wide->value(hp, path, layers)), exponent(deep->value(hp, path, layers))};
  }
};

/// One row of a table: a tensor's cells.
struct TableRow {
  std::string path;
  Cell init_std, lr, eps, weight_decay;
};

inline void expect_table(const Exponents& found, const std::vector<TableRow>& rows) {
  for (const TableRow& row : rows) {
    const std::vector<std::int64_t> layers(row.path.starts_with("blocks") ? 1 : 0, 0);
    const auto check = [&](sema::Hp hp, Cell wanted) {
      if (!found.reference->at(row.path, layers).at(hp)) return;
      EXPECT_EQ(found.of(hp, row.path), wanted) << row.path << " " << sema::row(hp).name;
    };
    check(sema::Hp::init_std, row.init_std);
    check(sema::Hp::lr, row.lr);
    check(sema::Hp::eps, row.eps);
    check(sema::Hp::weight_decay, row.weight_decay);
  }
}

}  // namespace cdp::test
