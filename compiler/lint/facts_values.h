// What rules about values share: every value of a hyperparameter at every scale, gathered by the line that sets it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/lint/facts_run.h"

namespace cdp::lint {

/// A tensor's value of a hyperparameter at a scale. Layers that share their settings are seen once.
struct ValueAt {
  const ScaleValues& scale;
  const model::Tensor& tensor;
  const scaling::Instance& instance;
  double value;
  Span at;  // of the line that sets it: in `base` or a `tune`
};
void visit_values(const CheckedSpec& checked, sema::Hp hp, const std::function<void(const ValueAt&)>& visit);

/// The size that a tensor's numbers start at: its `init_std`, 1 for ones, 0 for zeros.
[[nodiscard]] double initial_size(const model::Tensor& tensor, const scaling::Instance& instance);

/// Beyond which bound of its optimizer a tensor's lr is, and by what factor; 0 where it is within them.
struct Excess {
  double bound = 0;
  double factor = 0;
};
[[nodiscard]] Excess lr_excess(const CheckedSpec& checked, const model::Tensor& tensor,
                               const scaling::Instance& instance);

/// Whether the line that sets a tensor's lr sets one that is too large, for this tensor or for another: of the line one
/// thing is wrong, and what follows from it is not said again.
[[nodiscard]] bool has_large_lr(const CheckedSpec& checked, const scaling::Instance& instance);

/// Whether that is so, or decay takes too much in one step.
[[nodiscard]] bool decays_by_slip(const CheckedSpec& checked, const scaling::Instance& instance);

/// How many times smaller a step at the peak is than what changes a weight of its initial size, for weights of so many
/// bits (`weight-bits`); at most 1: it is not rounded away, or that cannot be told.
[[nodiscard]] double rounding_loss(const CheckedSpec& checked, const ValueAt& lr);

/// `big` in backticks, or the words "the reference".
[[nodiscard]] std::string scale_text(const ScaleValues& scale);

/// One line that sets values which a rule objects to: the worst of them, and every tensor's name.
struct Cause {
  Span at;
  double badness = 0;
  double value = 0;
  const ScaleValues* scale = nullptr;
  const model::Tensor* tensor = nullptr;
  const scaling::Instance* instance = nullptr;
  std::vector<std::string> names;
};

/// Findings come once for each line, however many tensors it sets.
class Causes {
 public:
  /// Of equal badness the first is kept: the reference before the targets.
  void add(const ValueAt& found, double badness);
  [[nodiscard]] const std::vector<Cause>& all() const { return causes_; }

 private:
  std::vector<Cause> causes_;  // in the order in which they were found
};

/// Where the values that `base` sets are: `weight_decay = 0.1`.
[[nodiscard]] bool set_by_base(const CheckedSpec& checked, const scaling::Instance& instance, sema::Hp hp);

}  // namespace cdp::lint
