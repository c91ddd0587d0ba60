// Runs the console blocks of the documents in a folder that looks like a fresh clone and holds what is printed
// against what is shown; checks that linked and listed files exist.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "run/exits.h"
#include "tests/docs/blocks.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace cdp::docs {
namespace {

namespace fs = std::filesystem;

const fs::path kTree = CDP_SOURCE_DIR;

/// Those at the top of the tree, and every page that lies directly in docs/. The pages of codes are generated, and held
/// by pages_test.cpp.
std::vector<std::string> documents() {
  std::vector<std::string> names = {"README.md", "CONTRIBUTING.md", "DECISIONS.md", "CHANGELOG.md"};
  if (fs::is_directory(kTree / "docs"))
    for (const fs::directory_entry& entry : fs::directory_iterator(kTree / "docs"))
      if (entry.path().extension() == ".md") names.push_back("docs/" + entry.path().filename().string());
  std::sort(names.begin() + 4, names.end());
  return names;
}

std::string read_document(const std::string& name) {
  std::ifstream file(kTree / name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct NamedBlock {
  std::string document;
  Block block;
};

void PrintTo(const NamedBlock& named, std::ostream* out) {
  *out << named.document << ':' << named.block.line;
}

std::vector<NamedBlock> console_blocks() {
  std::vector<NamedBlock> found;
  for (const std::string& document : documents()) {
    for (Block& block : blocks_of(read_document(document))) {
      if (block.language == "console") found.push_back({document, std::move(block)});
    }
  }
  return found;
}

/// Links to everything at the top of the tree but what builds and runs leave there.
void link_tree_into(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(kTree)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("build") || name == "out" || name == ".git") continue;
    fs::create_symlink(entry.path(), folder / name);
  }
}

bool needs_runtime(const std::string& command) {
  const bool trains = command.starts_with("cdp sweep") && command.find("--only-begin") == std::string::npos;
  return trains || command.starts_with("cdp train") || command.starts_with("cdp sample");
}

class ConsoleBlock : public ::testing::TestWithParam<NamedBlock> {};

TEST_P(ConsoleBlock, prints_what_the_document_shows) {
  const auto& [document, block] = GetParam();
  if (!block.not_run.empty()) GTEST_SKIP() << "not run: " << block.not_run;
  const test::TempFolder folder;
  link_tree_into(folder.path());
  test::ProcessOptions options;
  options.folder = folder.path().string();
  options.environment = {{"PATH", std::string(CDP_PROGRAMS_DIR) + ":" + std::getenv("PATH")}, {"NO_COLOR", "1"}};
  for (const Command& command : block.commands) {
    if (needs_runtime(command.text) && CDP_HAVE_RUNTIME == 0) GTEST_SKIP() << "built without LibTorch";
    const test::ProcessResult result = test::run({"sh", "-c", command.text + " 2>&1"}, options);
    EXPECT_TRUE(output_matches(command.output, result.out))
        << document << ':' << command.line << ": $ " << command.text << "\nshown:\n"
        << command.output << "printed:\n"
        << result.out;
  }
}

std::string name_of(const ::testing::TestParamInfo<NamedBlock>& named) {
  std::string document = named.param.document.substr(0, named.param.document.find('.'));
  std::replace_if(
      document.begin(), document.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return document + "_line_" + std::to_string(named.param.block.line);
}

INSTANTIATE_TEST_SUITE_P(Documents, ConsoleBlock, ::testing::ValuesIn(console_blocks()), name_of);
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ConsoleBlock);

TEST(Documents, are_there) {
  for (const std::string& document : documents()) EXPECT_FALSE(read_document(document).empty()) << document;
}

TEST(Documents, links_lead_somewhere) {
  for (const std::string& document : documents()) {
    for (const std::string& path : linked_paths(read_document(document))) {
      EXPECT_TRUE(fs::exists((kTree / document).parent_path() / path)) << document << " links to " << path;
    }
  }
}

/// The spec that the README shows is the example itself, so that it cannot age apart from it.
TEST(Readme, shows_the_example_word_for_word) {
  std::vector<std::string> specs;
  for (const Block& block : blocks_of(read_document("README.md"))) {
    if (block.language == "cdp") specs.push_back(block.text);
  }
  EXPECT_THAT(specs, ::testing::Contains(read_document("examples/01_gpt.cdp")));
}

/// The annotated tree: each line begins with a path, two spaces or more before what is said about it.
TEST(Readme, tree_names_what_exists) {
  std::size_t named = 0;
  for (const Block& block : blocks_of(read_document("README.md"))) {
    if (block.language != "text") continue;
    std::istringstream lines(block.text);
    std::string parent;
    for (std::string line; std::getline(lines, line);) {
      const std::size_t indent = line.find_first_not_of(' ');
      if (indent == std::string::npos) continue;
      const std::size_t end = line.find("  ", indent);
      std::istringstream names(line.substr(indent, end == std::string::npos ? end : end - indent));
      for (std::string name; names >> name; ++named) {
        if (indent == 0) parent = name;
        const fs::path path = indent == 0 ? kTree / name : kTree / parent / name;
        EXPECT_TRUE(fs::exists(path)) << "README.md's tree names " << path;
      }
    }
  }
  EXPECT_GT(named, 10U) << "README.md has no annotated tree";
}

TEST(Documents, TrainHasTheExitCodes) {
  const std::string page = read_document("docs/train.md");
  for (const run::Exit& exit : run::kExits)
    EXPECT_NE(page.find("\n| " + std::to_string(exit.code) + " | " + std::string(exit.meaning) + " |\n"),
              std::string::npos)
        << exit.code << ": " << exit.meaning;
}

}  // namespace
}  // namespace cdp::docs
