// Runs the generated parser over a range of words and says where it stopped. It never recovers by itself: what
// to say about a failure is messages.cpp's, how to go on is recover.cpp's. Inside compiler/syntax only.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "compiler/syntax/words.h"

namespace cdp::syntax {

/// One rule of the grammar that was being read when the parser stopped.
struct Frame {
  std::size_t rule;   // CdpParser::Rule...
  std::size_t start;  // index of its first word within the range
};

/// Where and in what the parser stopped.
struct Failure {
  std::size_t at = 0;         // index of the word within the range; its size where the words ran out
  std::vector<Frame> frames;  // innermost first
  antlr4::misc::IntervalSet expected;

  [[nodiscard]] std::size_t rule() const { return frames.front().rule; }
};

/// ANTLR's token stream over a range of words.
class WordStream final : public antlr4::TokenStream {
 public:
  WordStream() : end_(Word::kEnd, 0, 0, true) {}
  void open(std::span<Word> words);

  void consume() override { position_ += position_ < words_.size() ? 1U : 0U; }
  std::size_t LA(ssize_t ahead) override;
  antlr4::Token* LT(ssize_t ahead) override;
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return position_; }
  void seek(std::size_t index) override { position_ = index; }
  std::size_t size() override { return words_.size(); }
  std::string getSourceName() const override { return {}; }
  antlr4::Token* get(std::size_t index) const override { return &words_[index]; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string getText() override { return {}; }
  std::string getText(antlr4::RuleContext*) override { return {}; }
  std::string getText(antlr4::Token*, antlr4::Token*) override { return {}; }

  [[nodiscard]] std::size_t index_of(const antlr4::Token* token) const;

 private:
  std::span<Word> words_;
  std::size_t position_ = 0;
  Word end_;
};

/// Thrown through the generated parser when it fails; never leaves Engine.
struct Stopped {};

/// ANTLR's error strategy: note where it failed, and stop.
class StopAtFailure final : public antlr4::ANTLRErrorStrategy {
 public:
  explicit StopAtFailure(WordStream& words) : words_(words) {}

  void reset(antlr4::Parser*) override {}
  antlr4::Token* recoverInline(antlr4::Parser* parser) override;
  void recover(antlr4::Parser*, std::exception_ptr) override { throw Stopped{}; }
  void sync(antlr4::Parser*) override {}
  bool inErrorRecoveryMode(antlr4::Parser*) override { return false; }
  void reportMatch(antlr4::Parser*) override {}
  void reportError(antlr4::Parser* parser, const antlr4::RecognitionException& error) override;

  Failure failure;

 private:
  void capture(antlr4::Parser* parser, const antlr4::Token* found);

  WordStream& words_;
};

/// The generated parser, ready to be run again and again. Trees live until the next run.
class Engine {
 public:
  Engine();

  /// The rule's tree, or null with `failure()` set. SLL first, and where that fails full LL, which has rescued
  /// something only if it comes further. A rule may leave words over: `consumed()` tells.
  template <class Tree>
  Tree* run(std::span<Word> words, Tree* (CdpParser::*rule)()) {
    if (Tree* tree = attempt(words, rule, antlr4::atn::PredictionMode::SLL)) return tree;
    Failure first = std::move(strategy_->failure);
    Tree* tree = attempt(words, rule, antlr4::atn::PredictionMode::LL);
    if (tree != nullptr && consumed() > first.at) return tree;
    strategy_->failure = std::move(first);
    return nullptr;
  }
  [[nodiscard]] const Failure& failure() const { return strategy_->failure; }
  [[nodiscard]] std::size_t consumed() { return words_.index(); }

 private:
  template <class Tree>
  Tree* attempt(std::span<Word> words, Tree* (CdpParser::*rule)(), antlr4::atn::PredictionMode mode) {
    prepare(words, mode);
    try {
      return (parser_.*rule)();
    } catch (const Stopped&) {
      return nullptr;  // failure() tells
    }
  }
  void prepare(std::span<Word> words, antlr4::atn::PredictionMode mode);

  WordStream words_;
  CdpParser parser_;
  std::shared_ptr<StopAtFailure> strategy_;
};

}  // namespace cdp::syntax
