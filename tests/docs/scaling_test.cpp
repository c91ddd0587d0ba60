// docs/glossary.md, and the pictures and tables of docs/scaling.md, are what the tables and `cdp scaling` say today.
// UPDATE_GOLDEN=1 rewrites the page and the pictures.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/diag/catalog/examples.h"
#include "compiler/pipeline/scaling_report.h"
#include "tests/docs/blocks.h"
#include "tests/docs/glossary.h"
#include "tests/docs/pictures.h"
#include "tests/support/golden.h"

namespace cdp::docs {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path kDocs = fs::path(CDP_SOURCE_DIR) / "docs";

std::string scaling_page() {
  std::ifstream file(kDocs / "scaling.md", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(ScalingDocs, TheGlossaryIsCurrent) {
  EXPECT_TRUE(test::matches_golden(kDocs / "glossary.md", glossary_page()));
}

TEST(ScalingDocs, PicturesAreDrawnFromTheReport) {
  for (const Picture& picture : pictures()) {
    EXPECT_TRUE(test::matches_golden(kDocs / picture.name, picture.text));
    EXPECT_THAT(scaling_page(), HasSubstr("](" + picture.name + ")"));
  }
}

TEST(ScalingDocs, TablesAreTheProgramsOwn) {
  EXPECT_THAT(scaling_page(), HasSubstr("\n" + verdicts_table()));
  EXPECT_THAT(scaling_page(), HasSubstr("\n" + columns_table()));
}

/// The repairs that the page shows, as a rule set, leave nothing along width.
TEST(ScalingDocs, RepairsOfThePageLeaveNothing) {
  const auto blocks = blocks_of(scaling_page());
  const auto block = std::find_if(blocks.begin(), blocks.end(), [](const Block& b) { return b.language == "cdp"; });
  ASSERT_NE(block, blocks.end());
  Files files = pipeline::default_files();
  files.memory["gpt.cdp"] = "use std.gpt\n" + block->text +
                            "model = Gpt(width, depth, vocab = 256, context = context)\n"
                            "parameterization = mine()\n" CDP_REFERENCE CDP_BASE;
  auto analysis = pipeline::analyse("gpt.cdp", files);
  ASSERT_TRUE(analysis);
  const auto report = pipeline::scaling_report(**analysis, {"width"});
  ASSERT_TRUE(report && *report);
  EXPECT_TRUE((*report)->stable()) << stability::to_text(**report, stability::Detail::kFindings, Color::kNever);
}

}  // namespace
}  // namespace cdp::docs
