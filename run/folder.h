// The folder of a run: plan.json (the plan's bytes as given), checkpoint.safetensors (the last one), best.safetensors
// (that of the best evaluation), metrics.jsonl, and table.json where the data are a table. Says whether a folder may be
// begun in or resumed from, and keeps two runs out of one folder.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "compiler/base/result.h"

namespace cdp::run {

enum class Start { kNew, kResume, kAuto };

class Folder {
 public:
  /// Creates the folder if need be, locks it, and removes what a run that was killed here was about to write. kNew: it
  /// must not hold a run (a checkpoint or metrics; a plan.json alone is none). kResume: it must. kAuto: it may.
  static Result<Folder> open(const std::string& path, Start start);
  /// Whether open() would, as far as that can be told without making or locking anything.
  static Status check(const std::string& path, Start start);

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string plan() const { return path_ + "/plan.json"; }
  [[nodiscard]] std::string checkpoint() const { return path_ + "/checkpoint.safetensors"; }
  [[nodiscard]] std::string best() const { return path_ + "/best.safetensors"; }
  [[nodiscard]] std::string metrics() const { return path_ + "/metrics.jsonl"; }
  [[nodiscard]] std::string table() const { return path_ + "/table.json"; }
  [[nodiscard]] bool has_checkpoint() const;
  /// Whether there was a run in it when it was opened.
  [[nodiscard]] bool resumes() const { return resumes_; }
  /// What the user should know of it; empty: nothing.
  [[nodiscard]] const std::string& remark() const { return remark_; }
  /// Lets best.safetensors be what the checkpoint is now, at once or not at all.
  [[nodiscard]] Status keep_best() const;

 private:
  explicit Folder(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] bool holds_run() const;
  Status lock();

  std::string path_;
  std::shared_ptr<const int> lock_;
  bool resumes_ = false;
  std::string remark_;
};

/// Bare where the shell needs no quotes, else in single quotes.
[[nodiscard]] std::string shell_word(const std::string& word);

}  // namespace cdp::run
