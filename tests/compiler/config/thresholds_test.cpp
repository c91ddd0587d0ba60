// The rows of thresholds.def and the members that are made from them.
#include "compiler/config/thresholds.h"

#include <gtest/gtest.h>

#include <set>

namespace cdp::config {
namespace {

TEST(Thresholds, HaveTheDefaultsOfTheTable) {
  const Thresholds defaults;
  std::set<std::string_view> keys;
  for (const ThresholdRow& row : threshold_rows()) {
    EXPECT_EQ(defaults.*row.member, row.value) << row.key;
    EXPECT_TRUE(keys.insert(row.key).second) << row.key << " is there twice";
    EXPECT_FALSE(row.meaning.empty()) << row.key;
  }
  EXPECT_EQ(defaults.weight_bits, 24) << "the significand of float32, IEEE 754";
}

TEST(Thresholds, AreAsManyMembersAsRows) {
  EXPECT_EQ(sizeof(Thresholds), threshold_rows().size() * sizeof(double));
}

}  // namespace
}  // namespace cdp::config
