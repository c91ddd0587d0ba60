// A study goes on only under what it began with.
#include "study/store/info.h"

#include <gtest/gtest.h>

namespace cdp::study {
namespace {

StudyInfo sample() {
  return {"sweep", "gpt.cdp", "aa", "0.1.0", "", "", "", "{}", "", "{}"};
}

TEST(StudyInfo, EqualAndUnknownFactsAreNoDifference) {
  StudyInfo found = sample();
  found.data = "5 tokens, 01";  // the study has not met a worker yet
  found.spec = "../gpt.cdp";
  EXPECT_TRUE(same_study(sample(), found, "out"));
}

TEST(StudyInfo, SaysEveryDifferenceWithBothValues) {
  StudyInfo kept = sample();
  kept.data = "5 tokens, 01";
  StudyInfo found = kept;
  found.spec_sha256 = "bb";
  found.data = "6 tokens, 02";
  const Status same = same_study(kept, found, "out");
  ASSERT_FALSE(same);
  EXPECT_EQ(same.error().text(),
            "out: holds trials of another study (the spec, or a file that it brings in (SHA-256): aa in the study, bb "
            "now; the data: 5 tokens, 01 in the study, 6 tokens, 02 now); put back what differs, or choose another "
            "--out");
}

}  // namespace
}  // namespace cdp::study
