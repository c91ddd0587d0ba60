// For tests of what would take hours if it walked the product of two lists: the processor's time, which a busy machine
// does not stretch. Limits are far from both.
#pragma once

#include <ctime>

namespace cdp::test {

template <class Work>
double cpu_seconds(Work&& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

}  // namespace cdp::test
