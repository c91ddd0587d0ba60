// Holds every row of the catalog to the house's style. That the examples do what they say needs the whole
// compiler and is tested where it is put together.
#include "compiler/diag/catalog.h"

#include "compiler/diag/holes.h"

#include <fmt/args.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "compiler/base/files.h"

namespace cdp::diag {
namespace {

/// The codes of a catalog file begin with its stage.
const std::map<std::string, std::string> kStages = {{"syntax.def", "01"},  {"sema.def", "02"},   {"model.def", "03"},
                                                    {"scaling.def", "04"}, {"config.def", "09"}, {"rules.def", "40"}};

struct Declared {
  std::string file;
  std::string id;
  std::string severity;
};

/// The rows as the files declare them.
std::vector<Declared> declared() {
  std::vector<Declared> rows;
  for (const auto& [file, stage] : kStages) {
    const std::string path = CDP_SOURCE_DIR "/compiler/diag/catalog/" + file;
    const std::string text = *Files{}.read(path);
    const std::regex pattern(R"(DIAGNOSTIC\(\s*(\w+)\s*,\s*(\w+)\s*,)");
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
      rows.push_back({file, (*at)[1], (*at)[2]});
  }
  return rows;
}

/// The message with every hole filled by the same word.
std::string filled(const CatalogRow& row) {
  fmt::dynamic_format_arg_store<fmt::format_context> arguments;
  for (std::size_t i = 0; i < holes(row.message); ++i) arguments.push_back("x");
  return fmt::vformat(row.message, arguments);
}

bool has_braces_but_holes(std::string message) {
  for (const std::string_view allowed : {"{{", "}}", "{}"})
    for (std::size_t at = message.find(allowed); at != std::string::npos; at = message.find(allowed))
      message.erase(at, allowed.size());
  return message.find_first_of("{}") != std::string::npos;
}

TEST(Catalog, RetiredCodesAreUsedNoMore) {
  ASSERT_NE(find_retired("W0430"), nullptr);
  EXPECT_EQ(find_retired("E0201"), nullptr);
  for (const Retired& retired : kRetired) {
    for (const CatalogRow& row : kCatalog) EXPECT_NE(row.id, retired.id);
    EXPECT_FALSE(retired.meant.empty() || retired.instead.empty()) << retired.id;
  }
}

TEST(Catalog, CountsHoles) {
  for (std::size_t i = 0; i < kCatalog.size(); ++i)
    EXPECT_EQ(holes(static_cast<Code>(i)), holes(kCatalog[i].message)) << kCatalog[i].id;
  EXPECT_EQ(row(Code::E0201).id, "E0201");
  static_assert(holes("nothing") == 0);
  static_assert(holes("`{}` in {}") == 2);
  static_assert(holes("{}{}") == 2);
  static_assert(holes("`{{` and `}}`, `{{}}`, {}") == 1);
}

TEST(Catalog, EveryFileOfTheFolderHasAStage) {
  for (const auto& entry : std::filesystem::directory_iterator(CDP_SOURCE_DIR "/compiler/diag/catalog")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".def" || name == "all.def") continue;
    EXPECT_TRUE(kStages.contains(name)) << name << ": give it its digits in kStages and its line in all.def";
  }
}

TEST(Catalog, CodesAreOfTheirFilesStageAndAscend) {
  std::map<std::string, std::string> last;  // by file and letter
  for (const Declared& row : declared()) {
    EXPECT_TRUE(std::regex_match(row.id, std::regex("[EW][0-9]{4}"))) << row.id;
    EXPECT_EQ(row.id.substr(1, 2), kStages.at(row.file)) << row.id << " in " << row.file;
    std::string& before = last[row.file + row.id[0]];
    EXPECT_LT(before, row.id) << "in " << row.file;
    before = row.id;
  }
}

TEST(Catalog, HasEveryDeclaredRowOnce) {
  std::set<std::string_view> ids;
  for (const CatalogRow& row : kCatalog) EXPECT_TRUE(ids.insert(row.id).second) << row.id << " is there twice";
  EXPECT_EQ(declared().size(), kCatalog.size());
  for (const Declared& row : declared()) EXPECT_TRUE(ids.contains(row.id)) << row.id;
}

TEST(Catalog, LetterAndSeverityAgree) {
  for (const CatalogRow& row : kCatalog) EXPECT_EQ(row.id[0], row.severity == Severity::kError ? 'E' : 'W') << row.id;
}

TEST(Catalog, MessagesAreValidFormatStrings) {
  for (const CatalogRow& row : kCatalog) {
    EXPECT_FALSE(has_braces_but_holes(std::string(row.message))) << row.id << ": only {} holes; {{ and }} for braces";
    EXPECT_NO_THROW(EXPECT_FALSE(filled(row).empty())) << row.id;
  }
}

TEST(Catalog, MessagesFollowTheStyle) {
  const std::regex internals(
      "no viable alternative|mismatched input|extraneous input|token recognition|nullptr|ANTLR|<EOF>",
      std::regex::icase);
  for (const CatalogRow& row : kCatalog) {
    const std::string text = filled(row);
    const auto first = static_cast<unsigned char>(text[0]);
    EXPECT_TRUE(std::isupper(first) == 0 && std::isspace(first) == 0) << row.id << " starts in lower case: " << text;
    EXPECT_FALSE(text.ends_with('.') || text.ends_with('!') || text.ends_with(' ')) << row.id << ": " << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << row.id << " is one line: " << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), '`') % 2, 0) << row.id << " has an open backtick: " << text;
    EXPECT_FALSE(std::regex_search(text, internals)) << row.id << " speaks of our internals: " << text;
    EXPECT_LE(row.message.size(), 160U) << row.id << " is long; move the reasons to `why`";
  }
}

TEST(Catalog, EveryRowSaysWhyAndShowsBothOrNone) {
  for (const CatalogRow& row : kCatalog) {
    EXPECT_FALSE(row.why.empty()) << row.id;
    EXPECT_EQ(row.bad.empty(), row.good.empty()) << row.id << ": a bad example has a good one";
    EXPECT_TRUE(row.bad.empty() || row.bad != row.good) << row.id;
  }
}

}  // namespace
}  // namespace cdp::diag
