// Angles are computed in double on the CPU, so that every device and LibTorch rotates alike.
#include "runtime/graph/rope_tables.h"

#include <bit>
#include <cstdint>

namespace cdp::runtime {
namespace {

RopeTable make_table(double theta, std::int64_t width, std::int64_t time) {
  const std::int64_t half = width / 2;
  RopeTable table{at::empty({time, half}, at::kFloat), at::empty({time, half}, at::kFloat)};
  float* cos = table.cos.data_ptr<float>();
  float* sin = table.sin.data_ptr<float>();
  for (std::int64_t i = 0; i < half; ++i) {
    const double frequency = std::pow(theta, -2.0 * static_cast<double>(i) / static_cast<double>(width));
    for (std::int64_t t = 0; t < time; ++t) {
      const double angle = static_cast<double>(t) * frequency;
      cos[t * half + i] = static_cast<float>(std::cos(angle));
      sin[t * half + i] = static_cast<float>(std::sin(angle));
    }
  }
  return table;
}

}  // namespace

RopeTable RopeTables::get(double theta, std::int64_t width, std::int64_t time, at::Device device) {
  RopeTable& table = tables_[{theta, width, device.str()}];
  if (!table.cos.defined() || table.cos.size(0) < time) {
    const auto rows = std::bit_ceil(static_cast<std::uint64_t>(time));  // a sample grows by one token at a time
    const RopeTable made = make_table(theta, width, static_cast<std::int64_t>(rows));
    table = {made.cos.to(device), made.sin.to(device)};
  }
  return {table.cos.narrow(0, 0, time), table.sin.narrow(0, 0, time)};
}

}  // namespace cdp::runtime
