// Token files: both formats, and what is refused.
#include "runtime/data/token_file.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "tests/runtime/data/token_files.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using namespace cdp::test;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string error_of(const std::string& path, std::optional<TokenType> said = {}) {
  const auto file = open_token_file(path, said);
  EXPECT_FALSE(file);
  return file ? "" : file.error().text();
}

std::vector<std::uint32_t> ids_of(const TokenFile& file) {
  return file.with_tokens([](auto tokens) { return std::vector<std::uint32_t>(tokens.begin(), tokens.end()); });
}

TEST(TokenFile, BareTokensAreReadAsTheyAre) {
  const TempFolder dir;
  const auto file = open_token_file(dir.write("a.bin", token_bytes({1, 2, 65535})));
  ASSERT_TRUE(file);
  EXPECT_THAT(ids_of(*file), ElementsAre(1, 2, 65535));
  EXPECT_EQ(file->header_bytes, 0U);
}

TEST(TokenFile, TheHeaderOfLlmcIsUnderstood) {
  const TempFolder dir;
  const auto file = open_token_file(dir.write("a.bin", llmc_bytes({7, 8}, 2)));
  ASSERT_TRUE(file);
  EXPECT_THAT(ids_of(*file), ElementsAre(7, 8));
  EXPECT_EQ(file->header_bytes, 1024U);
}

TEST(TokenFile, IdsOfThirtyTwoBitsAreReadWhereTheyAreSaid) {
  const TempFolder dir;
  const std::string bytes = wide_bytes<std::uint32_t>({1, 70'000, 4'000'000'000});
  const auto bare = open_token_file(dir.write("a.bin", bytes), TokenType::kUint32);
  ASSERT_TRUE(bare) << bare.error().text();
  EXPECT_THAT(ids_of(*bare), ElementsAre(1, 70'000, 4'000'000'000));
  const auto headed = open_token_file(dir.write("b.bin", llmc_bytes({}, 3, 7, 20240801) + bytes));
  ASSERT_TRUE(headed) << headed.error().text();
  EXPECT_EQ(headed->type, TokenType::kUint32);
  EXPECT_THAT(ids_of(*headed), ElementsAre(1, 70'000, 4'000'000'000));
  EXPECT_THAT(error_of(dir.write("c.bin", bytes + "xy"), TokenType::kUint32), HasSubstr("no multiple of 4"));
}

TEST(TokenFile, AHeaderIsNotOverruled) {
  const TempFolder dir;
  const std::string path = dir.write("a.bin", llmc_bytes({7, 8}, 2));
  EXPECT_THAT(error_of(path, TokenType::kUint32),
              HasSubstr("its header says uint16 (llm.c), --token-type says uint32"));
  EXPECT_TRUE(open_token_file(path, TokenType::kUint16));
}

TEST(TokenFile, APromiseThatIsNotKeptIsToldInTokensOrElseInBytes) {
  const TempFolder dir;
  const auto with = [&dir](const std::string& more) {
    return error_of(dir.write("a.bin", llmc_bytes({7, 8, 9}, 3) + more));
  };
  EXPECT_THAT(with(token_bytes({1, 2})),
              HasSubstr("its header promises 3 tokens, but 5 follow; the file is truncated"));
  EXPECT_THAT(with("x"),
              HasSubstr("its header promises 3 tokens, 6 bytes, but 7 bytes follow, which are no whole number of "
                        "tokens of 2 bytes; the file is truncated or damaged"));
  EXPECT_THAT(error_of(dir.write("a.bin", llmc_bytes({7}, -1))),
              HasSubstr("its header promises -1 tokens; the file is"));
}

TEST(TokenFile, WhatIsNoFileIsNotMapped) {
  const TempFolder dir;
  ASSERT_EQ(mkfifo(dir.file("pipe.bin").c_str(), 0600), 0);
  EXPECT_THAT(error_of(dir.file("pipe.bin")), HasSubstr("pipe.bin: is a pipe or a device, not a file"));
  EXPECT_THAT(error_of("/dev/zero"), HasSubstr("is a pipe or a device, not a file"));
}

