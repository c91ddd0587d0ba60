// Tensors and multipliers: which came, went or were renamed, then each field of those that both plans have, with the
// causes of its change.
#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_set>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/diff/fields.h"
#include "compiler/plan/decay.h"

namespace cdp::diff {
namespace {

using plan::AxisScale;
using plan::Because;
using plan::Block;
using plan::ByKey;
using plan::effective_decay;
using plan::for_each_field;
using plan::Multiplier;
using plan::Node;
using plan::OptimizerKind;
using plan::Plan;
using plan::Reason;
using plan::Tensor;

static_assert(categorised<Tensor>("tensor.") && categorised<Multiplier>("multiplier."),
              "every field stands in exactly one row of categories.def");

constexpr std::string_view prefix_of(const Tensor& /*tensor*/) {
  return "tensor.";
}
constexpr std::string_view prefix_of(const Multiplier& /*multiplier*/) {
  return "multiplier.";
}

/// The key that Because has for a field: `init_std` for `init.std`.
std::string_view reasons_key(std::string_view path) {
  return path == "init.std" ? "init_std" : path;
}

std::vector<Cause> fact(const std::string& name, Value a, Value b) {
  return {{std::nullopt, std::nullopt, {{name, std::move(a), std::move(b)}}, {}}};
}

template <IsWord Word>
std::vector<Cause> words(const std::string& name, Word a, Word b) {
  return fact(name, std::string(cdp::word(a)), std::string(cdp::word(b)));
}

/// With which axis a dimension grew, found once for all tensors.
class Growth {
 public:
  explicit Growth(const std::vector<Context::Axis>& axes) : axes_(axes) {}

  /// The first that grew by the same ratio, null where there is none; `at` says where the dimensions stand.
  [[nodiscard]] const Context::Axis* axis(std::int64_t from, std::int64_t to, double AxisScale::*at) {
    const auto [known, is_new] = known_.try_emplace({from, to, at == &AxisScale::target}, nullptr);
    if (!is_new) return known->second;
    const auto grew = [&](const Context::Axis& axis) {
      return axis.a.*at * static_cast<double>(to) == axis.b.*at * static_cast<double>(from);
    };
    const auto found = std::find_if(axes_.begin(), axes_.end(), grew);
    if (found != axes_.end()) known->second = &*found;
    return known->second;
  }

 private:
  const std::vector<Context::Axis>& axes_;
  std::map<std::tuple<std::int64_t, std::int64_t, bool>, const Context::Axis*> known_;
};

/// A dimension grew because an axis grew by the same ratio; none where another dimension has no such axis.
std::vector<Cause> shape_causes(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b,
                                double AxisScale::*at, Growth& growth) {
  Cause cause;
  if (a.size() != b.size()) return {};
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i]) continue;
    const Context::Axis* axis = growth.axis(a[i], b[i], at);
    if (axis == nullptr) return {};
    const auto same = [&](const Fact& known) { return known.name == axis->name; };
    if (std::any_of(cause.facts.begin(), cause.facts.end(), same)) continue;
    cause.facts.push_back({std::string(axis->name), axis->a.*at, axis->b.*at});
  }
  if (cause.facts.empty()) return {};
  return {cause};
}

/// What one step takes from a weight, as a part of it: the same number means the same under both conventions.
double decay_a_step(const Tensor& tensor, const Plan& plan) {
  return effective_decay(plan.conventions.weight_decay, tensor.lr, tensor.weight_decay);
}

/// Products of equal numbers differ in their last bits.
constexpr double kRounding = 1e-12;

class Comparer {
 public:
  Comparer(const Context& context, Rows& rows)
      : context_(context),
        rows_(rows),
        growth_(context.shape_axes),
        other_decay_(context.a.conventions.weight_decay != context.b.conventions.weight_decay) {}

  template <class Part>
  void both(const Part& a, const Part& b) {
    changed_.clear();
    places_told_ = false;
    for_each_field<Part>([&](const auto& field) {
      using Member = std::remove_cvref_t<decltype(a.*(field.member))>;
      if constexpr (!std::is_same_v<Member, std::optional<Because>>) {
        const std::string_view key = field.key;
        if (key == "name" || (key == "weight_decay" && other_decay_)) return;
        const Category category = category_of(std::string(prefix_of(a)) + field.key);
        compare_values(&(a.*(field.member)), &(b.*(field.member)), field.key, context_.tolerance,
                       [&](const std::string& path, Value from, Value to) {
                         std::vector<Cause> causes = why(path, from, to, a, b);
                         rows_.add({category, ChangeKind::kChanged, what_of(path), path}, std::move(from),
                                   std::move(to), b.name, std::move(causes));
                         changed_.emplace_back(reasons_key(path));
                       });
      }
    });
    if constexpr (std::is_same_v<Part, Tensor>)
      if (other_decay_) decay(a, b);
    reasons(a, b);
  }

