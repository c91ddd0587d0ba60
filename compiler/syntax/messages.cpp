// The order of the questions matters: the likeliest slip first, what the grammar expected last.
#include "compiler/syntax/messages.h"

#include <algorithm>
#include <array>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/syntax/foreign_keys.h"

namespace cdp::syntax {

namespace {

using diag::Code;

constexpr std::array kUnitNeighbours = {CdpParser::RBRACE, CdpParser::SEMICOLON, CdpParser::COMMA, CdpParser::RPAREN};

std::string_view form_of_entry(std::size_t rule) {
  switch (rule) {
    case CdpParser::RuleSettings:
      return "`name = value`";
    case CdpParser::RuleAdjustments:
      return "`name = value` or `name *= factor`";
    case CdpParser::RuleSearchBody:
      return "`base.lr = low..high` or `SELECTOR.lr *= low..high`";
    case CdpParser::RuleModuleBody:
      return "a member such as `name: Type(...)`, `let`, `if`, `assert` or `forward`";
    case CdpParser::RuleForwardBody:
      return "`name = value` or `return value`";
    case CdpParser::RuleRulesBody:
      return "a selector with its rules in braces, `let`, `if`, `assert` or `requires`";
    default:
      return {};
  }
}

bool is_operator(std::size_t type) {
  return (type >= CdpParser::PLUS && type <= CdpParser::GREATER_EQUAL) || type == CdpParser::AND ||
         type == CdpParser::OR;
}

bool begins_value(std::size_t type) {
  constexpr std::array kBeginners = {CdpParser::NAME,   CdpParser::NUMBER, CdpParser::STRING, CdpParser::LPAREN,
                                     CdpParser::LBRACK, CdpParser::TRUE,   CdpParser::FALSE,  CdpParser::MINUS,
                                     CdpParser::NOT,    CdpParser::IF};
  return std::any_of(kBeginners.begin(), kBeginners.end(), [&](auto beginner) { return type == beginner; });
}

/// "`}`", "the end of the file"
std::string shown_word(const Place& place, std::size_t index) {
  if (index >= place.words.size())
    return place.alone ? "the end" : place.at_file_end ? "the end of the file" : "the next statement";
  constexpr std::size_t kLongest = 40;
  const Word& word = place.words[index];
  if (word.begin == word.end) return "the end";  // a brace that stands for the end of `--at`
  const std::string_view text = place.text.substr(word.begin, word.end - word.begin);
  return text.size() > kLongest ? fmt::format("`{}...`", text.substr(0, kLongest)) : fmt::format("`{}`", text);
}

class Explainer {
 public:
  Explainer(const Place& place, const Failure& failure, diag::DiagnosticSink& sink)
      : place_(place),
        words_(place.words),
        failure_(failure),
        sink_(sink),
        entry_(entry_around(words_, failure)),
        expected_(failure.expected) {
    widen();
    narrow();
  }

  Advice run() {
    if (echo()) return {Change::kRemove, entry_};
    if (const auto advice = likely_slip()) return *advice;
    if (expects(CdpParser::NUMBER) && expects(CdpParser::LPAREN)) return missing_value(at());
    if (type_at(at()) == CdpParser::RBRACE || !found_closes()) {
      if (const auto form = form_of_entry(failure_.rule()); !form.empty() && at() > start()) return wrong_entry(form);
    }
    return wrong_word();
  }

 private:
  std::size_t at() const { return failure_.at; }
  std::size_t start() const { return failure_.frames.front().start; }
  bool expects(std::size_t type) const { return expected_.contains(type); }
  std::uint16_t type_at(std::size_t index) const { return index < words_.size() ? words_[index].type : Word::kEnd; }
  bool new_line_at(std::size_t index) const { return index >= words_.size() || words_[index].first_on_line; }
  bool found_closes() const { return is_closer(type_at(at())); }

  /// After `(`, `[` or `,` the parser only knows that the list could end; people want to hear what it could hold.
  void widen() {
    const std::size_t rule = failure_.rule();
    const std::uint16_t before = at() > 0 ? type_at(at() - 1) : Word::kEnd;
    if (before != CdpParser::LPAREN && before != CdpParser::LBRACK && before != CdpParser::COMMA) return;
    if (!expects(CdpParser::RPAREN) && !expects(CdpParser::RBRACK)) return;
    if (before == CdpParser::COMMA) expected_.remove(std::size_t{CdpParser::COMMA});
    if (rule == CdpParser::RuleArguments || rule == CdpParser::RuleOperand) {
      expected_.add(CdpParser::NUMBER);
      expected_.add(CdpParser::LPAREN);
    }
    expected_.add(CdpParser::NAME);
  }

