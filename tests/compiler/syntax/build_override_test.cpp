// Overrides of a command line: the statements they stand for, their places, and what is wrong with bad ones.
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

struct Read {
  SourceMap sources;
  diag::DiagnosticSink sink;
  std::vector<Statement> statements;

  explicit Read(std::string text) {
    statements = parse_overrides(sources, sources.add("--set", std::move(text)), sink);
  }
  /// `--set:1:5 E0121 message`
  std::vector<std::string> messages() const {
    std::vector<std::string> result;
    for (const diag::Diagnostic& diagnostic : sink.sorted())
      result.push_back(fmt::format("{} {} {}", sources.place(diagnostic.span), diagnostic.row->id, diagnostic.message));
    return result;
  }
};

/// The tree of the statement, without the place where it stands.
std::string tree_of_override(const std::string& text) {
  Read read(text);
  EXPECT_THAT(read.messages(), testing::IsEmpty()) << text;
  if (read.statements.size() != 1) return "not one statement";
  File file;
  file.statements = std::move(read.statements);
  return dump(file);
}

TEST(Overrides, StandForStatements) {
  const std::pair<const char*, const char*> forms[] = {
      {"base.lr=2e-3", "base { lr = 2e-3 }"},
      {"1 - base.beta2 = 0.05", "base { beta2 = 1 - 0.05 }"},
      {"training.seed = 2", "training { seed = 2 }"},
      {"training.schedule=cosine(warmup=2%)", "training { schedule = cosine(warmup = 2%) }"},
      {"@hidden.lr*=1.5", "tune @hidden { lr *= 1.5 }"},
      {"blocks.*.mlp.lr*=along(1,2)", "tune blocks.*.mlp { lr *= along(1, 2) }"},
      {"blocks[i].lr *= 1 + 0.1 * i", "tune blocks[i] { lr *= 1 + 0.1 * i }"},
      {"blocks.0.mlp.lr = 1", "tune blocks[0].mlp { lr = 1 }"},
      {"blocks.**@vector.weight_decay=0", "tune blocks.**@vector { weight_decay = 0 }"},
      {"@output not @readout.lr *= 2", "tune @output not @readout { lr *= 2 }"},
      {"embed, head.lr *= 2", "tune embed, head { lr *= 2 }"},
      {"1-@hidden.beta1*=2", "tune @hidden { 1 - beta1 *= 2 }"},
      {"1 - blocks.*.attn.beta2 = 0.1", "tune blocks.*.attn { 1 - beta2 = 0.1 }"},
      {"**.value = 2", "tune ** { value = 2 }"},
  };
  for (const auto& [text, statement] : forms) EXPECT_EQ(tree_of_override(text), tree_of(statement)) << text;
}

TEST(Overrides, AreOnesPerLineAndTheirPlaceIsTheWhole) {
  const Read read("base.lr=2e-3\n  1 - @hidden.beta1 *= 2  \n");
  ASSERT_EQ(read.statements.size(), 2U);
  const auto& setting = std::get<Base>(read.statements[0].node).settings.at(0);
  EXPECT_EQ(read.sources.text(setting.span), "base.lr=2e-3");
  const auto& tune = std::get<Tune>(read.statements[1].node);
  EXPECT_EQ(read.sources.text(tune.adjustments.at(0).span), "1 - @hidden.beta1 *= 2");
  EXPECT_EQ(read.sources.text(tune.selector.span), "@hidden");
  EXPECT_EQ(read.sources.place(tune.selector.span), "--set:2:7");
  const Read path("blocks.*.mlp.lr *= 2");
  const auto& selector = std::get<Tune>(path.statements.at(0).node).selector;
  EXPECT_EQ(path.sources.text(selector.span), "blocks.*.mlp") << "without the hyperparameter";
  EXPECT_EQ(path.sources.text(selector.alternatives.at(0).span), "blocks.*.mlp");
}

