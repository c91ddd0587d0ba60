// What the operation table says of sizes, measured on the forward passes.
#include "runtime/graph/ops.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/runtime/graph/ops/run.h"

namespace cdp::runtime {
namespace {

using plan::Transfer;

double size_of(const at::Tensor& x) {
  return std::sqrt(x.to(at::kDouble).square().mean().item<double>());
}

/// The exponent with which what comes out follows a number between two of its values.
template <class Function>
double exponent(const Function& function, double from, double to) {
  at::manual_seed(1);
  const double before = size_of(function(from));
  at::manual_seed(1);
  return std::log(size_of(function(to)) / before) / std::log(to / from);
}

at::Tensor argument_of(Op op) {
  if (op == Op::patches) return at::randn({2, 64});
  if (op == Op::split_heads || op == Op::mean) return at::randn({2, 8, 16});
  return at::randn({2, 4, 8, 16});
}

/// The exponent in the size of an argument that is near 0, or far from it.
double expected(Transfer transfer, bool far) {
  switch (transfer) {
    case Transfer::kKeeps:
    case Transfer::kActivates:
    case Transfer::kAverages:
      return 1;
    case Transfer::kSquares:
      return 2;
    case Transfer::kSaturates:
      return far ? 0 : 1;
    default:
      return 0;
  }
}

TEST(Transfers, OfOperationsOnOneValue) {
  Attributes settings;
  settings.eps = 1e-12, settings.theta = 100, settings.heads = 2, settings.chunks = 2, settings.top_k = 2;
  settings.size = 2, settings.height = 4, settings.channels = 1;
  for (const plan::Operation& row : plan::operations()) {
    if (row.least_arguments() > 1 || row.transfer == Transfer::kCounts) continue;
    const auto run_at = [&](double size) { return run(row.op, {{argument_of(row.op) * size}}, settings); };
    EXPECT_NEAR(exponent(run_at, 1e-4, 1e-2), expected(row.transfer, false), 0.05) << row.name;
    EXPECT_NEAR(exponent(run_at, 1e2, 1e4), expected(row.transfer, true), 0.05) << row.name;
  }
}

TEST(Transfers, OfSumsAndProducts) {
  for (const plan::Operation& row : plan::operations()) {
    const bool adds = row.transfer == Transfer::kAdds;
    if (!adds && row.transfer != Transfer::kMultiplies) continue;
    const auto run_at = [&](double size) { return run(row.op, {{at::randn({999}) * size}, {at::rand({999}) + 1}}); };
    EXPECT_NEAR(exponent(run_at, 1e2, 1e4), 1, 0.05) << row.name;
    EXPECT_NEAR(exponent(run_at, 1e-4, 1e-2), adds ? 0 : 1, 0.05) << row.name;
  }
}

TEST(Transfers, OfContractionsAreInTheirFanIn) {
  const auto linear = [](double in) {
    const auto width = static_cast<std::int64_t>(in);
    return run(Op::linear, {{at::randn({64, width})}, {at::randn({32, width})}});
  };
  const auto experts = [](double in) {
    const auto hidden = static_cast<std::int64_t>(in);
    const at::Tensor gate = at::randn({1, hidden, 8}), up = at::randn({1, hidden, 8}),
                     down = at::randn({1, 16, hidden});
    return run(Op::experts, {{at::randn({1, 64, 8})}, {at::ones({1, 64, 1})}, {gate}, {up}, {down}});
  };
  EXPECT_NEAR(exponent(linear, 64, 4096), 0.5, 0.05);
  EXPECT_NEAR(exponent(experts, 64, 4096), 0.5, 0.05);
}

TEST(Transfers, OfLookupsAndAttentionAreTheirTablesAndValues) {
  const auto lookup = [](double size) {
    return run(Op::lookup, {{at::arange(9).view({1, 9})}, {at::randn({9, 8}) * size}});
  };
  const auto attention = [](double queries, double values) {
    const auto heads = [](double size) { return at::randn({2, 3, 5, 8}) * size; };
    return run(Op::attention, {{heads(queries)}, {heads(1)}, {heads(values)}, number(0.3)});
  };
  EXPECT_NEAR(exponent(lookup, 1e-2, 1e2), 1, 0.05);
  EXPECT_NEAR(exponent([&](double values) { return attention(1, values); }, 1e-2, 1e2), 1, 0.05);
  EXPECT_NEAR(exponent([&](double queries) { return attention(queries, 1); }, 1e2, 1e4), 0, 0.05);
}

}  // namespace
}  // namespace cdp::runtime
