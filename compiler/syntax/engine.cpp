// The glue to ANTLR's runtime: token stream, error strategy, prediction modes.
#include "compiler/syntax/engine.h"

namespace cdp::syntax {

void WordStream::open(std::span<Word> words) {
  words_ = words;
  position_ = 0;
  const std::uint32_t end = words.empty() ? 0 : words.back().end;
  end_ = Word(Word::kEnd, end, end, true);
}

std::size_t WordStream::LA(ssize_t ahead) {
  const std::size_t place = position_ + static_cast<std::size_t>(ahead > 0 ? ahead - 1 : ahead);
  return place < words_.size() ? words_[place].type : Word::EOF;
}

antlr4::Token* WordStream::LT(ssize_t ahead) {
  if (ahead < 0 && position_ < static_cast<std::size_t>(-ahead)) return nullptr;
  const std::size_t place = position_ + static_cast<std::size_t>(ahead > 0 ? ahead - 1 : ahead);
  return place < words_.size() ? &words_[place] : &end_;
}

std::size_t WordStream::index_of(const antlr4::Token* token) const {
  if (token == &end_ || token == nullptr) return words_.size();
  return static_cast<std::size_t>(static_cast<const Word*>(token) - words_.data());
}

antlr4::Token* StopAtFailure::recoverInline(antlr4::Parser* parser) {
  capture(parser, parser->getCurrentToken());
  throw Stopped{};
}

void StopAtFailure::reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) {
  capture(parser, error.getOffendingToken());
}

void StopAtFailure::capture(antlr4::Parser* parser, const antlr4::Token* found) {
  failure.at = words_.index_of(found);
  failure.frames.clear();
  for (auto* rule = parser->getContext(); rule != nullptr;
       rule = static_cast<antlr4::ParserRuleContext*>(rule->parent)) {
    failure.frames.push_back({rule->getRuleIndex(), words_.index_of(rule->getStart())});
  }
  failure.expected = parser->getExpectedTokens();
}

Engine::Engine() : parser_(&words_), strategy_(std::make_shared<StopAtFailure>(words_)) {
  parser_.removeErrorListeners();
  parser_.setErrorHandler(strategy_);
  parser_.setBuildParseTree(false);
}

void Engine::prepare(std::span<Word> words, antlr4::atn::PredictionMode mode) {
  words_.open(words);
  parser_.reset();
  parser_.getTreeTracker().reset();
  parser_.getInterpreter<antlr4::atn::ParserATNSimulator>()->setPredictionMode(mode);
}

}  // namespace cdp::syntax
