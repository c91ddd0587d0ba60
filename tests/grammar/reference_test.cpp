// grammar/REFERENCE.md: every block compiles, or gives the code it is marked with; its tables are those of the code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "compiler/base/text.h"
#include "compiler/model/tags.h"
#include "compiler/pipeline/stages.h"
#include "compiler/plan/effects.h"
#include "compiler/plan/limits.h"
#include "compiler/plan/operations.h"
#include "compiler/plan/optimizers.h"
#include "compiler/sema/hyperparameters.h"
#include "tests/support/golden.h"

namespace cdp {
namespace {

const std::string kPage = std::string(CDP_SOURCE_DIR) + "/grammar/REFERENCE.md";

/// A fenced block: the words after `cdp` on its first line, and its text.
struct Example {
  std::size_t line = 0;
  std::set<std::string> marks;
  std::string text;
};

std::string page_text() {
  std::ifstream in(kPage);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Example> examples() {
  std::vector<Example> out;
  std::istringstream in(page_text());
  std::string line;
  bool inside = false;
  for (std::size_t number = 1; std::getline(in, line); ++number) {
    if (!inside && line.starts_with("```cdp")) {
      std::istringstream words(line.substr(6));
      out.push_back({number, {std::istream_iterator<std::string>(words), {}}, ""});
      inside = true;
    } else if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      out.back().text += line + "\n";
    }
  }
  return out;
}

std::vector<std::string> codes_of(const std::string& text) {
  Files files = pipeline::default_files();
  files.memory["page.cdp"] = text;
  auto analysis = pipeline::analyse("page.cdp", files);
  EXPECT_TRUE(analysis);
  if ((*analysis)->reference) pipeline::check_targets(**analysis);
  std::set<std::string> codes;
  for (const auto& diagnostic : (*analysis)->sink.sorted()) codes.emplace(diagnostic.row->id);
  return {codes.begin(), codes.end()};
}

TEST(Reference, EveryBlockCompilesOrGivesItsCode) {
  const auto all = examples();
  ASSERT_GT(all.size(), 15U);
  const std::string shortest_spec = all.front().text;
  for (const Example& example : all) {
    std::vector<std::string> expected;
    for (const auto& mark : example.marks)
      if (mark != "continued") expected.push_back(mark);
    const std::string text = (example.marks.contains("continued") ? shortest_spec : "") + example.text;
    EXPECT_THAT(codes_of(text), ::testing::ContainerEq(expected)) << "grammar/REFERENCE.md:" << example.line;
  }
}

std::string hyperparameter_table() {
  std::string out = "| hyperparameter | of | range | meaning |\n|---|---|---|---|\n";
  for (const auto& row : sema::kHyperparameters) {
    const std::string range = std::isinf(row.least)   ? "finite"
                              : std::isinf(row.below) ? shortest(row.least) + " or more"
                                                      : shortest(row.least) + " to below " + shortest(row.below);
    out += "| `" + std::string(row.name) + "` | " + (row.owner == sema::HpOwner::kTensor ? "tensors" : "multipliers") +
           " | " + range + " | " + std::string(row.meaning) + " |\n";
  }
  return out;
}

std::string operation_table() {
  std::string out = "| operation | takes | constants | needs | result |\n|---|---|---|---|---|\n";
  for (const auto& operation : plan::operations()) {
    const std::string constants(operation.attribute_words);
    out += "| `" + std::string(operation.name) + "` | " + std::string(operation.argument_words) + " | " +
           (constants.empty() ? "" : "`" + constants + "`") + " | " + std::string(operation.condition_words) + " | " +
           std::string(operation.meaning) + " |\n";
  }
  return out;
}

std::string optimizer_table() {
  std::string out = "| optimizer | updates | hyperparameters | step |\n|---|---|---|---|\n";
  for (const auto& row : plan::kOptimizerRows) {
    const std::string updates = row.rest ? fmt::format("`@{}`; `{}` the others", row.tag, *row.rest) : "all";
    out += fmt::format("| `{}` | ", row.optimizer) + updates + " | `" + std::string(row.hyperparameters) + "` | " +
           std::string(row.meaning) + " |\n";
  }
  return out;
}

std::string effect_table() {
  std::string out = "| effect | what it does | the line |\n|---|---|---|\n";
  for (const plan::Effect effect : all_of<plan::Effect>())
    out += fmt::format("| `{}` | `{}` | {} |\n", effect, plan::row(effect).formula, plan::row(effect).meaning);
  return out;
}

std::string limit_table() {
  std::string out = "| at most | of |\n|---|---|\n";
  for (const auto& row : plan::kLimits) out += "| " + std::string(row.written) + " | " + std::string(row.what) + " |\n";
  return out;
}

std::string tag_table() {
  std::string out = "| tag | who | how |\n|---|---|---|\n";
  for (const auto& row : model::tag_table())
    out += "| `" + std::string(row.name) + "` | " + std::string(row.who) + " | " + std::string(row.how) + " |\n";
  return out;
}

TEST(Reference, TablesAreThoseOfTheCode) {
  const std::map<std::string, std::function<std::string()>> tables = {
      {"effects", effect_table},       {"hyperparameters", hyperparameter_table}, {"limits", limit_table},
      {"operations", operation_table}, {"optimizers", optimizer_table},           {"tags", tag_table}};
  std::string page = page_text();
  for (const auto& [name, make] : tables) {
    const std::string begin = "<!-- table: " + name + " -->\n";
    const auto at = page.find(begin);
    ASSERT_NE(at, std::string::npos) << name;
    const auto from = at + begin.size();
    const auto to = page.find("<!-- end -->", from);
    ASSERT_NE(to, std::string::npos) << name;
    page.replace(from, to - from, make());
  }
  EXPECT_TRUE(test::matches_golden(kPage, page));
}

}  // namespace
}  // namespace cdp
