// The limits of plans (limits.def).
#pragma once

#include <cstdint>
#include <string_view>

namespace cdp::plan {

#define LIMIT(id, value, written, what) inline constexpr std::int64_t id = value;
#include "compiler/plan/limits.def"
#undef LIMIT

struct LimitRow {
  std::int64_t value;
  std::string_view written;  // as in `2^40`
  std::string_view what;     // "elements of a tensor"
};
inline constexpr LimitRow kLimits[] = {
#define LIMIT(id, value, written, what) {id, written, what},
#include "compiler/plan/limits.def"
#undef LIMIT
};

}  // namespace cdp::plan
