// Importance as people read it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "study/importance/report.h"
#include "tests/study/importance/trials.h"

namespace cdp::study {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ImportanceText, IsATableOfShares) {
  const std::string text = to_text({importance_of(explored({}, test::some_sweep().all).front())});
  EXPECT_THAT(text, StartsWith("at the reference: 32 points of 32 trials (4 diverged); "));
  EXPECT_THAT(text,
              ContainsRegex("\n  dimension +alone +with others\n  base.lr +(9[0-9]|100)% \\([0-9]+% to [0-9]+%\\)"));
  EXPECT_THAT(text, HasSubstr("\n  only together"));
}

TEST(ImportanceText, SaysWhereItCannotTell) {
  EXPECT_EQ(to_text({Importance{{{"width", "64"}}}}), "at width=64: cannot tell: no trial has finished\n");
}

}  // namespace
}  // namespace cdp::study
