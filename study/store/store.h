// The folder of a study: study.sqlite with what the study is of and its trials. One program writes, others may read at
// the same time. What was written is there after kill -9 or a power failure, whole or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/base/folder_lock.h"
#include "compiler/base/result.h"
#include "study/store/info.h"
#include "study/store/sqlite.h"
#include "study/store/trial.h"

namespace cdp::study {

class Store {
 public:
  /// Whether the folder holds a study.
  [[nodiscard]] static bool is_there(const std::string& folder);
  /// A new study; the folder is made if need be. Errors: there is one already.
  [[nodiscard]] static Result<Store> begin(const std::string& folder, const StudyInfo& info);
  /// One that is there. For writing the folder is locked: another program at work in it is an error.
  [[nodiscard]] static Result<Store> open(const std::string& folder, Access access);

  [[nodiscard]] const StudyInfo& info() const { return info_; }
  /// In the order of their numbers.
  [[nodiscard]] const std::vector<Trial>& trials() const { return trials_; }
  [[nodiscard]] const std::string& folder() const { return folder_; }
  /// What the user should know of the folder's file system; empty: nothing.
  [[nodiscard]] const std::string& remark() const { return lock_.remark; }

  /// Replaces what the study is of: what the first worker has said of data and machine, or what it is to go on with.
  [[nodiscard]] Status keep(const StudyInfo& info);
  /// Adds those that are not there yet, with the numbers that follow; their own numbers are not read. In one
  /// transaction.
  [[nodiscard]] Status add(std::vector<Trial> trials);
  /// What became of a trial. A trial that has ended keeps its result: a second one is an error.
  [[nodiscard]] Status end(std::int64_t number, const TrialResult& result);
  /// That a trial was handed out, or that it waits again. Errors: it has ended.
  [[nodiscard]] Status hand_out(std::int64_t number);
  [[nodiscard]] Status forget(std::int64_t number);

 private:
  Store(std::string folder, FolderLock lock, Database database)
      : folder_(std::move(folder)), lock_(std::move(lock)), database_(std::move(database)) {}
  [[nodiscard]] Status read();
  [[nodiscard]] Status read_trials();
  /// The trial, if it has no result yet.
  [[nodiscard]] Result<Trial*> open_trial(std::int64_t number);
  [[nodiscard]] Status mark(std::int64_t number, TrialState state);

  std::string folder_;
  FolderLock lock_;
  Database database_;
  StudyInfo info_;
  std::vector<Trial> trials_;
};

}  // namespace cdp::study
