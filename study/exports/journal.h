// The journal for Optuna that a study keeps beside its store, `optuna.jsonl` in its folder: one line a trial, added
// when it ends. The store is the truth, and what a kill has kept from the journal is added by the next update.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "compiler/base/result.h"
#include "study/store/store.h"

namespace cdp::study {

class Journal {
 public:
  [[nodiscard]] static std::string path_of(const std::string& folder);

  /// Adds a line for every trial that has ended and has none yet; the file is read the first time only. Lines that
  /// Optuna has added stay; half a line at the end, of a writer that was killed, goes. Errors: the file cannot be read
  /// or written, or is no journal.
  [[nodiscard]] Status update(const Store& store);

 private:
  [[nodiscard]] Status read(const std::string& path);

  bool was_read_ = false;
  bool begun_ = false;                // it has a line at least
  std::set<std::int64_t> kept_ = {};  // trials with a line
};

}  // namespace cdp::study
