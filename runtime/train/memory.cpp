// The signs by which memory.h knows that memory ran out.
#include "runtime/train/memory.h"

#include <algorithm>
#include <iterator>

namespace cdp::runtime {

bool is_about_memory(const std::string& what) {
  constexpr const char* kSigns[] = {"out of memory",      "can't allocate memory",
                                    "not enough memory",  "DefaultCPUAllocator",
                                    "bad_alloc",          "vector::_M_default_append",
                                    "vector::_M_realloc", "vector::reserve",
                                    "max_size()",         "Storage size calculation overflowed"};
  return std::any_of(std::begin(kSigns), std::end(kSigns),
                     [&](const char* sign) { return what.find(sign) != std::string::npos; });
}

std::string in_users_words(const std::string& what) {
  if (is_about_memory(what)) return "out of memory";
  return "LibTorch could not go on: " + what.substr(0, what.find('\n'));
}

}  // namespace cdp::runtime
