// What exporters to trainers with PyTorch's AdamW have in common: tensors of equal settings in that optimizer's
// convention, and their names with the layers folded. How the names and settings are written is the exporters'.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/result.h"
#include "compiler/export/export.h"
#include "compiler/plan/plan.h"

namespace cdp::exporting {

/// As torch.optim.AdamW means them: p -= lr * factor * weight_decay * p.
struct AdamW {
  double lr = 0, beta1 = 0, beta2 = 0, eps = 0, weight_decay = 0;
  friend bool operator==(const AdamW&, const AdamW&) = default;
};

/// `names` of tensors with equal settings, in the plan's order.
struct AdamWGroup {
  AdamW settings;
  std::vector<std::string> names;
};

/// One tensor's. An independent decay leaves lr out, which is the same as dividing it by the peak.
[[nodiscard]] AdamW adamw_settings(const plan::Plan& plan, const plan::Tensor& tensor);

/// A name and what it is to get.
struct NamedAdamW {
  std::string name;
  AdamW settings;
};

/// In the order of each group's first member.
[[nodiscard]] std::vector<AdamWGroup> adamw_groups(const std::vector<NamedAdamW>& tensors);
/// The same of the plan's tensors.
[[nodiscard]] std::vector<AdamWGroup> adamw_groups(const plan::Plan& plan);

/// An error where AdamW does not update every tensor, or cannot: it decays by lr, so never at lr = 0.
[[nodiscard]] Status only_adamw(const plan::Plan& plan, std::string_view trainer);

/// `blocks.*.attn.q.weight` and the layers that it is meant of; a name without an index is itself.
struct FoldedName {
  std::string name;
  std::vector<std::string> layers;  // what `*` stands for, as written; empty: there is no `*`
  bool all = false;                 // every layer that there is of this name
};

/// `blocks.3.attn.q.weight` as `blocks.*.attn.q.weight` with the layer 3. Only the first index is folded.
[[nodiscard]] FoldedName fold_layer(std::string_view name);
/// Folds names by the layers that there are.
class LayerFolder {
 public:
  /// `everything`: all names, which say which layers there are of each form.
  explicit LayerFolder(const std::vector<std::string>& everything);

  /// The names, those of one form together, in the order of each form's first name.
  [[nodiscard]] std::vector<FoldedName> fold(const std::vector<std::string>& names) const;

 private:
  std::map<std::string, std::size_t> layers_;  // how many, by form
};

/// Names of all tensors of the plan.
[[nodiscard]] std::vector<std::string> tensor_names(const plan::Plan& plan);

/// What no trainer's optimizer settings hold: random initial values, and these multipliers. `instead` says what to do
/// about the former.
[[nodiscard]] std::vector<Loss> model_losses(const plan::Plan& plan, const std::vector<plan::Multiplier>& multipliers,
                                             const std::string& instead);

}  // namespace cdp::exporting
