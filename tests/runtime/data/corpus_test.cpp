// The corpus: reading across files, kinds, vocabulary, fingerprint, and the errors users meet.
#include "runtime/data/corpus.h"

#include <gmock/gmock.h>

#include "tests/runtime/data/token_files.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using namespace cdp::test;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::int64_t> tokens(const Corpus& corpus, std::int64_t first, std::size_t count) {
  std::vector<std::int64_t> out(count);
  corpus.read(first, out);
  return out;
}

std::string load_error(const std::vector<std::string>& paths, const std::vector<std::string>& globs = {},
                       std::optional<TokenType> said = {}) {
  const auto corpus = Corpus::load(paths, globs, said);
  EXPECT_FALSE(corpus);
  return corpus ? "" : corpus.error().text();
}

TEST(Corpus, TextFilesFollowOneAnotherAsBytes) {
  const TempFolder dir;
  dir.write("a", "ab");
  dir.write("b", "");
  dir.write("c", "\xc3\xa9!");
  const auto corpus = Corpus::load({dir.path().string()}, {});
  ASSERT_TRUE(corpus);
  EXPECT_EQ(corpus->kind(), TokenKind::kBytes);
  EXPECT_EQ(corpus->size(), 5);
  EXPECT_THAT(tokens(*corpus, 1, 4), ElementsAre('b', 0xc3, 0xa9, '!'));
  ASSERT_EQ(corpus->parts().size(), 3U);
  EXPECT_EQ(corpus->parts()[2].first, 2);
}

