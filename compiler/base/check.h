// CHECK(condition): our own faults. Prints file, line and the condition, then aborts.
#pragma once

namespace cdp {

[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace cdp

#define CHECK(condition) ((condition) ? static_cast<void>(0) : ::cdp::check_failed(#condition, __FILE__, __LINE__))
