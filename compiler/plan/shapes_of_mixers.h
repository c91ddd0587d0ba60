// Shapes of what mixes positions, patches or experts; see shape_rules.h.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "compiler/plan/shape_call.h"

namespace cdp::plan::shapes {

inline constexpr const char* kHeads = "(batch, heads, time, width of a head)";

template <class Call>
typename Call::Out split_heads(Call& call) {
  if (!call.is_real(0, 3, "(batch, time, width)")) return {};
  const typename Call::Sizes& in = call.sizes(0);
  const typename Call::Dim heads = call.attribute("heads");
  call.bind("width", in[2]);
  if (!call.conditions_hold()) return {};
  return typename Call::Result{{in[0], heads, in[1], Call::Algebra::over(in[2], heads)}};
}

template <class Call>
typename Call::Out merge_heads(Call& call) {
  if (!call.is_real(0, 4, kHeads)) return {};
  const typename Call::Sizes& in = call.sizes(0);
  auto width = Call::Algebra::times(in[1], in[3]);
  if (!width) return call.wrong("heads that make no more than 2^53 numbers");
  return typename Call::Result{{in[0], in[2], *std::move(width)}};
}

template <class Call>
typename Call::Out rope(Call& call) {
  if (!call.is_real(0, 4, kHeads)) return {};
  call.bind("head_width", call.sizes(0)[3]);
  if (!call.conditions_hold()) return {};
  return typename Call::Result{call.sizes(0)};
}

template <class Call>
typename Call::Out attention(Call& call) {
  for (std::size_t i = 0; i < 3; ++i)
    if (!call.is_real(i, 4, kHeads)) return {};
  const typename Call::Sizes& query = call.sizes(0);
  const typename Call::Sizes& key = call.sizes(1);
  const bool fits = key == call.sizes(2) && query[0] == key[0] && query[2] == key[2] && query[3] == key[3];
  if (!fits)
    return call.wrong(
        "queries, keys and values of equal shape; keys and values may have fewer heads",
        call.text(call.operands()[0]) + ", " + call.text(call.operands()[1]) + " and " + call.text(call.operands()[2]));
  if (!call.operands()[3].number)
    return call.wrong("a number or a multiplier as its scale", call.text(call.operands()[3]));
  call.bind("heads", query[1]);
  call.bind("key_heads", key[1]);
  if (!call.conditions_hold()) return {};
  return typename Call::Result{query};
}

template <class Call>
typename Call::Out patches(Call& call) {
  if (!call.is_real(0, 2, "an image in a row, (batch, height width channels)")) return {};
  const typename Call::Dim& features = call.sizes(0)[1];
  const auto column = call.product({"height", "channels"});
  call.bind("features", features);
  // The width is known once the first condition holds, and a wrong one harms none before.
  if (column && Call::Algebra::holds(Relation::kDivides, *column, features).value_or(true))
    call.bind("width", Call::Algebra::over(features, *column));
  if (!call.conditions_hold()) return {};
  const auto numbers = call.product({"size", "size", "channels"});
  if (!numbers) return call.wrong("patches of no more than 2^53 numbers");
  return typename Call::Result{{call.sizes(0)[0], Call::Algebra::over(features, *numbers), *numbers}};
}

template <class Call>
typename Call::Out route(Call& call) {
  if (!call.is_real(0, 0, "a score for each expert")) return {};
  const typename Call::Sizes& scores = call.sizes(0);
  if (scores.size() < 2) return call.wrong("a score for each expert of each sample");
  if (call.operands().size() > 1 && !(call.sizes(1) == typename Call::Sizes{scores.back()}))
    return call.wrong("a score for each expert, and one bias for each");
  call.bind("experts", scores.back());
  if (!call.conditions_hold()) return {};
  return typename Call::Result{scores};
}

template <class Call>
typename Call::Out experts(Call& call) {
  if (!call.is_real(0, 0, "an activation") || !call.is_real(1, 0, "weights of the experts")) return {};
  const typename Call::Sizes& x = call.sizes(0);
  if (x.size() < 2) return call.wrong("an activation of each sample");
  const typename Call::Sizes& gate = call.sizes(2);
  const typename Call::Sizes& down = call.sizes(4);
  bool fits = gate.size() == 3 && gate == call.sizes(3) && down.size() == 3;
  typename Call::Sizes weights = x;
  if (fits) weights.back() = gate[0];
  fits = fits && call.sizes(1) == weights && gate[2] == x.back() && down[0] == gate[0] && down[2] == gate[1];
  if (!fits)
    return call.wrong("(..., width), (..., experts), (experts, hidden, width) twice and (experts, width, hidden)");
  typename Call::Result out{x};
  out.sizes.back() = down[1];
  return out;
}

}  // namespace cdp::plan::shapes
