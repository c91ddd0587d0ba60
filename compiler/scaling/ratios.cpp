// See ratios.h.
#include "compiler/scaling/ratios.h"

namespace cdp::scaling {

Exact quotient(double at_target, double at_reference) {
  return at_reference == 0 ? 1 : exact(at_target) / exact(at_reference);
}

Ratios::Ratios(const model::Model& model, const Scale& reference, const Scale& target)
    : reference_(reference),
      target_(target),
      params_(quotient(count_parameters(model, target.values()).non_embedding,
                       count_parameters(model, reference.values()).non_embedding)) {}

Exact Ratios::of(const sema::Sym& size) const {
  return quotient(size.at(target_.values()), size.at(reference_.values()));
}

Exact Ratios::of(std::string_view name) const {
  if (name == "batch") return quotient(target_.batch_tokens(), reference_.batch_tokens());
  if (name == "params") return params_;
  return target_.axes.contains(name) ? quotient(target_.at(name), reference_.at(name)) : 1;
}

std::optional<Exact> Ratios::of(std::string_view name, const model::Tensor& tensor) const {
  if (name == "in") return tensor.contracted ? std::optional(of(tensor.dims[*tensor.contracted])) : std::nullopt;
  if (name != "out") return of(name);
  if (tensor.output) return of(tensor.dims[*tensor.output]);
  Exact numbers = 1;
  for (const sema::Sym& dim : tensor.dims) numbers *= of(dim);
  return numbers;
}

std::optional<Exact> Ratios::of(std::string_view name, const model::Multiplier& multiplier) const {
  if (name == "out") return std::nullopt;
  if (name == "in") return multiplier.contraction ? std::optional(of(*multiplier.contraction)) : std::nullopt;
  return of(name);
}

}  // namespace cdp::scaling
