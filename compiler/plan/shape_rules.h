// What each operation makes of its arguments' shapes, and what does not fit: once, for sizes of any kind. A plan has
// whole numbers (shapes.h), a spec has expressions of the axes (compiler/model/shapes.cpp). An algebra says what sizes
// are:
//   using Dim            sizes that compare with ==, made of whole numbers
//   text(d)              as a message shows it
//   times(a, b)          the product; none where it is too large
//   over(a, b)           the quotient, asked for after the operation's conditions were held
//   holds(relation, a, b)  null: not known yet, other scales decide
#pragma once

#include "compiler/plan/shape_call.h"
#include "compiler/plan/shapes_of_layers.h"
#include "compiler/plan/shapes_of_mixers.h"

namespace cdp::plan {

/// The shape of a call's result; null: its misfit() says why. An operation without a case here is a compile error.
template <class Algebra>
typename ShapeCall<Algebra>::Out shape_of(ShapeCall<Algebra>& call) {
  switch (call.operation().op) {
    case Op::add:
    case Op::sub:
    case Op::mul:
    case Op::div:
      return shapes::broadcast(call);
    case Op::neg:
    case Op::gelu:
    case Op::gelu_tanh:
    case Op::silu:
    case Op::relu:
    case Op::relu2:
    case Op::tanh:
    case Op::sigmoid:
    case Op::softmax:
      return shapes::elementwise(call);
    case Op::linear:
      return shapes::linear(call);
    case Op::lookup:
      return shapes::lookup(call);
    case Op::positions:
      return shapes::positions(call);
    case Op::rms_norm:
    case Op::layer_norm:
      return shapes::norm(call);
    case Op::split_heads:
      return shapes::split_heads(call);
    case Op::merge_heads:
      return shapes::merge_heads(call);
    case Op::chunk:
      return shapes::chunk(call);
    case Op::rope:
      return shapes::rope(call);
    case Op::attention:
      return shapes::attention(call);
    case Op::patches:
      return shapes::patches(call);
    case Op::mean:
      return shapes::mean(call);
    case Op::route:
      return shapes::route(call);
    case Op::experts:
      return shapes::experts(call);
  }
  return {};
}

}  // namespace cdp::plan
