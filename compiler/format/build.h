// Words to trees: walks once over the words of a file without syntax errors and says what belongs together. The
// grammar is grammar/Cdp.g4. Inside compiler/format only.
#pragma once

#include <string_view>

#include "compiler/format/layout.h"

namespace cdp::format {

class Builder {
 public:
  explicit Builder(const Pieces& pieces) : pieces_(pieces) {}

  [[nodiscard]] bool at_end() { return skip_semicolons(), word().empty(); }
  /// The next statement of the file.
  [[nodiscard]] Entry statement();
  /// The comments at the file's end.
  [[nodiscard]] Comments rest() { return claim(); }

 private:
  using EntryBody = void (Builder::*)(Entry&);

  // Words.
  [[nodiscard]] std::string_view word(std::size_t ahead = 0) const;
  [[nodiscard]] bool at(std::string_view text) const { return word() == text; }
  [[nodiscard]] Comments claim();
  void next(Nodes& to, Gap gap);
  void next_joined(Nodes& to);
  void setter(Nodes& to);
  void skip_semicolons();

  // statements.cpp
  [[nodiscard]] Entry entry(EntryBody body);
  [[nodiscard]] Node block(EntryBody body);
  [[nodiscard]] Node own_block(EntryBody body);
  [[nodiscard]] Node marked_block(EntryBody body);
  void statement_body(Entry& to);
  void use(Nodes& to);
  void let(Nodes& to);
  void assertion(Nodes& to);
  void head(Nodes& to);
  void rules_head(Nodes& to);
  void adjustment(Entry& to);
  void search_entry(Entry& to);
  void module_item(Entry& to);
  void member(Nodes& to);
  void if_item(Nodes& to, EntryBody body);
  void forward(Nodes& to);
  void forward_statement(Entry& to);
  void rules_item(Entry& to);
  [[nodiscard]] bool selector(Nodes& to);
  void selector_path(Nodes& to);

  // expressions.cpp
  [[nodiscard]] Node expression() { return chain(0); }
  [[nodiscard]] Node chain(int level);
  void power(Nodes& to);
  void operand(Nodes& to);
  void conditional(Nodes& to);
  [[nodiscard]] Node brackets(std::string_view close);
  void argument(Nodes& to);
  void range(Nodes& to);
  void member_type(Nodes& to);

  const Pieces& pieces_;
  std::size_t position_ = 0;
  std::uint32_t claimed_ = 0;   // comments before this one have their place
  std::uint32_t own_docs_ = 0;  // the last semicolon or brace stood before this comment
  bool blank_ = false;          // a blank line before a skipped semicolon
};

[[nodiscard]] constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace cdp::format
