// Asserts at a scale, and the values of their parts in the message.
#include "compiler/model/assertion.h"

#include <gtest/gtest.h>

#include "tests/compiler/model/model_support.h"

namespace cdp::model {
namespace {

using test::Ids;

Ids messages_at(const std::string& spec, double width, double depth) {
  const auto modelled = test::instantiate(spec);
  if (!modelled->model) return modelled->messages();
  for (const Assertion& assertion : modelled->model->assertions)
    hold(assertion, test::at(width, depth), "big", modelled->sources, modelled->sink);
  return modelled->messages();
}

TEST(Assertion, HoldsSilently) {
  EXPECT_EQ(messages_at(test::gpt() + "assert width % 64 == 0\n", 128, 4), Ids{});
}

TEST(Assertion, ShowsTheValuesOfItsParts) {
  EXPECT_EQ(messages_at(test::gpt() + "let heads = width / 64\nassert heads % 3 == 0, \"heads in threes\"\n", 256, 4),
            Ids{"heads in threes: not so at `big`, `heads % 3` is 1, `heads` is 4"});
  EXPECT_EQ(messages_at(test::gpt() + "assert width > 100 and depth > 8\n", 256, 4),
            Ids{"`width > 100 and depth > 8`: not so at `big`, `width > 100` is true, `width` is 256, `depth > 8` is "
                "false, `depth` is 4"});
}

TEST(Assertion, OfAModuleIsHeldWithItsParameters) {
  EXPECT_EQ(messages_at(test::gpt(), 100, 4),
            Ids{"the width must be a whole number of heads: not so at `big`, `width % head_dim` is 36, `width` is 100, "
                "`head_dim` is 64"});
  EXPECT_EQ(messages_at(test::gpt("position = \"rotray\""), 128, 4).size(), 1U);
}

TEST(Assertion, ReportsWhatCannotBeEvaluated) {
  EXPECT_EQ(test::instantiate(test::gpt() + "assert wdth > 1\n")->ids(), Ids{"E0201"});
  EXPECT_EQ(messages_at(test::gpt() + "assert width\n", 128, 4),
            Ids{"a condition needs true or false, found a number"});
}

}  // namespace
}  // namespace cdp::model
