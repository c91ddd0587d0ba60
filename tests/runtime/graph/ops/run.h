// Runs one operation, and compares what comes out.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "runtime/graph/ops.h"

namespace cdp::runtime {

using plan::Op;

inline at::Tensor run(Op op, std::vector<Value> values, const Attributes& settings = {}) {
  RopeTables tables;
  return forward_of(op)({values, settings, tables});
}

inline Value number(double x) {
  return {at::Tensor(), x};
}

inline void expect_close(const at::Tensor& found, const at::Tensor& expected) {
  EXPECT_EQ(found.scalar_type(), expected.scalar_type());
  EXPECT_TRUE(at::allclose(found.to(at::kFloat), expected.to(at::kFloat), 1e-5, 1e-6)) << found << expected;
}

}  // namespace cdp::runtime
