// Numbers as people read them.
#include "study/transfer/words.h"

#include <gtest/gtest.h>

#include <limits>

#include "study/transfer/rates.h"

namespace cdp::study {
namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

TEST(TransferWords, Percents) {
  EXPECT_EQ(percent(0.43), "43%");
  EXPECT_EQ(percent(0.028), "2.8%");
  EXPECT_EQ(percent(0.05), "5%");
  EXPECT_EQ(percent(0.0001), "0%");
  EXPECT_EQ(percent(1.5), "150%");
  EXPECT_EQ(percent(kInfinite), "infinite");
}

TEST(TransferWords, SignsAndDigits) {
  EXPECT_EQ(with_sign(-1.314), "-1.31");
  EXPECT_EQ(with_sign(-0.001), "+0.00");
  EXPECT_EQ(signed_less(0.08614), "0.0861");
  EXPECT_EQ(signed_less(kInfinite), "infinite");
  EXPECT_EQ(with_interval({0.43, {0.38, 0.47}, {}}, percent), "43% (38% to 47%)");
}

TEST(TransferWords, RatesThatTheDataDoNotHold) {
  EXPECT_EQ(rate_words({0.74, {0.7, 0.8}, {}, true}), "+0.74 (+0.70 to +0.80)");
  EXPECT_EQ(rate_words({0.74, {-1, 4}, {}, false}), "not identifiable");
}

TEST(TransferWords, TablesAreIndentedColumns) {
  EXPECT_EQ(table_text({{"width", "loss"}, {"64", "3.5"}}, {Align::kRight, Align::kLeft}),
            "  width  loss\n     64  3.5\n");
}

}  // namespace
}  // namespace cdp::study
