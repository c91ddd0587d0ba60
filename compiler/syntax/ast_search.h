// What a `search` block says: which hyperparameters a search varies, and between which values.
#pragma once

#include <vector>

#include "compiler/syntax/ast_module.h"

namespace cdp::syntax {

/// `1/8..8`, or a number that a search leaves as it is
struct SearchKnot {
  ExprPtr low;
  ExprPtr high;  // null: no range
  Span span;
};

/// `base.lr = 1e-4..1e-1`, `1 - @hidden.beta2 *= 1/4..4`, `blocks[i].lr *= along(1/4..4, 1, 1/4..4)` inside search
struct SearchEntry {
  bool base = false;  // no selector
  Selector selector;
  Ident hyperparameter;
  bool complement = false;
  AdjustOp op = AdjustOp::kSet;
  bool along = false;
  std::vector<SearchKnot> knots;
  Span target_span;  // what stands before the sign
  Span span;
};

}  // namespace cdp::syntax
