// See adamw.h.
#include "compiler/export/adamw.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "compiler/plan/decay.h"
#include "compiler/plan/words.h"

namespace cdp::exporting {
AdamW adamw_settings(const plan::Plan& plan, const plan::Tensor& tensor) {
  return {tensor.lr, tensor.beta1, tensor.beta2.value_or(0), tensor.eps.value_or(0),
          plan::coupled_decay(plan.conventions.weight_decay, tensor.lr, tensor.weight_decay)};
}

std::vector<AdamWGroup> adamw_groups(const std::vector<NamedAdamW>& tensors) {
  std::map<std::tuple<double, double, double, double, double>, std::size_t> known;
  std::vector<AdamWGroup> groups;
  for (const auto& [name, s] : tensors) {
    const auto [at, is_new] = known.emplace(std::tuple{s.lr, s.beta1, s.beta2, s.eps, s.weight_decay}, groups.size());
    if (is_new) groups.push_back({s, {}});
    groups[at->second].names.push_back(name);
  }
  return groups;
}

std::vector<AdamWGroup> adamw_groups(const plan::Plan& plan) {
  std::vector<NamedAdamW> tensors;
  for (const plan::Tensor& tensor : plan.tensors) tensors.push_back({tensor.name, adamw_settings(plan, tensor)});
  return adamw_groups(tensors);
}

Status only_adamw(const plan::Plan& plan, std::string_view trainer) {
  if (plan.training.optimizer != plan::OptimizerKind::adamw)
    return Error{
        fmt::format("the plan's optimizer is {}, and plans for {} are written for adamw only; --to torch has them all",
                    plan.training.optimizer, trainer),
        ""};
  for (const plan::Tensor& tensor : plan.tensors)
    if (plan.conventions.weight_decay == plan::DecayConvention::independent && tensor.lr == 0 &&
        tensor.weight_decay != 0)
      return Error{
          fmt::format("`{}` decays by itself and has a learning rate of 0; the decay of {} is multiplied by the "
                      "learning rate",
                      tensor.name, trainer),
          ""};
  return Done{};
}

FoldedName fold_layer(std::string_view name) {
  FoldedName folded;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    const bool index = !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    if (begin > 0) folded.name += '.';
    if (index && folded.layers.empty()) {
      folded.layers.emplace_back(part);
      folded.name += '*';
    } else {
      folded.name += part;
    }
    begin = end + 1;
  }
  return folded;
}

LayerFolder::LayerFolder(const std::vector<std::string>& everything) {
  for (const std::string& name : everything) ++layers_[fold_layer(name).name];
}

std::vector<FoldedName> LayerFolder::fold(const std::vector<std::string>& names) const {
  std::map<std::string, std::size_t> known;
  std::vector<FoldedName> forms;
  for (const std::string& name : names) {
    FoldedName folded = fold_layer(name);
    const auto [at, is_new] = known.emplace(folded.name, forms.size());
    if (is_new) {
      forms.push_back(std::move(folded));
    } else {
      forms[at->second].layers.push_back(folded.layers.front());
    }
  }
  for (FoldedName& form : forms) {
    const auto all = layers_.find(form.name);
    form.all = !form.layers.empty() && all != layers_.end() && form.layers.size() == all->second;
  }
  return forms;
}

std::vector<std::string> tensor_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::Tensor& tensor : plan.tensors) names.push_back(tensor.name);
  return names;
}

std::vector<Loss> model_losses(const plan::Plan& plan, const std::vector<plan::Multiplier>& multipliers,
                               const std::string& instead) {
  std::vector<Loss> losses;
  std::vector<std::string> random;
  for (const plan::Tensor& tensor : plan.tensors)
    if (plan::has_std(tensor.init.distribution)) random.push_back(tensor.name);
  if (!random.empty()) losses.push_back({"the initial values", where_of(random), instead});
  std::vector<std::string> factors;
  for (const plan::Multiplier& multiplier : multipliers) factors.push_back(multiplier.name);
  if (!factors.empty())
    losses.push_back(
        {"the factors", where_of(factors, "multiplier"), "they belong into the model's own code; --to csv lists them"});
  return losses;
}

}  // namespace cdp::exporting
