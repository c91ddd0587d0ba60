// Steps as a fraction of the reference's run.
#include "compiler/sema/run_length.h"

#include <gtest/gtest.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

std::optional<double> steps_of(const std::string& reference) {
  const auto checked = test::check("reference { " + reference + " }\n");
  const auto length = run_length(*checked->constants);
  return length ? std::optional(length->steps) : std::nullopt;
}

TEST(RunLength, InEveryUnit) {
  EXPECT_EQ(steps_of("batch = 32 seq; duration = 10M tok; context = 256"), 1220);
  EXPECT_EQ(steps_of("batch = 8192 tok; duration = 10M tok; context = 256"), 1220);
  EXPECT_EQ(steps_of("batch = 32 seq; duration = 500 steps"), 500);
  EXPECT_EQ(steps_of("batch = 32 seq; duration = 3200 seq"), 100);
}

TEST(RunLength, IsNotGuessed) {
  EXPECT_EQ(steps_of("batch = 32 seq; duration = 20 tok_per_param; context = 256"), std::nullopt);
  EXPECT_EQ(steps_of("batch = 32 seq; duration = 10M tok"), std::nullopt);
  EXPECT_EQ(steps_of("batch = 32 seq"), std::nullopt);
  EXPECT_EQ(steps_of("batch = 32 seq; duration = 10 seq"), std::nullopt);
  EXPECT_FALSE(run_length(*test::check("let a = 1\n")->constants));
}

Quantity quantity(double value, Unit unit) {
  return {Sym(value), unit};
}

TEST(RunLength, OfAPart) {
  const RunLength run{32, 256, 1220};
  EXPECT_EQ(run.part(quantity(122, Unit::kSteps))->steps, 122);
  EXPECT_EQ(run.part(quantity(122, Unit::kNone))->steps, 122);
  EXPECT_EQ(run.part(quantity(320, Unit::kSeq))->steps, 10);
  EXPECT_EQ(run.part(quantity(32 * 256 * 5, Unit::kTok))->steps, 5);
  EXPECT_FALSE(run.part(quantity(0, Unit::kSteps)));
  EXPECT_FALSE(run.part(quantity(1, Unit::kTokPerParam)));
}

TEST(RunLength, SaysWhatToWrite) {
  EXPECT_EQ((PartOfRun{2000, 50000}.written()), "4%");
  EXPECT_EQ((PartOfRun{100, 1220}.written()), "100 / 1220");
  EXPECT_FALSE((PartOfRun{100, 1220}.is_all()));
  EXPECT_TRUE((PartOfRun{2000, 1220}.is_all()));
}

}  // namespace
}  // namespace cdp::sema
