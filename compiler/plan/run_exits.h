// What `cdp train` ends with, for those who say so: help, man page, documents. cdp-run ends with them.
#pragma once

#include <string_view>

namespace cdp::plan {

struct RunExit {
  int code;
  std::string_view meaning;
};

inline constexpr RunExit kRunExits[] = {
#define RUN_EXIT(id, code, meaning) {code, meaning},
#include "compiler/plan/run_exits.def"
#undef RUN_EXIT
};

}  // namespace cdp::plan
