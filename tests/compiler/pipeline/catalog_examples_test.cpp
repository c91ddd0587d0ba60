// Every row of the catalog: its bad example gives its code and no other, its good example nothing.
#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "compiler/pipeline/linting.h"
#include "tests/compiler/pipeline/pipeline_support.h"
#include "tests/support/temp_folder.h"

namespace cdp::pipeline {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Each code once: a row is about the code, not about how often it is found.
std::set<std::string> set_of(const std::vector<std::string>& codes) {
  return {codes.begin(), codes.end()};
}

class CatalogRow : public ::testing::TestWithParam<diag::CatalogRow> {};

TEST_P(CatalogRow, ExamplesDoAsTheySay) {
  const diag::CatalogRow& row = GetParam();
  EXPECT_THAT(set_of(codes_of(std::string(row.bad))), ElementsAre(std::string(row.id))) << row.bad;
  EXPECT_THAT(codes_of(std::string(row.good)), IsEmpty()) << row.good;
}

std::vector<diag::CatalogRow> rows_with_examples() {
  std::vector<diag::CatalogRow> rows;
  for (const diag::CatalogRow& row : diag::kCatalog)
    if (!row.bad.empty()) rows.push_back(row);
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Catalog, CatalogRow, ::testing::ValuesIn(rows_with_examples()),
                         [](const auto& tested) { return std::string(tested.param.id); });

/// Rows whose fault no page could show: it takes several files, bytes that cannot be printed, or thousands of lines.
TEST(CatalogRows, WithoutExamplesAreTheseWhichAreTestedBelow) {
  std::vector<std::string> without;
  for (const diag::CatalogRow& row : diag::kCatalog)
    if (row.bad.empty() || row.good.empty()) without.emplace_back(row.id);
  EXPECT_THAT(without, ElementsAre("E0102", "E0116", "E0117", "E0133", "E0134", "E0135", "E0136", "E0207", "E0242",
                                   "E0248", "W0249", "E0251", "E0252", "E0253", "E0254", "E0256", "E0339", "E0436",
                                   "E0437", "E0473", "E0474", "W0475",
                                   // cdp.toml has its own: tests/compiler/config/read_test.cpp
                                   "E0901", "E0902", "E0903", "E0904", "E0905", "E0906", "E0907", "E0908"));
}

std::string repeated(std::string_view piece, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(CatalogRows, E0102) {
  EXPECT_THAT(codes_of(std::string("let a = 1 \0\n", 12)), ElementsAre("E0102"));
}

TEST(CatalogRows, E0254) {
  EXPECT_THAT(codes_of("use \"/dev/zero\"\n"), ElementsAre("E0254"));
}

TEST(CatalogRows, E0251) {
  const test::TempFolder folder;
  folder.write("in/a.cdp", "use \"../b.cdp\"\n");
  folder.write("b.cdp", "let one = 1\n");
  Files files = default_files();
  files.reach = {std::filesystem::canonical(folder.path() / "in").string()};
  const auto analysis = analyse(folder.file("in/a.cdp"), files);
  EXPECT_THAT(test::ids_of((*analysis)->sink.sorted()), ElementsAre("E0251"));
}

TEST(CatalogRows, E0252) {
  EXPECT_THAT(codes_of("let a = 1\rlet b = 2\r"), ElementsAre("E0252"));
}

TEST(CatalogRows, E0116) {
  EXPECT_THAT(codes_of("let a = " + repeated("(", 1000) + "1" + repeated(")", 1000) + "\n"), ElementsAre("E0116"));
}

TEST(CatalogRows, E0117) {
  EXPECT_THAT(codes_of("let a = 1" + repeated(" + 1", 5000) + "\n"), ElementsAre("E0117"));
}

TEST(CatalogRows, E0133) {
  EXPECT_THAT(codes_of(repeated("let = 1\n", 200)), ::testing::Contains("E0133"));
}

TEST(CatalogRows, E0242) {
  std::string chain;
  for (std::size_t i = 0; i < 20'000; ++i) chain += fmt::format("let a{} = a{}\n", i, i + 1);
  EXPECT_THAT(set_of(codes_of(chain + "let a20000 = 1\n")), ElementsAre("E0242"));
}

TEST(CatalogRows, E0134) {
  EXPECT_THAT(codes_of(repeated("let a = 1\n", 1'100'000)), ElementsAre("E0134"));
}

TEST(CatalogRows, E0135) {
  EXPECT_THAT(codes_of("let a = [" + repeated("1, ", 600'000) + "1]\nlet b = 1\n"), ElementsAre("E0135"));
}

TEST(CatalogRows, E0248) {
  EXPECT_THAT(set_of(codes_of(repeated("let a = b\n", 300))), ElementsAre("E0202", "E0248"));
}

TEST(CatalogRows, W0249) {
  // The compiler itself warns of nothing else; the linter's findings are counted alike.
  std::string lets;
  for (int i = 0; i < 300; ++i) lets += fmt::format("let unused{} = {}\n", i, i);
  const auto analysis = analysed(spec_with(lets));
  diag::DiagnosticSink findings;
  const lint::Rule* const alone[] = {lint::find_rule("unused-let")};
  lint(*analysis, alone, {}, "all", findings);
  EXPECT_THAT(set_of(test::ids_of(findings.sorted())), ElementsAre("W0249", "W4601"));
}

TEST(CatalogRows, E0339) {
  // Each module has two of the next kind: 2^17 in all.
  std::string modules = "use std.linear\nmodule M17(n) {\n  w: Tensor(n) = ones\n  forward(x) = w * x\n}\n";
  for (int i = 16; i >= 0; --i)
    modules += fmt::format("module M{0}(n) {{\n  a: M{1}(n)\n  b: M{1}(n)\n  forward(x) = a(b(x))\n}}\n", i, i + 1);
  const std::string toy =
      "module Toy(width, vocab) {\n  embed: Embedding(vocab, width)\n  deep: M0(width)\n  head: Unembedding(width, "
      "vocab)\n  forward(tokens) = head(deep(embed(tokens)))\n}\nmodel = Toy(width, 256)\n" CDP_RUN;
  EXPECT_THAT(codes_of(modules + toy), ElementsAre("E0339"));
}

TEST(CatalogRows, E0437) {
  const std::string tunes = repeated("tune blocks[i] { lr *= along(1.2, 0.8) }\n", 300);
  EXPECT_THAT(codes_of(spec_with(tunes + "target big { depth = 20000 }\n")), ElementsAre("E0437"));
}

TEST(CatalogRows, E0253) {
  std::string axes;
  std::string values;
  for (int i = 0; i < 1001; ++i) {
    axes += fmt::format("axis a{}\n", i);
    values += fmt::format("a{} = 2; ", i);
  }
  std::string text = axes + spec_with();
  text.insert(text.find("width = 128"), values);
  EXPECT_THAT(codes_of(text), ElementsAre("E0253"));
}

TEST(CatalogRows, E0473) {
  std::string deep;
  for (const char* name : {"a", "b", "c"}) deep += fmt::format("target {} {{ depth = 100k }}\n", name);
  EXPECT_THAT(codes_of(spec_with(deep)), ::testing::Contains("E0473"));
}

TEST(CatalogRows, E0474) {
  std::string text = repeated("assert width >= 1\n", 3000);
  for (int i = 0; i < 2000; ++i) text += fmt::format("target t{} {{ width = 128 }}\n", i);
  EXPECT_THAT(codes_of(spec_with(text)), ElementsAre("E0474"));
}

TEST(CatalogRows, W0475) {
  EXPECT_THAT(codes_of(spec_with("target big { depth = 10k }\n")), ElementsAre("W0475"));
}

TEST(CatalogRows, E0436) {
  std::string chain;
  for (int i = 0; i < 100; ++i)
    chain += fmt::format("rules r{}() extends r{}() {{ @all {{ lr *= m_B }} }}\n", i, i + 1);
  EXPECT_THAT(codes_of(chain + "rules r100() { @all { lr *= m_B } }\n"), ::testing::Contains("E0436"));
}

TEST(CatalogRows, E0207) {
  Files files = default_files();
  files.memory["a.cdp"] = "use \"b.cdp\"\nlet one = 1\n";
  files.memory["b.cdp"] = "use \"a.cdp\"\nlet two = 2\n";
  const auto circle = analyse("a.cdp", files);
  ASSERT_TRUE(circle);
  EXPECT_THAT(test::ids_of((*circle)->sink.sorted()), ElementsAre("E0207"));
  EXPECT_THAT(messages_of(**circle), ElementsAre(::testing::HasSubstr("a.cdp -> b.cdp -> a.cdp")));

  files.memory["b.cdp"] = "let two = 2\n";
  const auto straight = analyse("a.cdp", files);
  ASSERT_TRUE(straight);
  EXPECT_TRUE((*straight)->sink.empty());
}

}  // namespace
}  // namespace cdp::pipeline