 private:
  template <class Part>
  std::vector<Cause> why(const std::string& path, const Value& from, const Value& to, const Part& a, const Part& b) {
    if constexpr (std::is_same_v<Part, Tensor>) {
      if (path == "shape") return shape_causes(a.shape, b.shape, &AxisScale::target, growth_);
      if (path == "reference_shape")
        return shape_causes(a.reference_shape, b.reference_shape, &AxisScale::reference, growth_);
      const bool one_has_none = from.index() == 0 || to.index() == 0;
      if (path == "init.std" && one_has_none)
        return words("the distribution", a.init.distribution, b.init.distribution);
      if (one_has_none && path != "optimizer")
        if (updater_of(a, context_.a) != updater_of(b, context_.b))
          return words("the optimizer", updater_of(a, context_.a), updater_of(b, context_.b));
    }
    if (std::holds_alternative<double>(from) || std::holds_alternative<double>(to))
      return causes_of(a.because, b.because, reasons_key(path), context_);
    return {};
  }

  static OptimizerKind updater_of(const Tensor& tensor, const Plan& plan) {
    return tensor.optimizer.value_or(plan.training.optimizer);
  }

  /// Under two conventions: what they mean.
  void decay(const Tensor& a, const Tensor& b) {
    changed_.emplace_back("weight_decay");
    const double from = decay_a_step(a, context_.a);
    const double to = decay_a_step(b, context_.b);
    if (same_number(from, to, std::max(context_.tolerance, kRounding))) return;
    std::vector<Cause> causes =
        words("the convention", context_.a.conventions.weight_decay, context_.b.conventions.weight_decay);
    for (const char* key : {"lr", "weight_decay"})
      for (Cause& cause : causes_of(a.because, b.because, key, context_))
        if (cause.unknown.empty()) causes.push_back(std::move(cause));
    rows_.add({Category::weight_decay, ChangeKind::kChanged, What::kDecayAStep}, from, to, b.name, std::move(causes));
  }

  /// Values that stayed, but for other reasons.
  template <class Part>
  void reasons(const Part& a, const Part& b) {
    if (a.because.has_value() != b.because.has_value()) {
      const auto word = [](bool has) -> Value { return std::string(has ? "given" : "none"); };
      rows_.add({Category::reasons, ChangeKind::kChanged, What::kGiven}, word(a.because.has_value()),
                word(b.because.has_value()), b.name);
      return;
    }
    if (!a.because) return;
    const ByKey in_a(&*a.because);
    const ByKey in_b(&*b.because);
    for (const auto& [key, from] : *a.because) {
      const std::vector<Reason>* to = in_b.find(key);
      if (to != nullptr && !is_changed(key)) chain(key, from, *to, b.name);
      if (to == nullptr && !is_changed(key))
        rows_.add({Category::reasons, ChangeKind::kChanged, What::kPath, key}, std::string("given"), {}, b.name);
    }
    for (const auto& [key, to] : *b.because)
      if (in_a.find(key) == nullptr && !is_changed(key))
        rows_.add({Category::reasons, ChangeKind::kChanged, What::kPath, key}, {}, std::string("given"), b.name);
  }

  /// Other ratios of an equal factor are told where the axes are.
  void chain(const std::string& key, const std::vector<Reason>& a, const std::vector<Reason>& b,
             const std::string& name) {
    const auto equal = [&](const Reason& x, const Reason& y) {
      return same_place(x, y, context_) && x.text == y.text && x.effect == y.effect && x.factor == y.factor;
    };
    if (std::equal(a.begin(), a.end(), b.begin(), b.end(), equal)) return;
    std::vector<Cause> causes = other_reasons(a, b, context_);
    if (causes.empty() && places_told_) return;
    places_told_ = places_told_ || causes.empty();
    const Rows::Row row = causes.empty() ? Rows::Row{Category::reasons, ChangeKind::kChanged, What::kPlaces}
                                         : Rows::Row{Category::reasons, ChangeKind::kChanged, What::kPath, key};
    rows_.add(row, {}, {}, name, std::move(causes));
  }

