// Failures of tests name an enumerator by its word; GoogleTest would print its byte.
#pragma once

#include <ostream>

#include <gtest/gtest.h>

#include "compiler/base/words.h"

namespace testing::internal {

template <cdp::IsWord E>
class UniversalPrinter<E> {
 public:
  static void Print(E e, std::ostream* out) { *out << cdp::word(e); }
};

}  // namespace testing::internal
