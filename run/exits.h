// What `cdp train` ends with, for those who say so: help, man page, documents. cdp-run ends with them.
#pragma once

#include <string_view>

namespace cdp::run {

struct Exit {
  int code;
  std::string_view meaning;
};

inline constexpr Exit kExits[] = {
#define RUN_EXIT(id, code, meaning) {code, meaning},
#include "run/exits.def"
#undef RUN_EXIT
};

}  // namespace cdp::run
