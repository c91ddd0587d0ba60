// Token files: both formats, and what is refused.
#include "runtime/data/token_file.h"

#include <gmock/gmock.h>

#include "tests/runtime/data/token_files.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using namespace cdp::test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string error_of(const std::string& path) {
  const auto file = open_token_file(path);
  EXPECT_FALSE(file);
  return file ? "" : file.error().text();
}

TEST(TokenFile, BareTokensAreReadAsTheyAre) {
  const TempFolder dir;
  const auto file = open_token_file(dir.write("a.bin", token_bytes({1, 2, 65535})));
  ASSERT_TRUE(file);
  EXPECT_THAT(std::vector(file->tokens.begin(), file->tokens.end()), ElementsAre(1, 2, 65535));
  EXPECT_EQ(file->header_bytes, 0U);
}

TEST(TokenFile, TheHeaderOfLlmcIsUnderstood) {
  const TempFolder dir;
  const auto file = open_token_file(dir.write("a.bin", llmc_bytes({7, 8}, 2)));
  ASSERT_TRUE(file);
  EXPECT_THAT(std::vector(file->tokens.begin(), file->tokens.end()), ElementsAre(7, 8));
  EXPECT_EQ(file->header_bytes, 1024U);
}

TEST(TokenFile, AnEmptyFileHasNoTokens) {
  const TempFolder dir;
  const auto file = open_token_file(dir.write("a.bin", ""));
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->tokens.empty());
}

TEST(TokenFile, DamagedFilesAreRefusedInPlainWords) {
  const TempFolder dir;
  EXPECT_THAT(error_of(dir.write("a.bin", "abc")), HasSubstr("a.bin: has 3 bytes, an odd number"));
  EXPECT_THAT(error_of(dir.write("b.bin", llmc_bytes({1, 2}, 3))), HasSubstr("promises 3 tokens, but 2 follow"));
  EXPECT_THAT(error_of(dir.write("c.bin", llmc_bytes({1, 2}, -1))), HasSubstr("promises -1 tokens"));
  EXPECT_THAT(error_of(dir.write("d.bin", llmc_bytes({1}, 1) + "x")), HasSubstr("truncated or damaged"));
  EXPECT_THAT(error_of(dir.write("e.bin", llmc_bytes({1}, 1, 2))), HasSubstr("version 2"));
  EXPECT_THAT(error_of(dir.write("f.bin", llmc_bytes({1}, 1, 7, 20240801))), HasSubstr("32-bit tokens"));
  EXPECT_THAT(error_of(dir.file("gone.bin")), HasSubstr("No such file"));
}

TEST(TokenFile, TheEndingOfTheNameDecides) {
  EXPECT_TRUE(is_token_file("a/b.bin"));
  EXPECT_FALSE(is_token_file("a/b.binary"));
}

}  // namespace
}  // namespace cdp::runtime