TEST(Overrides, BadOnesAreExplained) {
  const std::pair<const char*, const char*> faults[] = {
      {"lr=2", "--set:1:1 E0140"},
      {"@hidden=2", "--set:1:1 E0140"},
      {"blocks[0]=2", "--set:1:1 E0140"},
      {"embed.blocks[0] = 2", "--set:1:1 E0140"},
      {"base.lr *= 2", "--set:1:9 E0141 a value of `base` is set with `=`, found `*=`"},
      {"training.seed ^= 2", "--set:1:15 E0141"},
      {"2 - @hidden.beta1 *= 2", "--set:1:1 E0129"},
      {"2 - blocks.beta1 *= 2", "--set:1:1 E0129"},
      {"base = 2", "--set:1:6 E0121 expected `.` after `base`; found `=`"},
      {"base.lr", "--set:1:6 E0121 expected `=`, `*=`, `^=`, `<=` or `>=` after `lr`; found the end"},
      {"base.lr = ", "--set:1:9 E0120 expected a value after `=`; found the end"},
      {"base.lr = 2 3", "E0121"},
      {"@hidden.lr *= (2", "E01"},
      {"base.lr = 2 }", "E01"},
      {"tune embed { lr = 2 }", "E01"},
      {"base.lr == 2", "E01"},
      {"", ""},
  };
  for (const auto& [text, message] : faults) {
    const Read read(text);
    if (*message == '\0') {
      EXPECT_THAT(read.messages(), testing::IsEmpty()) << text;
    } else {
      EXPECT_THAT(read.messages(), testing::ElementsAre(testing::HasSubstr(message))) << text;
    }
    EXPECT_TRUE(read.sink.has_errors() || *text == '\0') << text;
  }
}

TEST(Overrides, AFaultInOneLeavesTheOthers) {
  const Read read("base.lr = \n@hidden.lr *= 2\nlr = 1\n");
  EXPECT_EQ(read.statements.size(), 1U);
  EXPECT_THAT(read.messages(),
              testing::ElementsAre(testing::StartsWith("--set:1:9 E0120"), testing::StartsWith("--set:3:1 E0140")));
}

TEST(Searches, AreEntriesWithRanges) {
  EXPECT_EQ(
      tree_of("search {\n  base.lr = 2^-12..2^-6\n  1 - base.beta2 = 0.001..0.2\n  @hidden.lr *= 1/8..8\n"
              "  blocks[i].mlp.lr *= along(1/4..4, 1, min(1, 2)..4)\n  1 - embed, head.beta1 *= min(1, 2)..2\n}\n"),
      "search\n  base.lr = (^ 2 (- 12))..(^ 2 (- 6))\n  1 - base.beta2 = 0.001..0.2\n"
      "  @hidden.lr *= (/ 1 8)..8\n  blocks[i].mlp.lr *= along((/ 1 4)..4, 1, min(1, 2)..4)\n"
      "  1 - embed, head.beta1 *= min(1, 2)..2\n");
  EXPECT_EQ(tree_of("search { }\n"), "search\n");
}

TEST(Searches, BadOnesAreExplained) {
  EXPECT_EQ(codes_of("search { lr = 1..2 }"), "E0140");
  EXPECT_EQ(codes_of("search { base.lr *= 1..2 }"), "E0141");
  EXPECT_EQ(codes_of("search { @hidden.lr = 1 }"), "E0142");
  EXPECT_EQ(codes_of("search { @hidden.lr = along(1, 2) }"), "E0142");
  EXPECT_EQ(codes_of("search { @hidden.lr = min(1..2, 2) }"), "E0142");
  EXPECT_EQ(codes_of("search { base.lr = along(1..2, 2) }"), "E0142");
  EXPECT_EQ(codes_of("search { training.seed = 1..2 }"), "E0143");
  EXPECT_EQ(codes_of("search { 2 - base.lr = 1..2 }"), "E0129");
  EXPECT_EQ(Parsed("search { @hidden.lr ^= 1..2 }").messages(),
            std::vector<std::string>{"1:21 E0121 expected `=` or `*=` after `lr`; found `^=`"});
  EXPECT_EQ(Parsed("search { base.lr = }").messages(),
            std::vector<std::string>{"1:20 E0120 expected a value after `=`; found `}`"});
  EXPECT_EQ(codes_of("search { base.lr 1..2; base.eps = 1..2; embed.lr = }"), "E0121 E0120") << "each by itself";
  EXPECT_EQ(codes_of("saerch { base.lr = 1..2 }"), "E0122");
}

TEST(Extends, IsAStatementOfItsOwn) {
  EXPECT_EQ(tree_of("extends \"gpt.cdp\"\nbase { lr = 1 }\n"), "extends \"gpt.cdp\"\nbase\n  lr = 1\n");
  EXPECT_EQ(tree_of("rules a() extends b() { }\n"), "rules a() extends b()\n");
  EXPECT_EQ(tree_of("rules a()\n  extends b() { }\n"), "rules a() extends b()\n");
  EXPECT_NE(codes_of("extends gpt\n"), "");
  EXPECT_NE(codes_of("extends\n"), "");
}

}  // namespace
}  // namespace cdp::syntax
