// The page of a study: whole, by itself, and with nothing of the user's read as HTML.
#include "study/page/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/study/page/some_search.h"

namespace cdp::study {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(StudyPage, OfASearchHasAllItsParts) {
  const std::string page = study_page(test::some_info(), test::some_search().all);
  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  EXPECT_THAT(page, EndsWith("</html>\n"));
  for (const char* part :
       {"loss against trial, with the best so far", "mean loss of the point that leads, by trial",
        "loss against base.lr", "loss against @hidden.lr", "differences of losses with their intervals", "What matters",
        "Best trials", "<h2>Cost</h2>", "diverged: 1", "stopped: 1", "failed: 1", "killed: 1",
        "<dt>trials</dt><dd class=\"\">20 of 21</dd>", "12 trials by trust"})
    EXPECT_THAT(page, HasSubstr(part));
}

TEST(StudyPage, OfASweepHasNoLeader) {
  StudyInfo info;
  info.kind = "sweep";
  const std::string page = study_page(info, test::some_sweep().all);
  EXPECT_THAT(page, HasSubstr("loss against base.lr"));
  EXPECT_THAT(page, HasSubstr("class=\"bars\""));
  EXPECT_THAT(page, Not(HasSubstr("that leads")));
  EXPECT_THAT(page, Not(HasSubstr("Confirmed")));
  EXPECT_THAT(page, HasSubstr("<dt>trials</dt><dd class=\"\">32</dd>"));
}

TEST(StudyPage, NeedsNothingFromOutside) {
  const std::string page = study_page(test::some_info(), test::some_search().all, 5);
  for (const char* outside : {"<script", "http://", "https://", "src=", "url(", "@import", "<link"})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
}

TEST(StudyPage, NamesAreTextNotHtml) {
  const std::string page = study_page(test::some_info(), test::some_search().all);
  EXPECT_THAT(page, HasSubstr("&lt;b&gt;gpt.cdp"));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, HasSubstr("no &lt;i&gt;memory&lt;/i&gt;"));
  EXPECT_THAT(page, Not(HasSubstr("<i>")));
}

TEST(StudyPage, LoadsItselfAgainOnlyAtWork) {
  const auto trials = test::some_search().all;
  EXPECT_THAT(study_page(test::some_info(), trials, 5), HasSubstr("<meta http-equiv=\"refresh\" content=\"5\">"));
  EXPECT_THAT(study_page(test::some_info(), trials), Not(HasSubstr("refresh")));
}

TEST(StudyPage, TakesAStudyWithoutTrials) {
  const std::string page = study_page({}, {});
  EXPECT_THAT(page, HasSubstr("No trial has ended yet."));
  EXPECT_THAT(page, EndsWith("</html>\n"));
}

}  // namespace
}  // namespace cdp::study
