// Memory that runs out is said by what it was for.
#include "runtime/train/memory.h"

#include <gmock/gmock.h>

#include <new>

namespace cdp::runtime {
namespace {

using ::testing::StrEq;
using ::testing::ThrowsMessage;

TEST(Memory, IsKnownByItsSigns) {
  EXPECT_TRUE(is_about_memory(std::bad_alloc().what()));
  EXPECT_TRUE(is_about_memory("[enforce fail at alloc_cpu.cpp:66] . DefaultCPUAllocator: can't allocate memory: you"));
  EXPECT_TRUE(is_about_memory("CUDA out of memory. Tried to allocate 2.00 GiB"));
  EXPECT_TRUE(is_about_memory("Storage size calculation overflowed with sizes=[9007199254740992, 1024]"));
  EXPECT_TRUE(is_about_memory("vector::reserve"));
  EXPECT_FALSE(is_about_memory("mat1 and mat2 shapes cannot be multiplied"));
}

TEST(Memory, LibTorchIsToldInTheUsersWords) {
  EXPECT_EQ(in_users_words("CUDA out of memory. Tried to allocate 2.00 GiB"), "out of memory");
  EXPECT_EQ(in_users_words("shapes do not fit\nException raised from"), "LibTorch could not go on: shapes do not fit");
}

TEST(Memory, TheInnermostKnowsWhatItWasFor) {
  EXPECT_EQ(with_memory_for("a", [] { return 7; }), 7);
  const auto inner = [] { return with_memory_for("the batch", []() -> int { throw std::bad_alloc(); }); };
  EXPECT_THAT([&] { with_memory_for("the run", inner); },
              ThrowsMessage<OutOfMemory>(StrEq("out of memory for the batch")));
  EXPECT_THAT([] { with_memory_for("it", []() -> int { throw std::runtime_error("something else"); }); },
              ThrowsMessage<std::runtime_error>(StrEq("something else")));
}

}  // namespace
}  // namespace cdp::runtime