  /// Bounds belong to rule sets; there, who writes `<` or `>` hears of them.
  void narrow() {
    if (failure_.rule() != CdpParser::RuleAdjustment) return;
    const auto is_rules = [](const auto& frame) { return frame.rule == CdpParser::RuleRulesBody; };
    const bool compared = type_at(at()) == CdpParser::LESS || type_at(at()) == CdpParser::GREATER;
    if (compared && std::any_of(failure_.frames.begin(), failure_.frames.end(), is_rules)) return;
    expected_.remove(std::size_t{CdpParser::LESS_EQUAL});
    expected_.remove(std::size_t{CdpParser::GREATER_EQUAL});
  }

  std::string_view text_of(std::size_t index) const {
    return place_.text.substr(words_[index].begin, words_[index].end - words_[index].begin);
  }
  Span span_of(std::size_t index) const { return {place_.file, words_[index].begin, words_[index].end}; }

  std::string shown(std::size_t index) const { return shown_word(place_, index); }

  /// The found word; where that is on a later line or there is none, the word before it.
  Span where(std::size_t index) const {
    if (words_.empty()) return {place_.file, 0, 0};
    return index > 0 && new_line_at(index) ? span_of(index - 1) : span_of(std::min(index, words_.size() - 1));
  }

  /// Something in the entry was reported and recovered before. In a statement's head only what was read counts.
  bool echo() const {
    const bool comma = at() > 0 && type_at(at() - 1) == CdpParser::COMMA;
    if (comma && words_[at() - 1].begin == words_[at() - 1].end) return true;  // one that we put in, which did not help
    const std::size_t read = at() + 1;
    const std::size_t end = std::min(in_head(failure_) ? read : std::max(entry_.end, read), words_.size());
    return std::any_of(words_.begin() + static_cast<std::ptrdiff_t>(entry_.begin),
                       words_.begin() + static_cast<std::ptrdiff_t>(end),
                       [](const Word& word) { return word.recovered; });
  }

  /// Whether the failure stands between the condition of an `if` item and its block.
  bool before_branch() const {
    if (failure_.frames.size() < 2) return false;
    const std::size_t inside = failure_.frames[1].rule;
    return (failure_.rule() == CdpParser::RuleModuleBody && inside == CdpParser::RuleIfItem) ||
           (failure_.rule() == CdpParser::RuleRulesBody && inside == CdpParser::RuleRulesIf);
  }

  std::optional<Advice> likely_slip() {
    if (const auto advice = unknown_unit()) return advice;
    if (const auto advice = value_left_out()) return advice;
    if (is_operator(type_at(at())) && at() > 0 && !wants_more(type_at(at() - 1)) && !begins_value(type_at(at() + 1))) {
      return missing_value(at() + 1);
    }
    if (const auto advice = reserved_name()) return advice;
    const std::uint16_t found = type_at(at());
    const bool condition = expects(CdpParser::THEN) || before_branch();
    if (found == CdpParser::SET && condition) {
      sink_.report<Code::E0126>(span_of(at())).fix(span_of(at()), "==");
      return Advice{Change::kRetype, {at(), at() + 1}, CdpParser::EQUAL};
    }
    if (failure_.rule() == CdpParser::RuleOperand && expects(CdpParser::ELSE)) {
      sink_.report<Code::E0127>(span_of(start()));
      return Advice{Change::kRemove, entry_};
    }
    return std::nullopt;
  }

  /// `batch = 32 sequences`: read as the number and the next entry's name, or stopped at the name.
  std::optional<Advice> unknown_unit() {
    std::size_t unit = at();
    const bool ends = new_line_at(at()) ||
                      std::find(kUnitNeighbours.begin(), kUnitNeighbours.end(), type_at(at())) != kUnitNeighbours.end();
    if (expects(CdpParser::SET) && ends && unit > 0) --unit;
    if (unit == 0 || type_at(unit) != CdpParser::NAME || new_line_at(unit)) return std::nullopt;
    if (type_at(unit - 1) != CdpParser::NUMBER) return std::nullopt;
    sink_.report<Code::E0111>(span_of(unit), text_of(unit));
    return Advice{Change::kRetype, {unit, unit + 1}, CdpParser::UNIT};
  }

