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

/// The shape of a call's result; null: its misfit() says why. A row whose shape has no function is a compile error.
template <class Algebra>
typename ShapeCall<Algebra>::Out shape_of(ShapeCall<Algebra>& call) {
  using Call = ShapeCall<Algebra>;
  static constexpr typename Call::Out (*kRules[])(Call&) = {
#define OPERATION(name, arguments, attributes, needs, shape, ...) &shapes::shape<Call>,
#include "compiler/plan/operations.def"
#undef OPERATION
  };
  return kRules[static_cast<std::size_t>(call.operation().op)](call);
}

}  // namespace cdp::plan
