// The table of csv.cpp: every value of the plan, read back by RFC 4180's rules.
#include <gmock/gmock.h>

#include <map>

#include "compiler/base/text.h"
#include "tests/compiler/export/export_support.h"
#include "tests/support/golden.h"

namespace cdp::exporting {
namespace {

using ::testing::ElementsAre;

using Row = std::map<std::string, std::string>;

/// A reader of RFC 4180: CRLF ends a record, quotes double inside quotes.
std::vector<std::vector<std::string>> records(const std::string& text) {
  std::vector<std::vector<std::string>> all(1, std::vector<std::string>(1));
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& cell = all.back().back();
    if (inside && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
      cell += '"';
      ++i;
    } else if (c == '"') {
      inside = !inside;
    } else if (!inside && c == ',') {
      all.back().emplace_back();
    } else if (!inside && text.compare(i, 2, "\r\n") == 0) {
      all.emplace_back(1);
      ++i;
    } else {
      cell += c;
    }
  }
  all.pop_back();  // what follows the last CRLF
  return all;
}

std::vector<Row> rows(const std::string& text) {
  const auto all = records(text);
  std::vector<Row> out;
  for (std::size_t i = 1; i < all.size(); ++i) {
    EXPECT_EQ(all[i].size(), all[0].size()) << "record " << i;
    Row& row = out.emplace_back();
    for (std::size_t c = 0; c < all[i].size(); ++c) row[all[0][c]] = all[i][c];
  }
  return out;
}

/// The value of a row of the kind `plan`.
std::string plan_value(const std::vector<Row>& rows, const std::string& name) {
  for (const Row& row : rows)
    if (row.at("kind") == "plan" && row.at("name") == name) return row.at("value");
  return "there is no " + name;
}

TEST(Csv, NamesAreNoFormulas) {
  plan::Plan plan = example("01_gpt.reference");
  plan.spec.path = "=HYPERLINK(\"evil\").cdp";
  plan.tensors[0].name = "+1+cmd|' /C calc'!A0";
  plan.tensors[1].name = "@sum";
  plan.tensors[2].name = " \t\x1b\u3000\u200b=x";
  plan.tensors[3].name = "-x";
  plan.tensors[4].tags = {"\uFF1Dx"};
  plan.training.seed = -1;
  const auto cells = rows(exported(export_csv, plan));
  EXPECT_EQ(cells[0].at("name"), "'+1+cmd|' /C calc'!A0");
  EXPECT_EQ(cells[1].at("name"), "'@sum");
  EXPECT_EQ(cells[2].at("name"), "' \uFFFD\uFFFD\u3000\u200b=x");
  EXPECT_EQ(cells[3].at("name"), "'-x");
  EXPECT_EQ(cells[4].at("tags"), "'\uFF1Dx");
  EXPECT_EQ(plan_value(cells, "spec.path"), "'=HYPERLINK(\"evil\").cdp");
  EXPECT_EQ(plan_value(cells, "training.seed"), "-1") << "numbers are numbers";
}

TEST(Csv, NothingInItSteersATerminal) {
  plan::Plan plan = example("01_gpt.big");
  const std::string evil = "x\x1b[2J\a\r\n\u202Ey";
  plan.target = plan.spec.path = plan.parameterization.name = evil;
  plan.parameterization.arguments = {{evil, evil}};
  plan.tensors[0].name = plan.multipliers[0].name = evil;
  plan.tensors[1].tags = {evil};
  const std::string text = exported(export_csv, plan);
  EXPECT_EQ(text.find_first_of("\x1b\a"), std::string::npos);
  EXPECT_EQ(text.find("\u202E"), std::string::npos);
  const auto cells = rows(text);
  const std::string harmless = "x\uFFFD[2J\uFFFD\uFFFD\uFFFD\uFFFDy";
  EXPECT_EQ(cells[0].at("name"), harmless);
  EXPECT_EQ(cells[1].at("tags"), harmless);
  EXPECT_EQ(plan_value(cells, "target"), harmless);
  EXPECT_EQ(plan_value(cells, "parameterization.arguments." + harmless), harmless);
}

TEST(Csv, IsAsShown) {
  EXPECT_TRUE(test::matches_golden(CDP_SOURCE_DIR "/tests/export/golden/plan.csv",
                                   exported(export_csv, example("01_gpt.reference"))));
}

TEST(Csv, HasAColumnForEachFieldOfATensor) {
  const std::string text = exported(export_csv, example("01_gpt.big"));
  EXPECT_THAT(records(text).front(),
              ElementsAre("kind", "name", "shape", "reference_shape", "tags", "init.distribution", "init.std",
                          "optimizer", "lr", "beta1", "beta2", "eps", "weight_decay", "value"));
}

TEST(Csv, HoldsEveryTensorExactly) {
  const plan::Plan plan = example("01_gpt.big");
  const auto all = rows(exported(export_csv, plan));
  ASSERT_GT(all.size(), plan.tensors.size() + plan.multipliers.size());
  for (std::size_t i = 0; i < plan.tensors.size(); ++i) {
    const plan::Tensor& tensor = plan.tensors[i];
    EXPECT_EQ(all[i].at("kind"), "tensor");
    EXPECT_EQ(all[i].at("name"), tensor.name);
    EXPECT_EQ(all[i].at("lr"), shortest(tensor.lr));
    EXPECT_EQ(all[i].at("eps"), shortest(*tensor.eps));
    EXPECT_EQ(all[i].at("weight_decay"), shortest(tensor.weight_decay));
    EXPECT_EQ(all[i].at("init.std"), tensor.init.std ? shortest(*tensor.init.std) : "");
    EXPECT_EQ(all[i].at("optimizer"), "adamw");
    EXPECT_EQ(all[i].at("value"), "");
  }
  EXPECT_EQ(all[2].at("shape"), "1024x1024");
  EXPECT_EQ(all[2].at("tags"), "block hidden");
}

TEST(Csv, HoldsMultipliersAndTheRun) {
  const plan::Plan plan = example("01_gpt.big");
  const auto all = rows(exported(export_csv, plan));
  for (std::size_t i = 0; i < plan.multipliers.size(); ++i) {
    const Row& row = all[plan.tensors.size() + i];
    EXPECT_EQ(row.at("kind"), "multiplier");
    EXPECT_EQ(row.at("name"), plan.multipliers[i].name);
    EXPECT_EQ(row.at("value"), shortest(plan.multipliers[i].value));
  }
  EXPECT_EQ(plan_value(all, "target"), "big");
  EXPECT_EQ(plan_value(all, "parameterization.arguments.alpha"), "1");
  EXPECT_EQ(plan_value(all, "scale.width.ratio"), "8");
  EXPECT_EQ(plan_value(all, "conventions.weight_decay"), "coupled");
  EXPECT_EQ(plan_value(all, "training.schedule.warmup_steps"), "305");
  EXPECT_EQ(plan_value(all, "training.grad_clip"), "1");
}

TEST(Csv, SaysWhichOptimizerUpdatesWhat) {
  const plan::Plan plan = example("12_muon.wide");
  const auto all = rows(exported(export_csv, plan));
  for (std::size_t i = 0; i < plan.tensors.size(); ++i)
    EXPECT_EQ(all[i].at("optimizer"), word(*plan.tensors[i].optimizer));
}

TEST(Csv, QuotesWhatNeedsIt) {
  plan::Plan plan = example("01_gpt.big");
  plan.spec.path = "a \"b\", c.cdp";
  const std::string text = exported(export_csv, plan);
  EXPECT_NE(text.find("spec.path,,,,,,,,,,,,\"a \"\"b\"\", c.cdp\"\r\n"), std::string::npos);
  EXPECT_EQ(plan_value(rows(text), "spec.path"), plan.spec.path);
}

TEST(Csv, StopsWhereNoMoreIsWanted) {
  const plan::Plan plan = example("01_gpt.big");
  const auto made = export_csv({plan, ""});
  int pieces = 0;
  made->files.front().write([&pieces](std::string_view) { return ++pieces < 3; });
  EXPECT_EQ(pieces, 3);
}

}  // namespace
}  // namespace cdp::exporting