  [[nodiscard]] bool is_changed(std::string_view key) const {
    return std::find(changed_.begin(), changed_.end(), key) != changed_.end();
  }

  const Context& context_;
  Rows& rows_;
  Growth growth_;
  bool other_decay_;
  // Of the part in hand:
  std::vector<std::string> changed_;  // keys of its values that differ
  bool places_told_ = false;          // that its reasons stand on other lines
};

/// The modules of a plan: every beginning of a name.
class Modules {
 public:
  explicit Modules(const Plan& plan) {
    for (const Tensor& tensor : plan.tensors) add(tensor.name);
    for (const Multiplier& multiplier : plan.multipliers) add(multiplier.name);
  }

  /// The outermost module of a name that this plan does not have, or the name.
  [[nodiscard]] std::string missing(const std::string& name) const {
    std::size_t end = 0;
    do {
      end = std::min(name.find('.', end + 1), name.size());
    } while (end < name.size() && known_.contains(std::string_view(name).substr(0, end)));
    return name.substr(0, end);
  }

 private:
  void add(std::string_view name) {
    while (!name.empty() && known_.insert(name).second) name = dotted::parent(name);
  }

  std::unordered_set<std::string_view> known_;
};

std::optional<std::int64_t> layers_of(const Block& block, const std::string& pattern) {
  for (const Node& node : block.nodes) {
    if (node.stack && dotted::pattern(*node.stack) == pattern) return node.count;
    if (node.body)
      if (const auto inner = layers_of(*node.body, pattern)) return inner;
  }
  return std::nullopt;
}

/// A layer comes or goes because its stack has another number of them.
std::vector<Cause> layer_causes(const std::string& module, const Context& context) {
  if (dotted::parent(module).empty() || !dotted::index(dotted::last(module))) return {};
  const std::string stack = dotted::pattern(dotted::parent(module));
  const auto from = layers_of(context.a.graph, stack);
  const auto to = layers_of(context.b.graph, stack);
  if (!from || !to || *from == *to) return {};
  return fact(fmt::format("the number of layers in `{}`", stack), *from, *to);
}

template <class Part>
void compare_lists(const std::vector<Part>& a, const std::vector<Part>& b, const Matching& matching, Category category,
                   const Context& context, Rows& rows) {
  const What what = category == Category::tensors ? What::kTensor : What::kMultiplier;
  for (const Pair& pair : matching.renamed)
    rows.add({category, ChangeKind::kRenamed, what}, dotted::pattern(a[pair.a].name), dotted::pattern(b[pair.b].name),
             b[pair.b].name);
  const auto lone = [&](ChangeKind kind, const std::vector<Part>& parts, const std::vector<std::size_t>& which,
                        const Plan& other) {
    if (which.empty()) return;
    const Modules modules(other);
    for (const std::size_t i : which) {
      const std::string module = modules.missing(parts[i].name);
      rows.add_part({category, kind, what}, parts[i].name, module, layer_causes(module, context));
    }
  };
  lone(ChangeKind::kAdded, b, matching.only_b, context.a);
  lone(ChangeKind::kRemoved, a, matching.only_a, context.b);
  Comparer comparer(context, rows);
  for (const Pair& pair : matching.both) comparer.both(a[pair.a], b[pair.b]);
}

}  // namespace

Renames compare_parts(const Context& context, Rows& rows) {
  Renames renames;
  const Matching tensors = match_tensors(context.a, context.b);
  const Matching multipliers = match_multipliers(context.a, context.b);
  for (const Pair& pair : tensors.renamed)
    renames.emplace(dotted::pattern(context.a.tensors[pair.a].name), dotted::pattern(context.b.tensors[pair.b].name));
  for (const Pair& pair : multipliers.renamed)
    renames.emplace(dotted::pattern(context.a.multipliers[pair.a].name),
                    dotted::pattern(context.b.multipliers[pair.b].name));
  compare_lists(context.a.tensors, context.b.tensors, tensors, Category::tensors, context, rows);
  compare_lists(context.a.multipliers, context.b.multipliers, multipliers, Category::multiplier, context, rows);
  return renames;
}

}  // namespace cdp::diff
