// What is said to words of other trainers.
#include "compiler/syntax/foreign_keys.h"

#include <gmock/gmock.h>

#include <set>

namespace cdp::syntax {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(ForeignKeys, EachWordStandsOnce) {
  std::set<std::string> seen;
  for (const ForeignKey& key : foreign_keys()) {
    std::string_view words = key.theirs;
    EXPECT_FALSE(words.empty());
    EXPECT_FALSE(key.advice.empty());
    while (!words.empty()) {
      const std::size_t end = std::min(words.find(' '), words.size());
      EXPECT_GT(end, 0U) << key.theirs;
      EXPECT_TRUE(seen.emplace(words.substr(0, end)).second) << words.substr(0, end);
      words.remove_prefix(std::min(end + 1, words.size()));
    }
  }
}

TEST(ForeignKeys, AreWholeWords) {
  ASSERT_NE(find_foreign_key("n_layer"), nullptr);
  EXPECT_EQ(find_foreign_key("n_layer")->ours, "depth");
  for (const char* none : {"n_laye", "layer", "", "n_layer n_layers", "quite_other"})
    EXPECT_EQ(find_foreign_key(none), nullptr) << none;
}

TEST(ForeignKeys, SayWhatToWrite) {
  const std::vector<std::string> keys = {"lr", "beta1", "eps"};
  EXPECT_EQ(meant_key("learning_rate", keys), "; cdp calls it `lr`, in `base`");
  EXPECT_THAT(meant_key("min_lr", keys), HasSubstr("`schedule = cosine(floor = 10%)`"));
  EXPECT_THAT(meant_key("gradient_accumulation_steps", keys), HasSubstr("`cdp train --micro-batch`"));
  EXPECT_EQ(meant_key("bta1", keys), "; did you mean `beta1`?");
  EXPECT_THAT(meant_key("quite_other", keys), StartsWith("; there are lr"));
}

TEST(ForeignKeys, AreOfferedAsNamesWhereTheNameIsKnown) {
  EXPECT_THAT(meant_name("d_model", std::vector<std::string>{"width", "depth"}), HasSubstr("`width`"));
  EXPECT_EQ(meant_name("d_model", std::vector<std::string>{"in", "out"}), "");
  EXPECT_EQ(meant_name("wdth", std::vector<std::string>{"width"}), "; did you mean `width`?");
}

}  // namespace
}  // namespace cdp::syntax