  /// `lr = <new line> beta1 = 0.9`: the name of the next line was read as the value.
  std::optional<Advice> value_left_out() {
    const std::uint16_t found = type_at(at());
    if (at() < 2 || !(is_setter(found) || found == CdpParser::COLON)) return std::nullopt;
    const std::size_t name = at() - 1;
    if (type_at(name) != CdpParser::NAME || !new_line_at(name) || !wants_more(type_at(name - 1))) return std::nullopt;
    std::size_t begin = name - 1;
    while (begin > 0 && !words_[begin].first_on_line && type_at(begin - 1) != CdpParser::LBRACE &&
           type_at(begin - 1) != CdpParser::SEMICOLON) {
      --begin;
    }
    sink_.report<Code::E0120>(span_of(name - 1), text_of(name - 1), shown(name));
    return Advice{Change::kRemove, {begin, name}};
  }

  std::optional<Advice> reserved_name() {
    const std::uint16_t found = type_at(at());
    const bool unit = found == CdpParser::UNIT;
    if (!unit && !is_reserved(found)) return std::nullopt;
    const std::uint16_t next = type_at(at() + 1);
    const bool as_name = is_setter(next) || next == CdpParser::COLON;
    const bool wanted = expects(CdpParser::NAME) || (as_name && !form_of_entry(failure_.rule()).empty());
    const bool glue =
        found == CdpParser::THEN || found == CdpParser::ELSE || found == CdpParser::AND || found == CdpParser::OR;
    if (!wanted || (glue && !as_name)) return std::nullopt;
    if (expects(CdpParser::LPAREN) && new_line_at(at())) return std::nullopt;  // a value is missing before it
    if (unit) {
      sink_.report<Code::E0119>(span_of(at()), text_of(at()));
    } else {
      sink_.report<Code::E0118>(span_of(at()), text_of(at()));
    }
    return Advice{Change::kRetype, {at(), at() + 1}, CdpParser::NAME};
  }

  Advice missing_value(std::size_t index) {
    if (index == 0) {
      sink_.report<Code::E0136>(where(index), "a value", shown(index));
    } else {
      sink_.report<Code::E0120>(where(index), text_of(index - 1), shown(index));
    }
    return {Change::kRemove, entry_};
  }

  Advice wrong_entry(std::string_view form) {
    const Span place = at() < words_.size() ? span_of(at()) : where(at());
    sink_.report<Code::E0124>(place, shown(at()), form);
    return {Change::kRemove, entry_};
  }

  Advice wrong_word() {
    const std::uint16_t found = type_at(at());
    const std::string_view before = at() > 0 ? text_of(at() - 1) : std::string_view();
    if (before.empty()) {
      sink_.report<Code::E0136>(where(at()), describe(expected_), shown(at()));
    } else if (found == CdpParser::SEMICOLON) {
      auto report = sink_.report<Code::E0137>(where(at()), describe(expected_), before);
      if (!expects(CdpParser::COMMA)) return {Change::kRemove, entry_};
      report.fix(span_of(at()), ",");
      return {Change::kRetype, {at(), at() + 1}, CdpParser::COMMA};
    } else {
      sink_.report<Code::E0121>(where(at()), describe(expected_), before, shown(at()));
    }
    const bool value = found == CdpParser::NAME || found == CdpParser::NUMBER || found == CdpParser::STRING;
    if (expects(CdpParser::COMMA) && value && failure_.rule() != CdpParser::RuleSelector) {
      return {Change::kInsertComma, {at(), at()}};
    }
    return {Change::kRemove, entry_};
  }

