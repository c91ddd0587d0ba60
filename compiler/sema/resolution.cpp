// See resolution.h.
#include "compiler/sema/resolution.h"

#include "compiler/base/check.h"

namespace cdp::sema {

const Meaning* Resolution::find(const syntax::Ident& name) const {
  const auto at = meanings_.find(&name);
  return at == meanings_.end() ? nullptr : &at->second;
}

std::size_t Resolution::slot(const syntax::Ident& declared) const {
  const Meaning* meaning = find(declared);
  CHECK(meaning != nullptr);
  return meaning->slot;
}

const OwnNames& Resolution::own(const syntax::Ident& declared) const {
  const auto at = own_.find(&declared);
  CHECK(at != own_.end());
  return at->second;
}

const Declaration* Resolution::module(const syntax::Member& member) const {
  const Meaning* meaning = find(member.type);
  return meaning == nullptr ? nullptr : meaning->declaration;
}

std::optional<Hp> Resolution::hyperparameter(const syntax::Adjustment& adjustment) const {
  const Meaning* meaning = find(adjustment.hyperparameter);
  if (meaning == nullptr) return {};
  return static_cast<Hp>(meaning->slot);
}

void Resolution::add_hyperparameter(const syntax::Adjustment& adjustment) {
  if (const auto hp = find_hp(adjustment.hyperparameter.text))
    add(adjustment.hyperparameter, {Meaning::Kind::kHyperparameter, {}, static_cast<std::size_t>(*hp)});
}

std::optional<plan::Distribution> Resolution::distribution(const syntax::Member& member) const {
  const Meaning* meaning = member.distribution ? find(*member.distribution) : nullptr;
  if (meaning == nullptr || meaning->kind != Meaning::Kind::kDistribution) return {};
  return static_cast<plan::Distribution>(meaning->slot);
}

bool Resolution::calls(const syntax::Call& call, FunctionName function) const {
  const Meaning* meaning = find(call.callee.parts.front());
  if (meaning != nullptr)
    return meaning->kind == Meaning::Kind::kFunction && meaning->slot == static_cast<std::size_t>(function);
  const Function* found = find_function(call.callee);  // of an expression that stands in no file
  return found != nullptr && found->name == function;
}

}  // namespace cdp::sema