TEST(Corpus, TokensAreReadAcrossFiles) {
  const TempFolder dir;
  dir.write("a.bin", token_bytes({1, 2}));
  dir.write("b.bin", "");
  dir.write("c.bin", llmc_bytes({3, 4, 5}, 3));
  const auto corpus = Corpus::load({dir.path().string()}, {});
  ASSERT_TRUE(corpus);
  EXPECT_EQ(corpus->kind(), TokenKind::kIds);
  EXPECT_THAT(tokens(*corpus, 0, 5), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(tokens(*corpus, 2, 1), ElementsAre(3));
  EXPECT_THAT(tokens(*corpus, 1, 2), ElementsAre(2, 3));
}

TEST(Corpus, ShardsOfThirtyTwoBitsAreReadAcrossFiles) {
  const TempFolder dir;
  dir.write("a.bin", wide_bytes<std::uint32_t>({1, 70'000}));
  dir.write("b.bin", wide_bytes<std::uint32_t>({100'000, 4}));
  const auto corpus = Corpus::load({dir.path().string()}, {}, TokenType::kUint32);
  ASSERT_TRUE(corpus) << corpus.error().text();
  EXPECT_EQ(corpus->type(), TokenType::kUint32);
  EXPECT_THAT(tokens(*corpus, 1, 3), ElementsAre(70'000, 100'000, 4));
  EXPECT_TRUE(corpus->check_vocabulary(128'256));
  EXPECT_THAT(corpus->check_vocabulary(100'000).error().text(),
              HasSubstr("b.bin: token 100000 at offset 0 is outside the plan's vocabulary of 100000"));
  const auto narrow = Corpus::load({dir.path().string()}, {}, TokenType::kUint16);
  ASSERT_TRUE(narrow);
  EXPECT_NE(narrow->fingerprint(), corpus->fingerprint());
}

TEST(Corpus, ShardsOfTwoWidthsDoNotMix) {
  const TempFolder dir;
  dir.write("a.bin", llmc_bytes({1, 2}, 2));
  dir.write("b.bin", llmc_bytes({}, 2, 7, 20240801) + wide_bytes<std::uint32_t>({3, 4}));
  EXPECT_THAT(load_error({dir.path().string()}),
              AllOf(HasSubstr("b.bin: holds uint32, "), HasSubstr("a.bin before it uint16; a run takes one kind")));
}

TEST(Corpus, TextThatIsNoneIsRefusedUntilItIsSaid) {
  const TempFolder dir;
  const std::string latin = dir.write("latin.txt", "tr\xe8s bien, caf\xe9");
  EXPECT_THAT(load_error({latin}), AllOf(HasSubstr("latin.txt: is no text in UTF-8: it looks like text in another "
                                                   "encoding, such as Latin-1; make it UTF-8"),
                                         HasSubstr("--token-type bytes")));
  EXPECT_TRUE(Corpus::load({latin}, {}, TokenType::kBytes));
  const std::string random = dir.write("data", noise(5000));
  EXPECT_THAT(load_error({random}),
              HasSubstr("data: is no text in UTF-8: it looks like random, compressed or encrypted"));
  EXPECT_EQ(Corpus::load({random}, {}, TokenType::kBytes)->size(), 5000);
  const std::string array = dir.write("a.npy", "\x93NUMPY" + noise(100));
  EXPECT_THAT(load_error({array}), HasSubstr("a.npy: is a NumPy array (.npy), not UTF-8 text; write its ids"));
  EXPECT_TRUE(Corpus::load({array}, {}, TokenType::kBytes));
  EXPECT_THAT(load_error({dir.write("w.txt", std::string("\xff\xfe"
                                                         "a\0b\0",
                                                         6))}),
              HasSubstr("is text in UTF-16, not UTF-8 text; convert it: iconv -f UTF-16 -t UTF-8"));
  EXPECT_THAT(load_error({dir.write("ids", wide_bytes<std::uint16_t>(zipf_ids(500, 100)))}),
              HasSubstr("--token-type bytes for its bytes as they are, uint16 or uint32 for ids"));
}

TEST(Corpus, LinesOfJsonAreTextWithANote) {
  const TempFolder dir;
  const auto corpus = Corpus::load({dir.write("a.jsonl", "{\"text\": \"x\"}\n{\"text\": \"y\"}\n")}, {});
  ASSERT_TRUE(corpus);
  EXPECT_THAT(corpus->notes(), ElementsAre(HasSubstr("a.jsonl is lines of JSON: its braces and keys are trained on")));
  EXPECT_TRUE(Corpus::load({dir.write("b.txt", "{ x }\n{\n")}, {})->notes().empty());
}

TEST(Corpus, TheIndexOfAShardIsNotReadWithIt) {
  const TempFolder dir;
  dir.write("x.bin", wide_bytes<std::uint32_t>({1, 2}));
  const std::string index =
      dir.write("x.idx", std::string("MMIDIDX\0\0\1\0\0\0\0\0\0\0\4", 18) + std::string(16, '\0'));
  EXPECT_THAT(load_error({dir.path().string()}), HasSubstr("x.bin: is of a dataset of Megatron"));
  const auto corpus = Corpus::load({dir.path().string()}, {}, TokenType::kUint32);
  ASSERT_TRUE(corpus) << corpus.error().text();
  EXPECT_EQ(corpus->parts().size(), 1U);
  EXPECT_THAT(load_error({index}), HasSubstr("x.idx: is the index of a Megatron dataset"));
}

TEST(Corpus, AVocabularyTellsThatTokensAreOthers) {
  const TempFolder dir;
  const auto fault = [](const std::vector<std::string>& paths, std::int64_t vocabulary,
                        std::optional<TokenType> said = {}) {
    const Status status = Corpus::load(paths, {}, said)->check_vocabulary(vocabulary);
    return status ? "" : status.error().text();
  };
  const std::string text = dir.write("text", std::string(1000, 'x'));
  EXPECT_EQ(fault({text}, 320), "");
  EXPECT_THAT(fault({text}, 50'257), HasSubstr("text: text is read as byte tokens, which use 256 ids of the 50257"));
  EXPECT_EQ(fault({text}, 50'257, TokenType::kBytes), "");
  const std::string ids = dir.write("a.bin", wide_bytes<std::uint16_t>(zipf_ids(20'000, 50'257)));
  EXPECT_EQ(fault({ids}, 50'257), "");
  EXPECT_EQ(fault({ids}, 65'536), "");
  EXPECT_THAT(fault({ids}, 128'256), AllOf(HasSubstr("a.bin: is read as ids of 16 bits, which cannot name all 128256"),
                                           HasSubstr("--token-type uint32")));
  EXPECT_EQ(fault({ids}, 128'256, TokenType::kUint16), "");
  const std::string few = dir.write("b.bin", wide_bytes<std::uint16_t>(zipf_ids(20'000, 250)));
  EXPECT_EQ(fault({few}, 256), "");
  EXPECT_THAT(fault({few}, 50'257),
              AllOf(HasSubstr("b.bin: uses 2"), HasSubstr("of the 50257 in the plan's vocabulary"),
                    HasSubstr("if it is so, say --token-type uint16")));
  EXPECT_EQ(fault({few}, 50'257, TokenType::kUint16), "");
  EXPECT_EQ(fault({dir.write("c.bin", wide_bytes<std::uint16_t>(zipf_ids(100, 50'257)))}, 50'257), "") << "too few";
  const std::string headed = dir.write("d.bin", llmc_bytes({1, 2, 3}, 3));
  EXPECT_THAT(fault({headed}, 128'256), HasSubstr("d.bin: its header says ids of 16 bits"));
}

TEST(Corpus, NothingToTrainOnIsSaid) {
  const TempFolder dir;
  EXPECT_THAT(load_error({dir.path().string()}), HasSubstr(": holds no text"));
  EXPECT_THAT(load_error({dir.write("empty.txt", "")}), HasSubstr("empty.txt: holds no text"));
  EXPECT_THAT(load_error({dir.write("empty.bin", "")}), HasSubstr("empty.bin: holds no tokens"));
  EXPECT_THAT(load_error({dir.path().string()}, {"*.h", "*.hpp"}),
              HasSubstr("no file whose name matches --include *.h or *.hpp"));
  EXPECT_THAT(load_error({dir.file("gone")}), HasSubstr("no such file or folder"));
}

TEST(Corpus, TextAndTokensDoNotMix) {
  const TempFolder dir;
  dir.write("a.txt", "x");
  dir.write("b.bin", token_bytes({1}));
  EXPECT_THAT(load_error({dir.path().string()}),
              AllOf(HasSubstr("b.bin` is a token file"), HasSubstr("a.txt` is text")));
  EXPECT_TRUE(Corpus::load({dir.path().string()}, {"*.bin"}));
}

TEST(Corpus, TokensOutsideTheVocabularyAreNamedWithTheirPlace) {
  const TempFolder dir;
  dir.write("a.bin", token_bytes({1, 2}));
  dir.write("b.bin", llmc_bytes({3, 300}, 2));
  const auto corpus = Corpus::load({dir.path().string()}, {});
  ASSERT_TRUE(corpus);
  EXPECT_TRUE(corpus->check_vocabulary(301));
  const Status bad = corpus->check_vocabulary(300);
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().text(), HasSubstr("b.bin: token 300 at offset 1 is outside the plan's vocabulary of 300"));
}

TEST(Corpus, TextNeedsAVocabularyOf256) {
  const Corpus corpus = Corpus::of_text("abc");
  EXPECT_TRUE(corpus.check_vocabulary(256));
  const Status bad = corpus.check_vocabulary(128);
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().text(), HasSubstr("need a vocabulary of 256; the plan's model has 128"));
}

TEST(Corpus, TheFingerprintFollowsEveryToken) {
  const auto of = [](const char* text) { return Corpus::of_text(text).fingerprint(); };
  EXPECT_EQ(of("0123456789"), of("0123456789"));
  EXPECT_NE(of("0123456789"), of("0123456788"));
  EXPECT_NE(of("0123456789"), of("1123456789"));
  EXPECT_NE(of("0123456789"), of("012345678"));
}

}  // namespace
}  // namespace cdp::runtime
