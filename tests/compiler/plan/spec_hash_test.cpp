// One hash over a spec and its files, that anyone can make again.
#include <gtest/gtest.h>

#include "compiler/base/text.h"
#include "compiler/plan/plan.h"

namespace cdp::plan {
namespace {

TEST(SpecHash, IsThatOfWhatSha256sumPrints) {
  EXPECT_EQ(spec_hash({{"gpt.cdp", "aa"}, {"std/gpt.cdp", "bb"}}), sha256("aa  gpt.cdp\nbb  std/gpt.cdp\n"));
}

TEST(SpecHash, KnowsTextsNamesAndOrder) {
  const std::string hash = spec_hash({{"a", "1"}, {"b", "2"}});
  EXPECT_NE(hash, spec_hash({{"a", "1"}, {"b", "3"}}));
  EXPECT_NE(hash, spec_hash({{"a", "1"}, {"c", "2"}}));
  EXPECT_NE(hash, spec_hash({{"b", "2"}, {"a", "1"}}));
  EXPECT_NE(hash, spec_hash({{"a", "1"}}));
}

}  // namespace
}  // namespace cdp::plan