TEST(TokenFile, WhatLooksLikeSomethingElseHasToBeSaid) {
  const TempFolder dir;
  const std::string wide = dir.write("a.bin", wide_bytes<std::uint32_t>(zipf_ids(1000, 50'257)));
  EXPECT_THAT(error_of(wide), HasSubstr("a.bin: looks like ids of 32 bits"));
  EXPECT_TRUE(open_token_file(wide, TokenType::kUint32));
  EXPECT_TRUE(open_token_file(wide, TokenType::kUint16)) << "if the user says so";
  const std::string wider = dir.write("b.bin", wide_bytes<std::int64_t>(zipf_ids(1000, 50'257)));
  EXPECT_THAT(error_of(wider), HasSubstr("looks like ids of 64 bits"));
  EXPECT_THAT(error_of(wider, TokenType::kUint32), HasSubstr("looks like ids of 64 bits")) << "nobody means this";
  const std::string text = dir.write("c.txt", std::string(1000, 'x'));
  EXPECT_THAT(error_of(text, TokenType::kUint16), HasSubstr("c.txt: is text, and --token-type uint16 is for ids"));
  EXPECT_TRUE(open_token_file(dir.write("d.bin", std::string(1000, 'x')), TokenType::kUint16));
  EXPECT_TRUE(open_token_file(dir.write("ids", wide_bytes<std::uint16_t>(zipf_ids(1000, 50'257))), TokenType::kUint16));
}

TEST(TokenFile, OtherFormatsAreNamed) {
  const TempFolder dir;
  const std::string array = dir.write("a.bin", "\x93NUMPY" + noise(200));
  for (const auto said : {std::optional<TokenType>{}, std::optional(TokenType::kUint16)})
    EXPECT_THAT(error_of(array, said), HasSubstr("a.bin: is a NumPy array (.npy), not a token file; write its ids"));
  const std::string zipped = dir.write("b.bin", "\x1f\x8b\x08" + noise(201));
  EXPECT_THAT(error_of(zipped), AllOf(HasSubstr("is compressed by gzip, not a token file; decompress it first"),
                                      HasSubstr("if its first bytes are ids by chance, say --token-type")));
  EXPECT_TRUE(open_token_file(zipped, TokenType::kUint16)) << "three bytes may be ids by chance";
  EXPECT_THAT(error_of(dir.write("c.bin.gz", "\x1f\x8b\x08" + noise(201)), TokenType::kUint16), HasSubstr("gzip"));
}

TEST(TokenFile, MegatronsIndexIsAskedForTheWidth) {
  const TempFolder dir;
  const std::string bin = dir.write("x.bin", wide_bytes<std::uint32_t>(zipf_ids(1000, 50'257)));
  const auto index = [&dir](char code) {
    dir.write("x.idx", std::string("MMIDIDX\0\0\1\0\0\0\0\0\0\0", 17) + code + std::string(16, '\0'));
  };
  index(4);
  EXPECT_THAT(error_of(bin), AllOf(HasSubstr("x.bin: is of a dataset of Megatron, whose index "),
                                   HasSubstr("x.idx says that it holds int32; cdp reads its documents end to end with "
                                             "--token-type uint32")));
  EXPECT_TRUE(open_token_file(bin, TokenType::kUint32));
  EXPECT_THAT(error_of(bin, TokenType::kUint16), HasSubstr("--token-type says uint16; say --token-type uint32"));
  index(8);
  EXPECT_THAT(error_of(bin), HasSubstr("--token-type uint16"));
  EXPECT_TRUE(open_token_file(bin, TokenType::kUint16));
  index(5);
  EXPECT_THAT(error_of(bin, TokenType::kUint32),
              HasSubstr("holds int64; ids are read as uint16 or uint32: convert it"));
}

TEST(TokenFile, AnEmptyFileHasNoTokens) {
  const TempFolder dir;
  const auto file = open_token_file(dir.write("a.bin", ""));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->size(), 0U);
}

TEST(TokenFile, DamagedFilesAreRefusedInPlainWords) {
  const TempFolder dir;
  EXPECT_THAT(error_of(dir.write("a.bin", "abc")), HasSubstr("a.bin: has 3 bytes, an odd number"));
  EXPECT_THAT(error_of(dir.write("b.bin", llmc_bytes({1, 2}, 3))), HasSubstr("promises 3 tokens, but 2 follow"));
  EXPECT_THAT(error_of(dir.write("c.bin", llmc_bytes({1, 2}, -1))), HasSubstr("promises -1 tokens"));
  EXPECT_THAT(error_of(dir.write("d.bin", llmc_bytes({1}, 1) + "x")), HasSubstr("truncated or damaged"));
  EXPECT_THAT(error_of(dir.write("e.bin", llmc_bytes({1}, 1, 2))), HasSubstr("version 2"));
  EXPECT_THAT(error_of(dir.write("f.bin", llmc_bytes({1}, 1, 7, 20240801))),
              HasSubstr("promises 1 tokens, 4 bytes, but 2 bytes follow"));
  EXPECT_THAT(error_of(dir.file("gone.bin")), HasSubstr("there is no such file"));
}

TEST(TokenFile, TheEndingOfTheNameDecides) {
  EXPECT_TRUE(is_token_file("a/b.bin"));
  EXPECT_FALSE(is_token_file("a/b.binary"));
}

}  // namespace
}  // namespace cdp::runtime
