// Every spec of the tree is in canonical form, those that fail included, as long as they parse.
#include "tests/compiler/format/format_support.h"

namespace cdp::format {
namespace {

TEST(Tree, IsFormatted) {
  std::size_t specs = 0;
  for (const auto& path : files_below({"examples", "stdlib", "tests", "bench"}, ".cdp")) {
    if (path.string().find("tests/fuzz/corpus") != std::string::npos) continue;
    SourceMap sources;
    diag::DiagnosticSink sink;
    const std::string text = text_of(path);
    const auto formatted = format(sources, sources.add(path.string(), text), sink);
    if (!formatted) continue;  // it does not parse, which is what it is there for
    EXPECT_EQ(text, *formatted) << "cdp fmt " << path.string();
    ++specs;
  }
  EXPECT_GT(specs, 20U);
}

/// What the catalog and the examples hold comes back with tree, words and comments, and stays as it is a second time.
TEST(Tree, FormattingKeepsEverything) {
  for (const auto& path : files_below({"examples", "stdlib", "tests"}, ".cdp"))
    if (!Source(text_of(path)).sink.has_errors()) std::ignore = checked(text_of(path));
  for (const diag::CatalogRow& row : diag::kCatalog)
    for (const std::string_view example : {row.bad, row.good})
      if (!Source(std::string(example)).sink.has_errors()) std::ignore = checked(std::string(example));
}

}  // namespace
}  // namespace cdp::format
