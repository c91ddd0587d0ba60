// The glue to ANTLR: word stream, failures, running rules again.
#include "compiler/syntax/engine.h"

#include "compiler/syntax/lex.h"
#include "tests/compiler/syntax/syntax_support.h"

namespace cdp::syntax {
namespace {

Words words_of(std::string_view text) {
  diag::DiagnosticSink sink;
  return lex(text, 0, sink).words;
}

TEST(WordStream, LooksAheadAndBehindAndEnds) {
  Words words = words_of("let a");
  WordStream stream;
  stream.open(words);
  EXPECT_EQ(stream.LT(-1), nullptr);
  EXPECT_EQ(stream.LA(1), std::size_t{CdpParser::LET});
  EXPECT_EQ(stream.LA(2), std::size_t{CdpParser::NAME});
  EXPECT_EQ(stream.LA(3), antlr4::Token::EOF);
  stream.consume();
  EXPECT_EQ(stream.LT(-1), &words[0]);
  stream.consume();
  stream.consume();
  EXPECT_EQ(stream.index(), 2U);
  EXPECT_EQ(stream.LT(1)->getType(), antlr4::Token::EOF);
  EXPECT_EQ(stream.index_of(stream.LT(1)), 2U);
  EXPECT_EQ(stream.index_of(&words[1]), 1U);
}

TEST(Engine, RunsARuleAndLeavesTheRest) {
  Words words = words_of("let a = 1 + 2 let b = 3");
  Engine engine;
  auto* tree = engine.run(std::span<Word>(words), &CdpParser::statement);
  ASSERT_NE(tree, nullptr);
  EXPECT_EQ(engine.consumed(), 6U);
  EXPECT_EQ(tree->let_->value->operands.size(), 2U);
}

TEST(Engine, SaysWhereAndInWhatItStopped) {
  Words words = words_of("base { lr = ; }");
  Engine engine;
  EXPECT_EQ(engine.run(std::span<Word>(words), &CdpParser::statement), nullptr);
  const Failure& failure = engine.failure();
  EXPECT_EQ(failure.at, 4U);
  EXPECT_EQ(failure.rule(), std::size_t{CdpParser::RuleOperand});
  EXPECT_EQ(failure.frames.back().rule, std::size_t{CdpParser::RuleStatement});
  EXPECT_TRUE(failure.expected.contains(std::size_t{CdpParser::NUMBER}));
}

TEST(Engine, CanBeRunAgainAfterAFailure) {
  Words bad = words_of("let = 1");
  Words good = words_of("let a = 1");
  Engine engine;
  EXPECT_EQ(engine.run(std::span<Word>(bad), &CdpParser::statement), nullptr);
  EXPECT_NE(engine.run(std::span<Word>(good), &CdpParser::statement), nullptr);
  EXPECT_EQ(engine.run(std::span<Word>(), &CdpParser::statement), nullptr);
  EXPECT_EQ(engine.failure().at, 0U);
}

}  // namespace
}  // namespace cdp::syntax
