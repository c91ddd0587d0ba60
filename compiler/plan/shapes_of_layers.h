// Shapes of what works on the last dimension, on ids, or entry by entry; see shape_rules.h.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "compiler/plan/shape_call.h"

namespace cdp::plan::shapes {

/// NumPy's rule from the right: equal, or 1. Whether the other fits.
template <class Sizes>
bool merge(Sizes& into, const Sizes& other) {
  const typename Sizes::value_type one(1);
  if (other.size() > into.size())
    into.insert(into.begin(), other.begin(), other.begin() + static_cast<std::ptrdiff_t>(other.size() - into.size()));
  for (std::size_t i = 1; i <= other.size(); ++i) {
    auto& mine = into[into.size() - i];
    const auto& theirs = other[other.size() - i];
    if (mine == theirs || theirs == one) continue;
    if (!(mine == one)) return false;
    mine = theirs;
  }
  return true;
}

template <class Call>
typename Call::Out elementwise(Call& call) {
  if (!call.is_real(0, 0, "real numbers")) return {};
  return typename Call::Result{call.sizes(0)};
}

/// NumPy's rule: from the right, equal or 1. Numbers and multipliers fit everything.
template <class Call>
typename Call::Out broadcast(Call& call) {
  std::optional<typename Call::Sizes> out;
  for (std::size_t i = 0; i < call.operands().size(); ++i) {
    if (call.operands()[i].number) continue;
    if (call.operands()[i].content != Content::kReal) return call.wrong("real numbers; look ids up in a table first");
    if (!out) {
      out = call.sizes(i);
    } else if (!merge(*out, call.sizes(i))) {
      return call.wrong("shapes that fit each other");
    }
  }
  if (!out) return call.wrong("an activation");
  return typename Call::Result{*std::move(out)};
}

template <class Call>
typename Call::Out linear(Call& call) {
  if (!call.is_real(0, 0, "an activation")) return {};
  const typename Call::Sizes& matrix = call.sizes(1);
  if (matrix.size() != 2) return call.wrong("a matrix (out, in)", call.text(call.operands()[1]));
  if (!(call.sizes(0).back() == matrix[1]))
    return call.wrong("a matrix (out, in) whose `in` is the activation's last size");
  typename Call::Result out{call.sizes(0)};
  out.sizes.back() = matrix[0];
  return out;
}

template <class Call>
typename Call::Out lookup(Call& call) {
  const typename Call::Operand& ids = call.operands()[0];
  if (ids.number || ids.content == Content::kReal) return call.wrong("ids", call.text(ids));
  const typename Call::Sizes& table = call.sizes(1);
  if (table.size() != 2) return call.wrong("a table (rows, width)", call.text(call.operands()[1]));
  if (ids.content == Content::kPositions) call.bind("context", call.context()), call.bind("rows", table[0]);
  if (!call.conditions_hold()) return {};
  typename Call::Result out{ids.sizes};
  out.sizes.push_back(table[1]);
  return out;
}

template <class Call>
typename Call::Out positions(Call& call) {
  const typename Call::Operand& ids = call.operands()[0];
  if (ids.number || ids.content != Content::kTokens || ids.sizes.size() != 2)
    return call.wrong("the token ids (batch, time) that the model reads");
  return typename Call::Result{{typename Call::Dim(1), ids.sizes[1]}, Content::kPositions};
}

/// Gains and offsets are as wide as the input, or one such vector a head.
template <class Call>
typename Call::Out norm(Call& call) {
  if (!call.is_real(0, 0, "an activation")) return {};
  const typename Call::Sizes& input = call.sizes(0);
  if (call.operands().size() == 3 && !(call.sizes(1) == call.sizes(2)))
    return call.wrong("a gain and an offset of one shape");
  for (std::size_t i = 1; i < call.operands().size(); ++i) {
    const bool heads =
        input.size() == 4 && call.sizes(i) == typename Call::Sizes{input[1], typename Call::Dim(1), input.back()};
    if (!heads && !(call.sizes(i) == typename Call::Sizes{input.back()}))
      return call.wrong("one value for each entry of the last dimension",
                        call.text(call.operands()[0]) + " and " + call.text(call.operands()[i]));
  }
  return typename Call::Result{input};
}

template <class Call>
typename Call::Out chunk(Call& call) {
  if (!call.is_real(0, 0, "an activation")) return {};
  typename Call::Result out{call.sizes(0)};
  call.bind("width", out.sizes.back());
  if (!call.conditions_hold()) return {};
  out.sizes.back() = Call::Algebra::over(out.sizes.back(), call.attribute("chunks"));
  return out;
}

template <class Call>
typename Call::Out mean(Call& call) {
  if (!call.is_real(0, 3, "(batch, time, width)")) return {};
  return typename Call::Result{{call.sizes(0)[0], call.sizes(0)[2]}};
}

}  // namespace cdp::plan::shapes
