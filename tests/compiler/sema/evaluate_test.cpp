// What expressions mean: arithmetic, units, conditions, functions, and what is wrong with the others.
#include "compiler/sema/evaluate.h"

#include <gtest/gtest.h>

#include "tests/compiler/sema/spec_support.h"

namespace cdp::sema {
namespace {

using test::Ids;
using test::ids_for;
using test::number_of;
using test::value_of;

Ids ids_of_value(const std::string& text) {
  return ids_for("let x = " + text + "\n");
}

std::optional<double> constant_of(const std::string& text) {
  const auto number = number_of(text);
  return number ? number->constant() : std::nullopt;
}

bool truth_of(const std::string& text) {
  const auto value = value_of(text);
  const bool* truth = value ? as<bool>(*value) : nullptr;
  if (!truth) ADD_FAILURE() << text << " is no truth value";
  return truth && *truth;
}

TEST(Evaluate, Calculates) {
  EXPECT_EQ(constant_of("1 + 2 * 3 ^ 2"), 19);
  EXPECT_EQ(constant_of("-2 ^ 2"), -4);
  EXPECT_EQ(constant_of("7 % 4 - 10 / 4"), 0.5);
  EXPECT_EQ(constant_of("1k + 1Ki + 5%"), 2024.05);
  EXPECT_EQ(constant_of("0.1 + 0.2"), 0.3);
  EXPECT_EQ(constant_of("sqrt(16) + round(2.4) + floor(2.9) + ceil(2.1) + log2(8)"), 14);
  EXPECT_EQ(constant_of("max(1, 3, 2) - min(4, 2)"), 1);
  EXPECT_EQ(constant_of("if 1 < 2 then 10 else 1 / 0"), 10);
}

TEST(Evaluate, ComparesAndCombinesTruth) {
  EXPECT_TRUE(truth_of("0.1 + 0.2 == 0.3 and not (1 > 2)"));
  EXPECT_TRUE(truth_of("1 <= 1 and 2 >= 1 and 1 != 2"));
  EXPECT_TRUE(truth_of("\"a\" == \"a\" and \"a\" != \"b\""));
  EXPECT_TRUE(truth_of("true or 1 / 0 > 1"));
  EXPECT_FALSE(truth_of("false and 1 / 0 > 1"));
  EXPECT_TRUE(truth_of("width - width == 0"));
}

TEST(Evaluate, KeepsSizesSymbolic) {
  EXPECT_EQ(number_of("4 * width / 2")->text(), "2 * width");
  EXPECT_EQ(number_of("sqrt(width) * sqrt(width)")->text(), "width");
}

TEST(Evaluate, TypesUnits) {
  const auto unit_of_value = [](const std::string& text) {
    const auto value = value_of(text);
    return value ? as<Quantity>(*value)->unit : Unit::kSteps;
  };
  EXPECT_EQ(unit_of_value("2 * 3 tok"), Unit::kTok);
  EXPECT_EQ(unit_of_value("3 tok - 1 tok"), Unit::kTok);
  EXPECT_EQ(unit_of_value("6 tok / 3 tok"), Unit::kNone);
  EXPECT_EQ(unit_of_value("max(6 seq, 3 seq)"), Unit::kSeq);
  EXPECT_EQ(unit_of_value("7 tok % 4"), Unit::kTok);
}

TEST(Evaluate, RefusesMixedUnits) {
  for (const std::string text : {"1 seq + 1 tok", "1 + 1 tok", "1 tok * 1 tok", "1 / 1 tok", "1 seq < 1 tok",
                                 "min(1 tok, 1)", "(2 tok) ^ 2", "1 tok % 1 seq"})
    EXPECT_EQ(ids_of_value(text), Ids{"E0210"}) << text;
  EXPECT_EQ(test::check("let x = 1 seq + 1 tok\n")->messages(),
            Ids{"units mixed: `seq` with `tok`; write both in the same unit"});
}

TEST(Evaluate, RefusesWhatIsNoNumber) {
  const std::map<std::string, std::string> wrong = {{"\"a\" * 2", "E0211"},
                                                    {"-\"a\"", "E0211"},
                                                    {"[1] + 1", "E0211"},
                                                    {"max(true)", "E0211"},
                                                    {"not 1", "E0212"},
                                                    {"1 and true", "E0212"},
                                                    {"true or 1", ""},
                                                    {"false or 1", "E0212"},
                                                    {"if 1 then 2 else 3", "E0212"},
                                                    {"1 == \"1\"", "E0213"},
                                                    {"true == \"1\"", "E0213"},
                                                    {"1 / 0", "E0214"},
                                                    {"1e308 * 10", "E0214"},
                                                    {"sqrt(-1)", "E0214"},
                                                    {"log2(0)", "E0214"},
                                                    {"1e308 * width * 10", "E0214"},
                                                    {"2 ^ width", "E0215"},
                                                    {"width > 1", "E0216"},
                                                    {"sqrt(4, 2)", "E0209"},
                                                    {"sqrt(x = 4)", "E0209"},
                                                    {"sqrt(4 tok)", "E0218"},
                                                    {"log2(4 seq)", "E0218"},
                                                    {"squareroot(4)", "E0208"},
                                                    {"a.b(4)", "E0208"},
                                                    {"1 % 0", "E0214"}};
  for (const auto& [text, id] : wrong) EXPECT_EQ(ids_of_value(text), id.empty() ? Ids{} : Ids{id}) << text;
}

TEST(Evaluate, FindsSeveralErrorsInOneExpression) {
  EXPECT_EQ(ids_of_value("(1 / 0) + (1 seq + 1 tok)"), (Ids{"E0214", "E0210"}));
}

TEST(Evaluate, FoldsChainsWithoutDescending) {
  std::string sum = "1";
  std::string product = "width";
  for (int i = 0; i < 900; ++i) sum += " + 1", product += " * 1";
  EXPECT_EQ(constant_of(sum), 901);
  EXPECT_EQ(number_of(product).value_or(Sym(0)).text(), "width");
}

TEST(Evaluate, EndsWhatDoublesInEveryLine) {
  std::string lists = "let l0 = [1, 1]\n";
  std::string sums = "let s0 = width + depth\n";
  std::string texts = "let m0 = max(width, depth)\n";
  for (int i = 1; i < 40; ++i) {
    const auto [n, p] = std::pair(std::to_string(i), std::to_string(i - 1));
    lists += "let l" + n + " = [l" + p + ", l" + p + "]\n";
    sums += "let s" + n + " = s" + p + " * s" + p + " + batch\n";
    texts += "let m" + n + " = max(m" + p + " + 1, m" + p + " + 2)\n";
  }
  for (const std::string& text : {lists, sums, texts}) EXPECT_EQ(ids_for(text), Ids{"E0241"});
}

TEST(Evaluate, WritesOperatorsAndPaths) {
  EXPECT_EQ(op_text(syntax::BinaryOp::kLe), "<=");
  EXPECT_EQ(op_text(syntax::BinaryOp::kOr), "or");
  EXPECT_EQ(path_text(syntax::Path{{{"embed", {}}, {"weight", {}}}}), "embed.weight");
}

}  // namespace
}  // namespace cdp::sema
