// What several rules ask of a spec: values by tensor, ratios, and where a number is written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/lint/rule.h"

namespace cdp::lint {

/// A tensor of the folded model at a scale: all its layers, of which the first speaks for what does not depend on
/// depth.
struct TensorAt {
  const model::Tensor& tensor;
  const scaling::Instance& first;
};
/// One for each tensor of the model, in its order.
[[nodiscard]] std::vector<TensorAt> tensors_at(const CheckedSpec& checked, const ScaleValues& scale);

struct MultiplierAt {
  const model::Multiplier& multiplier;
  const scaling::Instance& first;
};
[[nodiscard]] std::vector<MultiplierAt> multipliers_at(const CheckedSpec& checked, const ScaleValues& scale);

/// Null where the tensor or multiplier has no such hyperparameter.
[[nodiscard]] std::optional<double> value_of(const scaling::Instance& instance, sema::Hp hp);

[[nodiscard]] bool has_tag(const model::Tensor& tensor, std::string_view tag);

/// Target / reference of an axis; 1 where the spec has no such axis. `batch` in sequences (samples), `duration` in the
/// scale's own unit.
[[nodiscard]] double ratio_of(const ScaleValues& scale, std::string_view axis);

/// Where a scale says the value of an axis; else where the reference does; else the scale's own name.
[[nodiscard]] Span axis_span(const CheckedSpec& checked, const ScaleValues& scale, std::string_view axis);

/// Where the last setting (`=`) of a value is written: a line of `tune`, or of `base`.
[[nodiscard]] Span setting_span(const scaling::Instance& instance, sema::Hp hp);

/// `a`, `b` and 3 more: each name in backticks.
[[nodiscard]] std::string named(const std::vector<std::string>& names);

/// One cause that shows at several scales is one finding: of the scale where it is worst, and it names the others.
class Folded {
 public:
  /// Of equal badness the first scale stays the worst.
  void add(const ScaleValues& scale, double badness);
  /// Null: nowhere.
  [[nodiscard]] const ScaleValues* worst() const { return worst_; }
  /// What to put behind the message: ` (also at `mid` and `huge`)`; nothing where there is no other.
  [[nodiscard]] std::string others() const;

 private:
  std::vector<const ScaleValues*> scales_;
  const ScaleValues* worst_ = nullptr;
  double badness_ = 0;
};

/// The same for several causes that a text tells apart, in the order in which they were first met.
class FoldedBy {
 public:
  void add(const std::string& cause, const ScaleValues& scale, double badness = 1);
  [[nodiscard]] const std::vector<std::pair<std::string, Folded>>& all() const { return causes_; }

 private:
  std::vector<std::pair<std::string, Folded>> causes_;
};

/// Whether another rule finds something, alone: for rules that would say what follows from it.
[[nodiscard]] bool finds(const CheckedSpec& checked, std::string_view rule);

}  // namespace cdp::lint
