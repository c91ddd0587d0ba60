// Tensors and multipliers of a plan, held against their domains.
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/base/text.h"
#include "compiler/plan/by_key.h"
#include "compiler/plan/effects.h"
#include "compiler/plan/json_fault.h"
#include "compiler/plan/limits.h"
#include "compiler/plan/names.h"
#include "compiler/plan/optimizers.h"
#include "compiler/plan/validate.h"

namespace cdp::plan {
namespace {

/// The number of elements, or none where a size is not positive or they are too many.
std::optional<std::int64_t> elements(const std::vector<std::int64_t>& shape) {
  std::int64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 1 || size > kMostElements / count) return std::nullopt;
    count *= size;
  }
  return count;
}

Fault check_shape(const std::vector<std::int64_t>& shape, const char* place) {
  if (shape.empty() || shape.size() > kMostDimensions)
    return Error{fmt::format("{} dimensions; a tensor has 1 to {}", shape.size(), kMostDimensions), place};
  for (std::size_t i = 0; i < shape.size(); ++i)
    if (shape[i] < 1)
      return Error{fmt::format("{} is too small; a dimension is at least 1", shape[i]),
                   fmt::format("{}[{}]", place, i)};
  if (!elements(shape)) return Error{"too many elements; a tensor holds at most 2^40", place};
  return std::nullopt;
}

Fault check_init(const Init& init, std::size_t dimensions) {
  if (!has_std(init.distribution))
    return init.std ? Fault(Error{fmt::format("`{}` has no std", init.distribution), "init.std"}) : std::nullopt;
  if (!init.std) return Error{fmt::format("`{}` needs `std`", init.distribution), "init"};
  if (init.distribution == Distribution::orthogonal && dimensions < 2)
    return Error{"`orthogonal` needs a matrix, but this has one dimension", "init.distribution"};
  if (!std::isfinite(*init.std) || *init.std < 0)
    return Error{fmt::format("{} is out of range; std is at least 0", *init.std), "init.std"};
  return std::nullopt;
}

template <auto kMember>
std::optional<double> value_of(const Tensor& tensor) {
  return tensor.*kMember;
}

/// A hyperparameter's domain: from 0, below `below`.
struct Domain {
  const char* key;
  std::optional<double> (*value)(const Tensor&);
  double below;
  const char* words;
};
constexpr double kNoBound = std::numeric_limits<double>::infinity();
constexpr Domain kDomains[] = {
    {"lr", value_of<&Tensor::lr>, kNoBound, "at least 0"},
    {"beta1", value_of<&Tensor::beta1>, 1, "at least 0 and below 1"},
    {"beta2", value_of<&Tensor::beta2>, 1, "at least 0 and below 1"},
    {"eps", value_of<&Tensor::eps>, kNoBound, "at least 0"},
    {"weight_decay", value_of<&Tensor::weight_decay>, kNoBound, "at least 0"},
};

/// Each tensor names its own optimizer where the training's does not update all of them, and nowhere else.
Fault check_optimizer(const Tensor& tensor, const OptimizerRow& optimizer) {
  if (optimizer.tag.empty()) {
    if (!tensor.optimizer) return std::nullopt;
    return Error{fmt::format("`{}` updates every tensor; leave `optimizer` out", optimizer.optimizer), "optimizer"};
  }
  const std::string known = fmt::format("{} or {}", optimizer.optimizer, *optimizer.rest);
  if (!tensor.optimizer) return Error{fmt::format("needs `optimizer`, {}", known), ""};
  if (*tensor.optimizer == *optimizer.rest) return std::nullopt;
  if (*tensor.optimizer != optimizer.optimizer)
    return Error{fmt::format("`{}` does not go with `{}`; use {}", *tensor.optimizer, optimizer.optimizer, known),
                 "optimizer"};
  if (tensor.shape.size() >= 2) return std::nullopt;
  return Error{fmt::format("`{}` updates matrices, but this has one dimension", optimizer.optimizer), "optimizer"};
}

/// Those that its optimizer has, and no others.
Fault check_hyperparameters(const Tensor& tensor, const OptimizerRow& updater) {
  for (const Domain& domain : kDomains) {
    const std::optional<double> value = domain.value(tensor);
    if (!value && updater.has(domain.key))
      return Error{fmt::format("`{}` needs `{}`", updater.optimizer, domain.key), ""};
    if (!value) continue;
    if (!updater.has(domain.key))
      return Error{fmt::format("`{}` has no {}", updater.optimizer, domain.key), domain.key};
    if (!(*value >= 0 && *value < domain.below))
      return Error{fmt::format("{} is out of range; {} is {}", *value, domain.key, domain.words), domain.key};
  }
  return std::nullopt;
}

Fault check_finite(double number, const std::string& place) {
  if (std::isfinite(number)) return std::nullopt;
  return Error{fmt::format("{} is not a finite number", number), place};
}

