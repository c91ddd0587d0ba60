// Scalars in the language's words.
#include "compiler/plan/scalar_text.h"

#include <gtest/gtest.h>

namespace cdp::plan {
namespace {

TEST(ScalarText, IsAsTheLanguageWritesIt) {
  EXPECT_EQ(scalar_text(true), "true");
  EXPECT_EQ(scalar_text(std::int64_t{12}), "12");
  EXPECT_EQ(scalar_text(0.5), "0.5");
  EXPECT_EQ(scalar_text(std::string("linear")), "\"linear\"");
}

}  // namespace
}  // namespace cdp::plan
