// The space of a spec that declares none: values of `base`, then factors on kinds of modules, found in the model.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/pipeline/search_space.h"
#include "compiler/scaling/settled.h"

namespace cdp::pipeline {
namespace {

using sema::Hp;

constexpr double kBase = 16;  // how far lr and weight decay go from the spec's own, up and down
constexpr double kComplement = 8;
constexpr double kMostComplement = 0.9;
constexpr double kEps = 1e4;
constexpr double kModule = 16;  // factors of lr
constexpr double kOther = 4;    // factors of init_std, multipliers, and over depth
constexpr std::size_t kKnots = 3;

/// `blocks.*.attn` of `blocks.*.attn.q.weight`, `embed` of `embed.weight`: a module of the root, or of its stack.
std::string kind_of(std::string_view path) {
  const auto parts = dotted::parts(path);
  std::string kind(parts.front());
  std::size_t next = 1;
  while (next < parts.size() && parts[next] == "*") kind += ".*", ++next;
  const bool module_within = next > 1 && next + 1 < parts.size();
  if (module_within) kind += "." + std::string(parts[next]);
  return kind;
}

class Defaults {
 public:
  Defaults(const AnalysedSpec& analysis, const scaling::Scaled& reference) : analysis_(analysis) {
    for (const auto& instance : reference.tensors)
      for (const auto& row : sema::kHyperparameters)
        if (instance.settings->at(row.hp)) has_[static_cast<std::size_t>(row.hp)] = true;
    for (const auto& instance : reference.tensors)
      if (instance.settings->at(Hp::init_std)) drawn_.insert(instance.part);
  }

  SearchSpace run() && {
    base();
    modules();
    curves();
    multipliers();
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool has(Hp hp) const { return has_[static_cast<std::size_t>(hp)]; }

  void add(const std::string& target, const char* sign, double low, double high, double start) {
    out_.lines.push_back({target, sign, false, {{out_.dimensions.size(), start}}});
    out_.dimensions.push_back({target, low, high, start, true, *sign == '='});
  }

  void around(Hp hp, double factor) {
    const auto value = base_value(analysis_, hp);
    if (has(hp) && value && *value > 0)
      add("base." + std::string(row(hp).name), "=", *value / factor, *value * factor, *value);
  }

  void complement(Hp hp) {
    const auto value = base_value(analysis_, hp);
    if (!has(hp) || !value) return;
    const double own = scaling::settled(1 - scaling::exact(*value));
    const double high = std::max(std::min(own * kComplement, kMostComplement), own);
    if (own > 0 && own / kComplement < high)
      add("1 - base." + std::string(row(hp).name), "=", own / kComplement, high, own);
  }

  void base() {
    around(Hp::lr, kBase);
    around(Hp::weight_decay, kBase);
    complement(Hp::beta1);
    complement(Hp::beta2);
    around(Hp::eps, kEps);
  }

  /// Norms and biases are kinds of their own, wherever they stand.
  static std::string kind_of_tensor(const model::Tensor& tensor) {
    if (tensor.tags.contains("norm")) return "@norm";
    if (tensor.tags.contains("bias")) return "@bias";
    return kind_of(tensor.path);
  }

  void modules() {
    std::vector<std::string> kinds;
    std::map<std::string, bool> drawn;
    for (std::size_t i = 0; i < analysis_.model->tensors.size(); ++i) {
      const std::string kind = kind_of_tensor(analysis_.model->tensors[i]);
      if (drawn.emplace(kind, false).second) kinds.push_back(kind);
      if (drawn_.contains(i)) drawn[kind] = true;
    }
    if (kinds.size() < 2) return;  // a factor on all is the value of base
    std::stable_partition(kinds.begin(), kinds.end(), [](const std::string& kind) { return kind.front() != '@'; });
    for (const std::string& kind : kinds) add(kind + ".lr", "*=", 1 / kModule, kModule, 1);
    for (const std::string& kind : kinds)
      if (drawn[kind]) add(kind + ".init_std", "*=", 1 / kOther, kOther, 1);
  }

  /// Over the depth of every stack of the root that depth makes longer.
  void curves() {
    for (const model::Stack& stack : analysis_.model->stacks) {
      if (stack.path.find('.') != std::string::npos || stack.count.constant()) continue;
      const bool trained = std::any_of(analysis_.model->tensors.begin(), analysis_.model->tensors.end(),
                                       [&](const auto& tensor) { return tensor.path.starts_with(stack.path + ".*"); });
      if (!trained) continue;
      const double layers = stack.count.at(analysis_.reference->values());
      if (layers < 2) continue;  // a factor on all of it is its modules'
      const std::size_t knots = layers < kKnots ? static_cast<std::size_t>(layers) : kKnots;
      SearchLine line{stack.path + "[i].lr", "*=", true, {}};
      for (std::size_t i = 0; i < knots; ++i) {
        line.knots.push_back({out_.dimensions.size(), 1});
        out_.dimensions.push_back(
            {fmt::format("{} knot {} of {}", line.target, i + 1, knots), 1 / kOther, kOther, 1, true, false});
      }
      out_.lines.push_back(std::move(line));
    }
  }

  void multipliers() {
    for (const model::Multiplier& multiplier : analysis_.model->multipliers)
      if (multiplier.tags.contains("residual")) add(multiplier.path + ".value", "*=", 1 / kOther, kOther, 1);
  }

  const AnalysedSpec& analysis_;
  std::array<bool, sema::kHpCount> has_{};
  std::set<std::size_t> drawn_;  // tensors whose initial values have a size
  SearchSpace out_;
};

}  // namespace

SearchSpace default_space(const AnalysedSpec& analysis, const scaling::Scaled& reference) {
  return Defaults(analysis, reference).run();
}

}  // namespace cdp::pipeline
