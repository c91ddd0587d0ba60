// Whole files: the example, the catalog's examples, and hostile input.
#include "compiler/syntax/parse.h"

#include <fstream>
#include <random>
#include <sstream>

#include "compiler/syntax/brackets.h"
#include "compiler/syntax/lex.h"
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

std::string example() {
  std::ifstream in(CDP_SOURCE_DIR "/examples/01_gpt.cdp");
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

/// More of the language than the example has.
const char* const kModules = R"(
use "blocks.cdp": Block
axis experts
/// Doc.
module Linear(in, out, bias = false) {
  weight: Tensor(out, in) @router = normal
  if bias { offset: Tensor(out) = zeros } else if not bias { x: Multiplier(1k) } else { let y = 2 }
  blocks: depth * Block(width, heads = width / head_dim)
  forward(x) = if bias then linear(x, weight) + offset else linear(x, weight)
}
rules complete_d_p(alpha = 1) extends mup(alpha) {
  requires { optimizer = adamw }
  let k = m_B / m_D
  @residual { value *= m_L^-alpha }
  blocks[0].*, **.norm@vector, blocks[2..-1], blocks.0.attn { lr *= m_L^(alpha - 1); 1 - beta1 *= k; beta2 ^= k }
}
assert [1, 2] == [1, 2] or "a" != "b" and 3% < 4Ki seq, "m"
)";

TEST(Parse, TheExampleIsWhatTheContractSays) {
  const std::string tree = tree_of(example());
  EXPECT_THAT(tree, testing::HasSubstr("use std.gpt\nuse std.complete_d_p\nmodel = Gpt(width, depth, vocab = 256, "
                                       "context = context)\nparameterization = complete_d_p(alpha = 1)\nreference\n"));
  EXPECT_THAT(tree, testing::HasSubstr("tune embed\n  lr *= 4\n  init_std = 1\ntune blocks.*.mlp\n"));
  EXPECT_THAT(tree,
              testing::HasSubstr("  duration = 1000000000 tok\nassert (== (% width 64) 0), \"heads are 64 wide\"\n"));
}

TEST(Parse, EmptyFilesAreFine) {
  EXPECT_EQ(tree_of(""), "");
  EXPECT_EQ(tree_of(" \n\t// nothing\n"), "");
  EXPECT_EQ(tree_of(";;;"), "");
}

TEST(Parse, SingleExpressionsAndSelectors) {
  SourceMap sources;
  diag::DiagnosticSink sink;
  EXPECT_EQ(parse_expression(sources, sources.add("--at", "1 +"), sink), nullptr);
  EXPECT_EQ(parse_expression(sources, sources.add("--at", ""), sink), nullptr);
  EXPECT_EQ(parse_expression(sources, sources.add("--at", "1 2"), sink), nullptr);
  EXPECT_EQ(parse_selector(sources, sources.add("path", "a..b"), sink), std::nullopt);
  EXPECT_EQ(parse_selector(sources, sources.add("path", ""), sink), std::nullopt);
  EXPECT_EQ(sink.error_count(), 5U);
  const auto found = parse_selector(sources, sources.add("path", "blocks.0.attn.q.weight"), sink);
  EXPECT_EQ(dump(found.value()), "blocks[0].attn.q.weight");
}

TEST(Parse, EveryExampleOfTheCatalogGivesItsCodeAndOnlyThat) {
  for (const diag::CatalogRow& row : diag::kCatalog) {
    if (!row.id.starts_with("E01") || row.bad.empty()) continue;
    EXPECT_EQ(codes_of(std::string(row.bad)), row.id);
    EXPECT_EQ(codes_of(std::string(row.good)), "") << row.id;
  }
}

TEST(Parse, TheCatalogsGoodExamplesOfLaterStagesParse) {
  for (const diag::CatalogRow& row : diag::kCatalog) {
    if (row.id.starts_with("E01")) continue;
    EXPECT_EQ(codes_of(std::string(row.good)), "") << row.id;
  }
}

