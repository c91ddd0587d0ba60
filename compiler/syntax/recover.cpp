// Line starts tell where people meant an entry to begin; brackets tell what belongs together.
#include "compiler/syntax/recover.h"

#include <algorithm>

namespace cdp::syntax {

namespace {

bool is_entry(std::size_t rule) {
  return rule == CdpParser::RuleSetting || rule == CdpParser::RuleAdjustment || rule == CdpParser::RuleModuleItem ||
         rule == CdpParser::RuleForwardStatement || rule == CdpParser::RuleRulesItem ||
         rule == CdpParser::RuleSearchEntry;
}

bool is_block(std::size_t rule) {
  return rule == CdpParser::RuleSettings || rule == CdpParser::RuleAdjustments || rule == CdpParser::RuleModuleBody ||
         rule == CdpParser::RuleForwardBody || rule == CdpParser::RuleRulesBody || rule == CdpParser::RuleSearchBody;
}

bool may_begin_entry(const Word& word) {
  switch (word.type) {
    case CdpParser::NAME:
    case CdpParser::LET:
    case CdpParser::IF:
    case CdpParser::FORWARD:
    case CdpParser::RETURN:
    case CdpParser::ASSERT:
    case CdpParser::REQUIRES:
    case CdpParser::AT:
    case CdpParser::DOUBLE_STAR:
      return true;
    default:
      return false;
  }
}

/// `name =`, `name:`: an entry whatever stands before it.
bool surely_begins_entry(std::span<const Word> words, std::size_t at) {
  if (words[at].type != CdpParser::NAME) return may_begin_entry(words[at]) && words[at].type != CdpParser::AT;
  return at + 1 < words.size() && (is_setter(words[at + 1].type) || words[at + 1].type == CdpParser::COLON);
}

bool begins_entry(std::span<const Word> words, std::size_t at) {
  if (!words[at].first_on_line || !may_begin_entry(words[at])) return false;
  return at == 0 || !wants_more(words[at - 1].type) || surely_begins_entry(words, at);
}

/// The end of the entry [begin, ...) that has the failure at `at`.
std::size_t entry_end(std::span<const Word> words, std::size_t begin, std::size_t at) {
  std::size_t depth = 0;
  for (std::size_t i = begin; i < words.size(); ++i) {
    const std::uint16_t type = words[i].type;
    if (depth == 0 && i > begin && i >= at) {
      if (type == CdpParser::SEMICOLON || begins_entry(words, i)) return i;
    }
    if (is_opener(type)) {
      ++depth;
    } else if (is_closer(type)) {
      if (depth == 0) return i;
      --depth;
      const bool goes_on =
          i + 1 < words.size() && (words[i + 1].type == CdpParser::ELSE || wants_more(words[i + 1].type));
      if (depth == 0 && type == CdpParser::RBRACE && i >= at && !goes_on) return i + 1;
    }
  }
  return words.size();
}

}  // namespace

std::vector<std::size_t> statement_starts(std::span<const Word> words) {
  std::vector<std::size_t> starts;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is_opener(words[i].type)) ++depth;
    if (is_closer(words[i].type) && depth > 0) --depth;
    const bool extends = words[i].type == CdpParser::EXTENDS && i + 1 < words.size() &&
                         words[i + 1].type == CdpParser::STRING;  // not a rule set that extends another
    if (depth != 0 || !(extends || is_statement_keyword(words[i].type))) continue;
    if (i == 0 || words[i].first_on_line || !wants_more(words[i - 1].type)) starts.push_back(i);
  }
  return starts;
}

Range entry_around(std::span<const Word> words, const Failure& failure) {
  for (std::size_t i = 0; i < failure.frames.size(); ++i) {
    const Frame& frame = failure.frames[i];
    const bool inside = failure.at > frame.start && failure.at < words.size();
    if (is_entry(frame.rule) && frame.start < words.size()) {
      return {frame.start, std::max(entry_end(words, frame.start, failure.at), frame.start + 1)};
    }
    if (is_block(frame.rule) && inside) {
      return {failure.at, std::max(entry_end(words, failure.at, failure.at), failure.at + 1)};
    }
  }
  return {0, words.size()};
}

bool in_head(const Failure& failure) {
  return std::none_of(failure.frames.begin(), failure.frames.end(), [&](const Frame& frame) {
    return is_entry(frame.rule) || (is_block(frame.rule) && failure.at > frame.start);
  });
}

std::size_t end_of_unknown(std::span<const Word> words, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t i = begin; i < words.size(); ++i) {
    const std::uint16_t type = words[i].type;
    if (depth == 0 && i > begin &&
        (type == CdpParser::SEMICOLON || (words[i].first_on_line && type == CdpParser::NAME))) {
      return i;
    }
    if (is_opener(type)) ++depth;
    if (is_closer(type) && depth > 0 && --depth == 0 && type == CdpParser::RBRACE) return i + 1;
  }
  return words.size();
}

}  // namespace cdp::syntax