/// Each ratio has its exponent, in whatever order.
Fault check_ratios(const Reason& reason, const std::string& place) {
  const ByKey exponents(&reason.exponents);
  for (const auto& [name, ratio] : reason.ratios) {
    if (!(std::isfinite(ratio) && ratio >= 0))
      return Error{fmt::format("{} is out of range; a ratio is at least 0", ratio), place + ".ratios." + name};
    if (exponents.find(name) == nullptr)
      return Error{fmt::format("{} has no exponent; each ratio has one", in_ticks(name)), place + ".ratios"};
  }
  const ByKey ratios(&reason.ratios);
  for (const auto& [name, exponent] : reason.exponents) {
    if (Fault fault = check_finite(exponent, place + ".exponents." + name)) return fault;
    if (ratios.find(name) == nullptr)
      return Error{fmt::format("{} is the exponent of no ratio", in_ticks(name)), place + ".exponents"};
  }
  return std::nullopt;
}

/// Whether the factors agree with the ratios, and the value with the factors, is not asked: who edits a plan by hand
/// may change a value alone.
Fault check_because(const std::optional<Because>& because) {
  if (!because) return std::nullopt;
  for (const auto& [key, reasons] : *because)
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      const Reason& reason = reasons[i];
      const std::string place = fmt::format("because.{}[{}]", key, i);
      if (i == 0 && reason.effect != Effect::kSet)
        return Error{
            fmt::format("`{}` has nothing to act on; the first reason of a value is `{}`", reason.effect, Effect::kSet),
            place + ".effect"};
      if (Fault fault = check_finite(reason.factor, place + ".factor")) return fault;
      if (Fault fault = check_ratios(reason, place)) return fault;
    }
  return std::nullopt;
}

Fault check_tensor(const Tensor& tensor, const OptimizerRow& optimizer) {
  if (Fault fault = check_shape(tensor.shape, "shape")) return fault;
  if (Fault fault = check_shape(tensor.reference_shape, "reference_shape")) return fault;
  if (tensor.shape.size() != tensor.reference_shape.size())
    return Error{fmt::format("{} dimensions, but `shape` has {}", tensor.reference_shape.size(), tensor.shape.size()),
                 "reference_shape"};
  if (Fault fault = check_init(tensor.init, tensor.shape.size())) return fault;
  if (Fault fault = check_optimizer(tensor, optimizer)) return fault;
  const OptimizerRow& updater = tensor.optimizer ? row(*tensor.optimizer) : optimizer;
  if (Fault fault = check_hyperparameters(tensor, updater)) return fault;
  return check_because(tensor.because);
}

/// A name's parts are not empty, it is no value's and it is not folded.
bool is_plain_name(const std::string& name) {
  if (name.empty() || is_value(name) || name.front() == '.' || name.back() == '.') return false;
  return name.find("..") == std::string::npos && dotted::count_stars(name) == 0;
}

/// Moves a part's fault to the whole's place: `tensors[3].lr`, and says whose it is.
Error within(Error fault, const char* list, std::size_t index, const std::string& name) {
  fault.place = fmt::format("{}[{}]{}{}", list, index, fault.place.empty() ? "" : ".", fault.place);
  if (!name.empty()) fault.message += fmt::format(" (`{}`)", name);
  return fault;
}

Fault add_name(Names& names, const std::string& name, Named named) {
  if (!is_plain_name(name))
    return Error{fmt::format("{} is not a name; names are parts joined by points", in_ticks(name)), "name"};
  if (is_taken(name))
    return Error{fmt::format("{} is taken: files of weights keep something else under it", in_ticks(name)), "name"};
  if (names.emplace(name, named).second) return std::nullopt;
  return Error{fmt::format("`{}` is given twice; every tensor and multiplier has a name of its own", name), "name"};
}

Fault check_count(const Plan& plan, std::int64_t total) {
  const ParameterCount& given = plan.parameters;
  if (given.total != total)
    return Error{fmt::format("{} is wrong; the tensors hold {}", given.total, total), "parameters.total"};
  if (given.non_embedding >= 0 && given.non_embedding <= total) return std::nullopt;
  return Error{fmt::format("{} is out of range; it is at most the total, {}", given.non_embedding, total),
               "parameters.non_embedding"};
}

}  // namespace

Fault check_tensors(const Plan& plan, Names& names) {
  std::int64_t total = 0;
  const OptimizerRow& optimizer = row(plan.training.optimizer);
  names.reserve(plan.tensors.size() + plan.multipliers.size());
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
    const Tensor& tensor = plan.tensors[i];
    Fault fault = add_name(names, tensor.name, {Named::Kind::kTensor, i});
    if (fault) return within(*fault, "tensors", i, "");
    fault = check_tensor(tensor, optimizer);
    if (fault) return within(*fault, "tensors", i, tensor.name);
    total += *elements(tensor.shape);
    if (total > kMostParameters) return Error{"too many parameters; a plan holds at most 2^50", "tensors"};
  }
  for (std::size_t i = 0; i < plan.multipliers.size(); ++i) {
    const Multiplier& multiplier = plan.multipliers[i];
    Fault fault = add_name(names, multiplier.name, {Named::Kind::kMultiplier, i});
    if (fault) return within(*fault, "multipliers", i, "");
    fault = check_because(multiplier.because);
    if (!std::isfinite(multiplier.value))
      fault = Error{fmt::format("{} is not a finite number", multiplier.value), "value"};
    if (fault) return within(*fault, "multipliers", i, multiplier.name);
  }
  return check_count(plan, total);
}

}  // namespace cdp::plan
