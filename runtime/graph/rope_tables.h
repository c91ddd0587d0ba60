// Cosines and sines of rotary positions, computed once per theta, width and device, and grown when a longer sequence
// comes.
#pragma once

#include <map>
#include <tuple>

#include "runtime/torch_compat.h"

namespace cdp::runtime {

struct RopeTable {
  at::Tensor cos, sin;  // (time, d / 2), fp32: angle = position * theta^(-2i/d)
};

class RopeTables {
 public:
  /// For at least `time` positions, cut to `time` rows.
  RopeTable get(double theta, std::int64_t width, std::int64_t time, at::Device device);

 private:
  std::map<std::tuple<double, std::int64_t, std::string>, RopeTable> tables_;
};

}  // namespace cdp::runtime
