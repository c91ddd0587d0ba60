// What is found at several scales, or of several tensors, as one finding.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compiler/analysis/values.h"

namespace cdp::lint {

/// One cause that shows at several scales is one finding: of the scale where it is worst, and it names the others.
class Folded {
 public:
  /// Of equal badness the first scale stays the worst.
  void add(const analysis::ScaleValues& scale, double badness);
  /// Null: nowhere.
  [[nodiscard]] const analysis::ScaleValues* worst() const { return worst_; }
  /// What to put behind the message: ` (also at `mid` and `huge`)`; nothing where there is no other.
  [[nodiscard]] std::string others() const;

 private:
  std::vector<const analysis::ScaleValues*> scales_;
  const analysis::ScaleValues* worst_ = nullptr;
  double badness_ = 0;
};

/// The same for several causes that a text tells apart, in the order in which they were first met.
class FoldedBy {
 public:
  void add(const std::string& cause, const analysis::ScaleValues& scale, double badness = 1);
  [[nodiscard]] const std::vector<std::pair<std::string, Folded>>& all() const { return causes_; }

 private:
  std::vector<std::pair<std::string, Folded>> causes_;
};

/// One line that sets values which a rule objects to: the worst of them, and every tensor's name.
struct Cause {
  Span at;
  double badness = 0;
  double value = 0;
  const analysis::ScaleValues* scale = nullptr;
  const model::Tensor* tensor = nullptr;
  const scaling::Instance* instance = nullptr;
  std::vector<std::string> names;
};

/// Findings come once for each line, however many tensors it sets.
class Causes {
 public:
  /// Of equal badness the first is kept: the reference before the targets.
  void add(const analysis::ValueAt& found, double badness);
  [[nodiscard]] const std::vector<Cause>& all() const { return causes_; }

 private:
  std::vector<Cause> causes_;  // in the order in which they were found
};

}  // namespace cdp::lint
