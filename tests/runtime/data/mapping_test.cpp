// Mapped files that shrink while they are read: zeros and a flag, not SIGBUS.
#include "runtime/data/mapping.h"

#include <gmock/gmock.h>
#include <sys/mman.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <numeric>

#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using cdp::test::TempFolder;
using ::testing::HasSubstr;

constexpr std::size_t kSize = 100'000;

int sum_of(const Mapping& mapping) {
  return std::accumulate(mapping.bytes().begin(), mapping.bytes().end(), 0,
                         [](int sum, std::byte byte) { return sum + std::to_integer<int>(byte); });
}

TEST(Mapping, HasTheBytesOfTheFile) {
  const TempFolder dir;
  const auto mapping = Mapping::of_file(dir.write("a", std::string(kSize, '\1')));
  ASSERT_TRUE(mapping) << mapping.error().text();
  EXPECT_EQ((*mapping)->bytes().size(), kSize);
  EXPECT_EQ(sum_of(**mapping), static_cast<int>(kSize));
  EXPECT_FALSE((*mapping)->is_lost());
  const auto empty = Mapping::of_file(dir.write("b", ""));
  ASSERT_TRUE(empty);
  EXPECT_TRUE((*empty)->bytes().empty());
  EXPECT_FALSE((*empty)->is_lost());
  const auto gone = Mapping::of_file(dir.file("gone"));
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.error().text(), HasSubstr("gone: there is no such file"));
}

TEST(Mapping, WhatIsGoneReadsAsZerosAndIsRemembered) {
  const TempFolder dir;
  const auto other = Mapping::of_file(dir.write("other", std::string(kSize, '\1')));
  for (int again = 0; again < 3; ++again) {  // places are used again
    const auto mapping = Mapping::of_file(dir.write("a", std::string(kSize, '\1')));
    ASSERT_TRUE(mapping);
    EXPECT_FALSE((*mapping)->is_lost());
    std::filesystem::resize_file(dir.file("a"), 8192);
    EXPECT_EQ(sum_of(**mapping), 8192);
    EXPECT_TRUE((*mapping)->is_lost());
    EXPECT_EQ(sum_of(**mapping), 8192);
  }
  EXPECT_FALSE((*other)->is_lost());
  EXPECT_EQ(sum_of(**other), static_cast<int>(kSize));
}

TEST(MappingDeathTest, BusErrorsOfOthersEndTheProgram) {
  const TempFolder dir;
  const auto mapping = Mapping::of_file(dir.write("a", "x"));  // the handler is there
  ASSERT_TRUE(mapping);
  EXPECT_EXIT(
      {
        std::FILE* const file = std::fopen(dir.file("a").c_str(), "r");
        const void* const past = mmap(nullptr, 8192, PROT_READ, MAP_PRIVATE, fileno(file), 4096);
        const volatile char* const byte = static_cast<const char*>(past);
        std::exit(*byte);
      },
      ::testing::KilledBySignal(SIGBUS), "");
}

}  // namespace
}  // namespace cdp::runtime
