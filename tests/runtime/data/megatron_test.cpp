// The indices of Megatron and fairseq beside token files.
#include "runtime/data/megatron.h"

#include <gtest/gtest.h>

#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

std::string megatron(char code) {
  return std::string("MMIDIDX\0\0\1\0\0\0\0\0\0\0", 17) + code + std::string(16, '\0');
}

TEST(Megatron, TheIndexSaysHowWideTheTokensAre) {
  const test::TempFolder dir;
  const std::string bin = dir.write("a/x.bin", "");
  EXPECT_FALSE(index_beside(bin));
  const auto of_code = [&](char code) {
    dir.write("a/x.idx", megatron(code));
    return *index_beside(bin);
  };
  EXPECT_EQ(of_code(4).numbers, "int32");
  EXPECT_EQ(of_code(4).reads_as, TokenType::kUint32);
  EXPECT_EQ(of_code(8).reads_as, TokenType::kUint16);
  EXPECT_EQ(of_code(5).numbers, "int64");
  EXPECT_FALSE(of_code(5).reads_as);
  EXPECT_FALSE(of_code(77).reads_as);
  EXPECT_EQ(of_code(4).path, dir.file("a/x.idx"));
  EXPECT_TRUE(is_index(dir.file("a/x.idx")));
}

TEST(Megatron, FairseqsIndexIsOneToo) {
  const test::TempFolder dir;
  dir.write("x.idx", std::string("TNTIDX\0\0\1\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0", 24));
  EXPECT_EQ(index_beside(dir.write("x.bin", ""))->reads_as, TokenType::kUint16);
}

TEST(Megatron, OtherFilesAreNone) {
  const test::TempFolder dir;
  dir.write("x.idx", "12 34\n");
  EXPECT_FALSE(index_beside(dir.write("x.bin", "")));
  EXPECT_FALSE(is_index(dir.file("x.idx")));
  EXPECT_FALSE(is_index(dir.write("y.txt", megatron(4))));
}

}  // namespace
}  // namespace cdp::runtime
