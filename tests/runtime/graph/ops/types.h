// The types that the CPU's kernels know, for tests that compare them with the plain meaning.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/runtime/graph/gradients.h"

namespace cdp::runtime {

/// For INSTANTIATE_TEST_SUITE_P with kTypes and type_name.
class InTypes : public ::testing::TestWithParam<at::ScalarType> {
 protected:
  void SetUp() override { at::manual_seed(1); }
  at::Tensor noise(std::vector<std::int64_t> sizes) const { return at::randn(sizes).to(GetParam()); }
  double tolerance() const { return GetParam() == at::kFloat ? 1e-5 : 2e-2; }
};

inline const auto kTypes = ::testing::Values(at::kFloat, at::kBFloat16);
inline std::string type_name(const ::testing::TestParamInfo<at::ScalarType>& one) {
  return one.param == at::kFloat ? "fp32" : "bf16";
}

}  // namespace cdp::runtime
