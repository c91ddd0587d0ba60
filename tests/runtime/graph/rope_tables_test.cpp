// Tables of rotary positions against their formula.
#include "runtime/graph/rope_tables.h"

#include <gtest/gtest.h>

namespace cdp::runtime {
namespace {

TEST(RopeTables, AnglesArePositionTimesFrequency) {
  RopeTables tables;
  const RopeTable table = tables.get(10000, 8, 5, at::kCPU);
  ASSERT_EQ(table.cos.sizes(), (std::vector<std::int64_t>{5, 4}));
  const double angle = 3 * std::pow(10000.0, -2.0 * 2 / 8);  // position 3, pair 2
  EXPECT_NEAR(table.cos[3][2].item<double>(), std::cos(angle), 1e-7);
  EXPECT_NEAR(table.sin[3][2].item<double>(), std::sin(angle), 1e-7);
}

TEST(RopeTables, GrowWithTheSequenceAndKeepBasesApart) {
  RopeTables tables;
  const at::Tensor before = tables.get(10000, 8, 5, at::kCPU).cos;
  const at::Tensor after = tables.get(10000, 8, 50, at::kCPU).cos;
  EXPECT_TRUE(at::equal(before, after.slice(0, 0, 5)));
  EXPECT_EQ(tables.get(10000, 8, 2, at::kCPU).cos.size(0), 2);
  EXPECT_FALSE(at::equal(before, tables.get(500, 8, 5, at::kCPU).cos));
}

TEST(RopeTables, ASampleThatGrowsByATokenSeldomMakesThemAnew) {
  RopeTables tables;
  int made = 0;
  const void* last = nullptr;
  for (std::int64_t time = 1; time <= 256; ++time) {
    const void* const now = tables.get(10000, 8, time, at::kCPU).cos.data_ptr();
    made += now == last ? 0 : 1;
    last = now;
  }
  EXPECT_EQ(made, 9);  // 1, 2, 4, ... 256 rows
}

}  // namespace
}  // namespace cdp::runtime