TEST(Parse, TooManyFaultsAreCutShort) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "let = 1\n";
  const Parsed parsed(text);
  EXPECT_LE(parsed.sink.error_count(), 110U);
  EXPECT_EQ(parsed.sink.sorted().at(0).row->id, "E0133");
}

// ---- hostile input: nothing may crash, throw or hang; what is no spec must be reported ------------------------

TEST(ParseHostile, TheExampleCutAtEveryByte) {
  const std::string whole = example() + kModules;
  ASSERT_EQ(codes_of(whole), "");
  for (std::size_t length = 0; length < whole.size(); ++length) std::ignore = Parsed(whole.substr(0, length)).tree();
}

TEST(ParseHostile, TheExampleWithoutEachOfItsWords) {
  const std::string whole = example() + kModules;
  diag::DiagnosticSink sink;
  for (const Word& word : lex(whole, 0, sink).words) {
    const Parsed parsed(whole.substr(0, word.begin) + whole.substr(word.end));
    EXPECT_LE(parsed.sink.error_count(), 5U) << "without the word at " << word.begin;
    EXPECT_GE(parsed.file.statements.size(), 12U) << "without the word at " << word.begin;
  }
}

TEST(ParseHostile, TheExampleWithWordsDoubledAndSwapped) {
  const std::string whole = example() + kModules;
  diag::DiagnosticSink sink;
  const Words words = lex(whole, 0, sink).words;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string first = whole.substr(words[i].begin, words[i].end - words[i].begin);
    const std::string second = whole.substr(words[i + 1].begin, words[i + 1].end - words[i + 1].begin);
    std::string before = whole.substr(0, words[i].begin);
    std::string after = whole.substr(words[i + 1].end);
    std::ignore = Parsed(before + first + " " + first + " " + second + after).tree();
    std::ignore = Parsed(before + second + " " + first + after).tree();
  }
}

TEST(ParseHostile, RandomBytesAndRandomWords) {
  std::mt19937 random(20240607);
  const std::string whole = example() + kModules;
  diag::DiagnosticSink sink;
  const Words words = lex(whole, 0, sink).words;
  for (int round = 0; round < 500; ++round) {
    std::string bytes;
    std::string mixed;
    std::string flipped = whole;
    for (int i = 0; i < 200; ++i) {
      bytes += static_cast<char>(random() % (round % 2 == 0 ? 256 : 128));
      const Word& word = words[random() % words.size()];
      mixed += whole.substr(word.begin, word.end - word.begin) + (random() % 5 == 0 ? "\n" : " ");
      if (i < 3) flipped[random() % flipped.size()] = static_cast<char>(random() % 256);
    }
    for (const std::string& text : {bytes, mixed, flipped}) std::ignore = Parsed(text).tree();
  }
}

TEST(ParseHostile, LargeFilesOfEachKind) {
  constexpr std::size_t kBytes = 1'000'000;
  const auto filled = [](const std::string& piece) {
    std::string text;
    while (text.size() < kBytes) text += piece;
    return text;
  };
  EXPECT_EQ(codes_of(filled("let a = 1\n")), "");
  EXPECT_EQ(codes_of("base {" + filled("lr = 1;") + "}"), "");
  EXPECT_NE(codes_of(filled("}")), "");
  EXPECT_NE(codes_of(filled("base {\n")), "");
  EXPECT_NE(codes_of(filled("let ")), "");
  EXPECT_NE(codes_of(filled("a ")), "");
  EXPECT_NE(codes_of(filled("= ")), "");
  EXPECT_NE(codes_of("base {" + filled("lr = ;") + "}"), "");
  EXPECT_NE(codes_of("let a = " + filled("1 + ")), "");
  EXPECT_NE(codes_of("let a = f(" + filled("a ") + ")"), "");
  EXPECT_NE(codes_of("let a = f(" + filled("(1") + ")"), "");
  EXPECT_NE(codes_of("module A {" + filled("a: B(1\n") + "}"), "");
  EXPECT_NE(codes_of("tune " + filled("a, ") + "{}"), "");
}

}  // namespace
}  // namespace cdp::syntax
