// The words (tokens) of a file as the parser sees them: flat, one small object each, with byte offsets.
// Inside compiler/syntax only: these are ANTLR's tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "CdpParser.h"
#include "compiler/base/source.h"
#include "compiler/syntax/comments.h"

namespace cdp::syntax {

using grammar::CdpParser;

/// Faults of one file after these are left for the next run; E0133 says so.
inline constexpr std::size_t kMaxReports = 100;

/// One word. `type` is the grammar's; the text is the source's [begin, end).
class Word final : public antlr4::Token {
 public:
  Word(std::size_t type_, std::uint32_t begin_, std::uint32_t end_, bool first_on_line_)
      : begin(begin_), end(end_), type(static_cast<std::uint16_t>(type_)), first_on_line(first_on_line_) {}

  std::string getText() const override { return {}; }
  std::size_t getType() const override { return type == kEnd ? Token::EOF : type; }
  std::size_t getLine() const override { return 0; }
  std::size_t getCharPositionInLine() const override { return 0; }
  std::size_t getChannel() const override { return 0; }
  std::size_t getTokenIndex() const override { return begin; }
  std::size_t getStartIndex() const override { return begin; }
  std::size_t getStopIndex() const override { return end; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

  static constexpr std::uint16_t kEnd = 0;  // no type of the grammar is 0

  std::uint32_t begin;
  std::uint32_t end;
  std::uint16_t type;
  bool first_on_line;
  /// Put in or recovered by us after a report, so that faults around it are not reported again.
  bool recovered = false;
};

using Words = std::vector<Word>;

/// Whether the word begins a statement wherever it stands outside of blocks.
[[nodiscard]] constexpr bool is_statement_keyword(std::size_t type) {
  return type == CdpParser::USE || type == CdpParser::LET || type == CdpParser::AXIS || type == CdpParser::MODULE ||
         type == CdpParser::RULES || type == CdpParser::MODEL || type == CdpParser::PARAMETERIZATION ||
         type == CdpParser::REFERENCE || type == CdpParser::BASE || type == CdpParser::TUNE ||
         type == CdpParser::TRAINING || type == CdpParser::TARGET || type == CdpParser::SEARCH ||
         type == CdpParser::ASSERT;
}

/// Whether the word is reserved: a keyword that cannot be a name.
[[nodiscard]] constexpr bool is_reserved(std::size_t type) {
  return type >= CdpParser::USE && type <= CdpParser::FALSE;
}

[[nodiscard]] constexpr bool is_opener(std::size_t type) {
  return type == CdpParser::LBRACE || type == CdpParser::LPAREN || type == CdpParser::LBRACK;
}

[[nodiscard]] constexpr bool is_closer(std::size_t type) {
  return type == CdpParser::RBRACE || type == CdpParser::RPAREN || type == CdpParser::RBRACK;
}

/// Whether the word sets a value: `=`, `*=`, `^=`.
[[nodiscard]] constexpr bool is_setter(std::size_t type) {
  return type == CdpParser::SET || type == CdpParser::TIMES_SET || type == CdpParser::POWER_SET;
}

/// Whether an expression cannot end with this word, so that what follows belongs to it.
[[nodiscard]] constexpr bool wants_more(std::size_t type) {
  return is_setter(type) || type == CdpParser::COMMA || type == CdpParser::DOT || type == CdpParser::DOT_DOT ||
         type == CdpParser::COLON || type == CdpParser::AT || type == CdpParser::LPAREN || type == CdpParser::LBRACK ||
         (type >= CdpParser::PLUS && type <= CdpParser::GREATER_EQUAL) ||
         (is_reserved(type) && type != CdpParser::TRUE && type != CdpParser::FALSE);
}

}  // namespace cdp::syntax
