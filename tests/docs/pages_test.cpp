// docs/diagnostics is what the rows and the programs say today: a page a code, and no page of a code that is gone.
// UPDATE_GOLDEN=1 rewrites it.
#include "tests/docs/pages.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <set>

#include "tests/support/golden.h"

namespace cdp::docs {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(CDP_SOURCE_DIR) / "docs/diagnostics";

TEST(Pages, AreCurrent) {
  for (const Page& page : pages()) EXPECT_TRUE(test::matches_golden(kFolder / page.name, page.text));
}

TEST(Pages, AreOfCodesThatThereAre) {
  std::set<std::string> made;
  for (const Page& page : pages()) made.insert(page.name);
  std::set<std::string> there;
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder))
    there.insert(entry.path().filename().string());
  EXPECT_EQ(there, made);
}

TEST(Pages, ShowWhatIsWrongAndWhatItPrints) {
  for (const Page& page : pages()) {
    if (page.name == "E0401.md") {
      EXPECT_THAT(page.text, ::testing::HasSubstr("tune blocks.*.mpl { lr *= 1.3 }"));
      EXPECT_THAT(page.text, ::testing::HasSubstr("error: the selector matches nothing"));
      EXPECT_THAT(page.text, ::testing::HasSubstr("+tune blocks.*.mlp { lr *= 1.3 }"));
    }
  }
}

}  // namespace
}  // namespace cdp::docs
