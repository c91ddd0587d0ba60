// Each file of corpus/ through its target, in every build: seeds, and what fuzzing has found. A fault ends the process.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/fuzz/targets.h"

namespace cdp::fuzz {
namespace {

namespace fs = std::filesystem;

fs::path corpus_of(const Target& target) {
  return fs::path(CDP_SOURCE_DIR) / "tests/fuzz/corpus" / target.name;
}

class Corpus : public ::testing::TestWithParam<Target> {};

TEST_P(Corpus, Holds) {
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(corpus_of(GetParam()))) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const std::string bytes = text.str();
    EXPECT_EQ(GetParam().one_input({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}), 0);
    ++files;
  }
  EXPECT_GT(files, 0U) << "scripts/fuzz --help tells how a corpus is made";
}

TEST(Corpora, AreSmall) {
  std::uintmax_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(CDP_SOURCE_DIR) / "tests/fuzz/corpus"))
    if (entry.is_regular_file()) bytes += entry.file_size();
  EXPECT_LT(bytes, 700'000U) << "minimise them: scripts/fuzz --help";
}

INSTANTIATE_TEST_SUITE_P(Fuzz, Corpus, ::testing::ValuesIn(kTargets),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace cdp::fuzz
