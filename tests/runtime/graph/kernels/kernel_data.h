// Numbers for the kernels' tests: reproducible noise in fp32 or bf16, and each instruction set in turn.
#pragma once

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <random>
#include <vector>

#include "runtime/graph/kernels/kernels.h"

namespace cdp::runtime::kernels {

/// A buffer of fp32 or bf16 that reads as double.
class Numbers {
 public:
  Numbers(Type type, std::size_t count) : type_(type), wide_(count), narrow_(count) {}

  static Numbers noise(Type type, std::size_t count, unsigned seed) {
    Numbers made(type, count);
    std::mt19937 random(seed);
    for (std::size_t i = 0; i < count; ++i) made.set(i, static_cast<float>(random()) / 2147483648.0f - 1.0f);
    return made;
  }

  void* data() { return type_ == Type::kFp32 ? static_cast<void*>(wide_.data()) : narrow_.data(); }
  std::size_t size() const { return wide_.size(); }
  double operator[](std::size_t i) const {
    if (type_ == Type::kFp32) return static_cast<double>(wide_[i]);
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(narrow_[i]) << 16));
  }
  /// bf16 is cut off, so that what is stored is what is read.
  void set(std::size_t i, float x) {
    wide_[i] = x;
    narrow_[i] = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(x) >> 16);
  }
  /// How far a result may be from the truth.
  double tolerance() const { return type_ == Type::kFp32 ? 2e-5 : 2e-2; }

 private:
  Type type_;
  std::vector<float> wide_;
  std::vector<std::uint16_t> narrow_;
};

/// One test a pair of instruction set and number type.
class EachSet : public ::testing::TestWithParam<std::tuple<int, Type>> {
 protected:
  const Kernels& kernels() const { return at(std::get<0>(GetParam())); }
  Type type() const { return std::get<1>(GetParam()); }
};

inline auto every_set() {
  return ::testing::Combine(::testing::Range(0, available()), ::testing::Values(Type::kFp32, Type::kBf16));
}

inline std::string set_name(const ::testing::TestParamInfo<std::tuple<int, Type>>& info) {
  std::string name = at(std::get<0>(info.param)).instruction_set;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name + (std::get<1>(info.param) == Type::kFp32 ? "_fp32" : "_bf16");
}

}  // namespace cdp::runtime::kernels
