// The journal beside the store: one line a trial, whatever was there before.
#include "study/exports/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "compiler/base/files.h"
#include "compiler/base/regular_file.h"
#include "study/exports/optuna.h"
#include "tests/study/exports/sample.h"
#include "tests/support/temp_folder.h"

namespace cdp::study {
namespace {

using ::testing::HasSubstr;

class StudyJournal : public ::testing::Test {
 protected:
  StudyJournal() : folder(temp.file("study")), store(sample_study(folder)) {}

  std::string text() const { return *read_regular(Journal::path_of(folder)); }
  void write(const std::string& text) const { ASSERT_TRUE(write_file(Journal::path_of(folder), text)); }

  test::TempFolder temp;
  std::string folder;
  Store store;
};

TEST_F(StudyJournal, HasTheTrialsThatHaveEnded) {
  Journal journal;
  ASSERT_TRUE(journal.update(store));
  EXPECT_EQ(text(), optuna_journal(store));
}

TEST_F(StudyJournal, GetsALineForEachEnd) {
  Journal journal;
  ASSERT_TRUE(journal.update(store));
  const std::string before = text();
  ASSERT_TRUE(store.end(5, {TrialState::kFinished, 3.25, 3.2, 100, 6400, 12.5, "", {}}));
  ASSERT_TRUE(journal.update(store));
  EXPECT_EQ(text(), before + optuna_trial(store.trials()[4]));
  ASSERT_TRUE(journal.update(store));
  EXPECT_EQ(text(), before + optuna_trial(store.trials()[4]));
}

TEST_F(StudyJournal, AddsWhatAKillHasKeptFromIt) {
  const std::string whole = optuna_journal(store);
  for (std::size_t cut = 0; cut < whole.size(); cut += 7) {
    write(whole.substr(0, cut));
    ASSERT_TRUE(Journal().update(store));
    ASSERT_EQ(text(), whole) << cut;
  }
}

TEST_F(StudyJournal, KeepsWhatOptunaHasAdded) {
  const std::string theirs =
      R"({"op_code":4,"worker_id":"af-1","study_id":0,"user_attrs":{"trial":5},"params":{"base.lr":0.003}})"
      "\n";
  write(optuna_journal(store) + theirs);
  ASSERT_TRUE(store.end(5, {TrialState::kFinished, 3.25, 3.2, 100, 6400, 12.5, "", {}}));
  ASSERT_TRUE(Journal().update(store));
  EXPECT_THAT(text(), HasSubstr(theirs + optuna_trial(store.trials()[4])));
}

TEST_F(StudyJournal, AFileThatIsNoneIsLeftAlone) {
  write("hello\n");
  const Status done = Journal().update(store);
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().text(), HasSubstr("is no journal of Optuna's"));
  EXPECT_EQ(text(), "hello\n");
}

TEST_F(StudyJournal, SaysWhyItCannotBeWritten) {
  ASSERT_EQ(::mkdir(Journal::path_of(folder).c_str(), 0777), 0);
  EXPECT_FALSE(Journal().update(store));
}

}  // namespace
}  // namespace cdp::study
