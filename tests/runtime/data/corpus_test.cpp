// The corpus: reading across files, kinds, vocabulary, fingerprint, and the errors users meet.
#include "runtime/data/corpus.h"

#include <gmock/gmock.h>

#include "tests/runtime/data/token_files.h"
#include "tests/support/temp_folder.h"

namespace cdp::runtime {
namespace {

using namespace cdp::test;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::int64_t> tokens(const Corpus& corpus, std::int64_t first, std::size_t count) {
  std::vector<std::int64_t> out(count);
  corpus.read(first, out);
  return out;
}

std::string load_error(const std::vector<std::string>& paths, const std::vector<std::string>& globs = {}) {
  const auto corpus = Corpus::load(paths, globs);
  EXPECT_FALSE(corpus);
  return corpus ? "" : corpus.error().text();
}

TEST(Corpus, TextFilesFollowOneAnotherAsBytes) {
  const TempFolder dir;
  dir.write("a", "ab");
  dir.write("b", "");
  dir.write("c", "\xff!");
  const auto corpus = Corpus::load({dir.path().string()}, {});
  ASSERT_TRUE(corpus);
  EXPECT_EQ(corpus->kind(), TokenKind::kBytes);
  EXPECT_EQ(corpus->size(), 4);
  EXPECT_THAT(tokens(*corpus, 1, 3), ElementsAre('b', 255, '!'));
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