  const Place& place_;
  std::span<const Word> words_;
  const Failure& failure_;
  diag::DiagnosticSink& sink_;
  Range entry_;
  antlr4::misc::IntervalSet expected_;
};

std::string name_of(std::size_t type) {
  if (type == CdpParser::NAME) return "a name";
  if (type == CdpParser::NUMBER) return "a number";
  if (type == CdpParser::STRING) return "a string in double quotes";
  if (type == antlr4::Token::EOF) return "the end";
  static const antlr4::dfa::Vocabulary vocabulary = CdpParser(nullptr).getVocabulary();
  const std::string literal = vocabulary.getLiteralName(type);
  return literal.size() < 2 ? std::string() : '`' + literal.substr(1, literal.size() - 2) + '`';
}

/// What other languages call it.
constexpr std::pair<std::string_view, std::string_view> kForeign[] = {
    {"import", "use"}, {"from", "use"},     {"include", "use"},     {"require", "use"},
    {"def", "module"}, {"class", "module"}, {"fn", "module"},       {"struct", "module"},
    {"const", "let"},  {"var", "let"},      {"val", "let"},         {"param", "tune"},
    {"set", "tune"},   {"check", "assert"}, {"config", "training"}, {"sweep", "search"},
};

/// The statement keyword nearest to a word, of those that the word after it can follow.
std::string meant_statement(std::string_view word, std::uint16_t next) {
  for (const auto& [foreign, own] : kForeign)
    if (word == foreign) return fmt::format("; did you mean `{}`?", own);
  if (const ForeignKey* key = find_foreign_key(word)) return fmt::format("; {}", key->advice);
  static const std::vector<std::string> before_set = {"model", "parameterization"};
  static const std::vector<std::string> before_block = {"reference", "base", "training", "search"};
  static const std::vector<std::string> before_name = {"use",   "let",  "axis",   "module",
                                                       "rules", "tune", "target", "assert"};
  if (next == CdpParser::SET) return did_you_mean(word, before_set);
  return did_you_mean(word, next == CdpParser::LBRACE ? before_block : before_name);
}

}  // namespace

std::string describe(const antlr4::misc::IntervalSet& expected) {
  const auto has = [&](std::size_t type) { return expected.contains(type); };
  const bool value = has(CdpParser::NUMBER) && has(CdpParser::LPAREN);
  const bool selector = !value && has(CdpParser::DOUBLE_STAR);
  const bool after_value = has(CdpParser::PLUS);
  std::vector<std::string> words;
  if (has(CdpParser::COMMA)) words.emplace_back("`,`");
  if (value) words.emplace_back("a value");
  if (selector) words.emplace_back("a selector such as `blocks.*.mlp` or `@hidden`");
  for (const ssize_t element : expected.toList()) {
    const auto type = static_cast<std::size_t>(element);
    const bool part_of_value = value && begins_value(type);
    const bool part_of_selector =
        selector && (type == CdpParser::NAME || type == CdpParser::NUMBER || type == CdpParser::STAR ||
                     type == CdpParser::DOUBLE_STAR || type == CdpParser::AT);
    const bool tail = after_value && (is_operator(type) || type == CdpParser::DOT || type == CdpParser::LPAREN ||
                                      type == CdpParser::UNIT);
    if (part_of_value || part_of_selector || tail || type == CdpParser::SEMICOLON || type == CdpParser::COMMA) continue;
    if (std::string name = name_of(type); !name.empty()) words.push_back(std::move(name));
  }
  return words.empty() ? "the end of the statement" : list_of(words, "or");
}

Advice explain(const Place& place, const Failure& failure, diag::DiagnosticSink& sink) {
  return Explainer(place, failure, sink).run();
}

void explain_unknown(const Place& place, std::size_t at, diag::DiagnosticSink& sink) {
  const Word& word = place.words[at];
  if (word.recovered || (at > 0 && place.words[at - 1].recovered)) return;
  const std::string_view text = place.text.substr(word.begin, word.end - word.begin);
  const Span span{place.file, word.begin, word.end};
  const bool glued = at > 0 && !word.first_on_line && place.words[at - 1].type != CdpParser::SEMICOLON &&
                     place.words[at - 1].type != CdpParser::RBRACE;
  if (glued && word.type == CdpParser::NAME && place.words[at - 1].type == CdpParser::NUMBER) {
    sink.report<Code::E0111>(span, text);
  } else if (at > 0 && word.type == CdpParser::SET && place.words.front().type == CdpParser::ASSERT) {
    sink.report<Code::E0126>(span).fix(span, "==");
  } else if (at > 0 && is_operator(word.type)) {
    sink.report<Code::E0120>(span, text, shown_word(place, at + 1));
  } else if (glued) {
    sink.report<Code::E0123>(span, text);
  } else {
    const std::uint16_t next = at + 1 < place.words.size() ? place.words[at + 1].type : Word::kEnd;
    if (at > 0 && place.words[at - 1].type == CdpParser::SEMICOLON && !word.first_on_line &&
        place.words.front().type == CdpParser::USE) {
      const Word& semicolon = place.words[at - 1];
      sink.report<Code::E0138>(span, text).fix({place.file, semicolon.begin, semicolon.end}, ",");
      return;
    }
    sink.report<Code::E0122>(span, text, word.type == CdpParser::NAME ? meant_statement(text, next) : std::string());
  }
}

}  // namespace cdp::syntax
