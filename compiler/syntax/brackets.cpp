// Most files are balanced, which one cheap pass finds out. Only where they are not, a second pass uses line
// starts and indentation to tell where the missing bracket was meant to be.
#include "compiler/syntax/brackets.h"

#include <algorithm>

namespace cdp::syntax {

namespace {

std::uint16_t closer_of(std::uint16_t opener) {
  if (opener == CdpParser::LBRACE) return CdpParser::RBRACE;
  return opener == CdpParser::LPAREN ? CdpParser::RPAREN : CdpParser::RBRACK;
}

const char* sign(std::uint16_t type) {
  switch (type) {
    case CdpParser::LBRACE:
      return "{";
    case CdpParser::RBRACE:
      return "}";
    case CdpParser::LPAREN:
      return "(";
    case CdpParser::RPAREN:
      return ")";
    case CdpParser::LBRACK:
      return "[";
    default:
      return "]";
  }
}

/// Counts what the parser or the tree would recurse into.
class NestingMeter {
 public:
  /// The depth that this word takes part in.
  std::size_t depth_at(const Word& word, const Word* before) {
    const std::size_t type = word.type;
    if (is_opener(type)) {
      outer_.push_back(branches_);
      depth_ += 1 + branches_;
      branches_ = 0;
    } else if (is_closer(type) && !outer_.empty()) {
      branches_ = outer_.back();
      outer_.pop_back();
      depth_ -= 1 + branches_;
    } else if (type == CdpParser::IF) {
      branches_ = before != nullptr && wants_more(before->type) ? branches_ + 1 : 1;
    } else if (separates(type)) {
      branches_ = 0;
    }
    signs_ = type == CdpParser::MINUS || type == CdpParser::NOT ? signs_ + 1 : 0;
    return depth_ + branches_ + signs_;
  }

 private:
  /// No conditional reaches over such a word.
  static bool separates(std::size_t type) {
    return is_setter(type) || type == CdpParser::SEMICOLON || type == CdpParser::COMMA || type == CdpParser::COLON ||
           type == CdpParser::RETURN || is_statement_keyword(type);
  }

  std::vector<std::size_t> outer_;
  std::size_t depth_ = 0;
  std::size_t branches_ = 0;  // conditionals in conditionals within the innermost bracket
  std::size_t signs_ = 0;     // `- - not -` in a row
};

bool is_balanced(const Words& words) {
  std::vector<std::uint16_t> open;
  for (const Word& word : words) {
    if (is_opener(word.type)) {
      open.push_back(closer_of(word.type));
    } else if (is_closer(word.type)) {
      if (open.empty() || open.back() != word.type) return false;
      open.pop_back();
    }
  }
  return open.empty();
}

bool check_nesting(FileId file, const Words& words, diag::DiagnosticSink& sink) {
  NestingMeter meter;
  const Word* before = nullptr;
  for (const Word& word : words) {
    if (meter.depth_at(word, before) > kMaxNesting) {
      sink.report<diag::Code::E0116>({file, word.begin, word.end}, kMaxNesting);
      return false;
    }
    before = &word;
  }
  return true;
}

class Mender {
 public:
  Mender(std::string_view text, FileId file, Words& words, diag::DiagnosticSink& sink)
      : text_(text), file_(file), words_(words), sink_(sink) {}

  /// False if there are too many faults.
  bool run() {
    const std::size_t before = sink_.error_count();
    out_.reserve(words_.size() + 8);
    for (position_ = 0; position_ < words_.size(); ++position_) {
      if (sink_.error_count() - before > kMaxReports) {
        sink_.report<diag::Code::E0133>({file_, 0, 0});
        return false;
      }
      const Word& word = words_[position_];
      if (open_.empty() && is_statement_keyword(word.type)) begin_statement(word);
      close_before(word);
      if (is_closer(word.type)) {
        take_closer(word);
        continue;
      }
      if (is_opener(word.type)) open_.push_back(out_.size());
      if (word.type == CdpParser::LBRACE) block_begins();
      out_.push_back(word);
    }
    while (!open_.empty()) close_missing();
    words_ = std::move(out_);
    return true;
  }

 private:
  Span span(const Word& word) const { return {file_, word.begin, word.end}; }
  const Word& top() const { return out_[open_.back()]; }

  std::size_t line_begin(std::size_t offset) const {
    const std::size_t end = offset == 0 ? std::string_view::npos : text_.rfind('\n', offset - 1);
    return end == std::string_view::npos ? 0 : end + 1;
  }
  std::size_t column(const Word& word) const { return word.begin - line_begin(word.begin); }
  /// How far the line of the word is indented.
  std::size_t indent(const Word& word) const {
    const std::size_t begin = line_begin(word.begin);
    const std::size_t first = text_.find_first_not_of(" \t", begin);
    return first == std::string_view::npos ? 0 : first - begin;
  }

  void begin_statement(const Word& word) {
    early_ = nullptr;
    if (word.first_on_line) statement_column_ = column(word);
    const bool in_override = position_ + 1 < words_.size() && words_[position_ + 1].type == CdpParser::DOT;  // base.lr
    block_awaited_ = !in_override && word.type != CdpParser::USE && word.type != CdpParser::LET &&
                     word.type != CdpParser::AXIS && word.type != CdpParser::MODEL &&
                     word.type != CdpParser::PARAMETERIZATION && word.type != CdpParser::ASSERT;
  }

  /// A `}` before its statement's `{` was one too many, then.
  void block_begins() {
    block_awaited_ = false;
    if (early_ != nullptr) closes_nothing(*early_);
    early_ = nullptr;
  }

  void closes_nothing(const Word& word) { sink_.report<diag::Code::E0114>(span(word), sign(word.type)); }

  /// Ends what cannot go on with `word`: round and square brackets at the next entry, blocks at the next statement.
  void close_before(const Word& word) {
    if (open_.empty()) return;
    if (word.first_on_line && is_statement_keyword(word.type) && column(word) <= statement_column_ &&
        word.type != CdpParser::LET && word.type != CdpParser::ASSERT) {
      while (!open_.empty()) close_missing();
      begin_statement(word);
      return;
    }
    while (!open_.empty() && top().type != CdpParser::LBRACE && begins_entry(word)) close_missing();
    if (word.type == CdpParser::RBRACE && word.first_on_line && open_.size() > 1 && top().type == CdpParser::LBRACE) {
      const Word& outer = out_[open_[open_.size() - 2]];
      if (indent(top()) > column(word) && outer.type == CdpParser::LBRACE && indent(outer) == column(word)) {
        close_missing();
      }
    }
  }

  bool begins_entry(const Word& word) const {
    const std::uint16_t type = word.type;
    if (type == CdpParser::SEMICOLON || type == CdpParser::LET || type == CdpParser::RETURN ||
        type == CdpParser::FORWARD || type == CdpParser::LBRACE || type == CdpParser::ASSERT) {
      return true;
    }
    if (type != CdpParser::NAME || !word.first_on_line || position_ + 1 == words_.size()) return false;
    const std::uint16_t next = words_[position_ + 1].type;
    return !wants_more(words_[position_ - 1].type) && (is_setter(next) || next == CdpParser::COLON);
  }

  void take_closer(const Word& word) {
    const auto closes = [&](std::size_t opener) { return closer_of(out_[opener].type) == word.type; };
    const bool block = word.type == CdpParser::RBRACE;
    const auto border = std::find_if(open_.rbegin(), open_.rend(), [&](std::size_t opener) {
      return closes(opener) || (!block && out_[opener].type == CdpParser::LBRACE);
    });
    if (border != open_.rend() && closes(*border)) {
      while (!closes(open_.back())) close_missing();
      open_.pop_back();
      out_.push_back(word);
    } else if (!open_.empty() && !block && top().type != CdpParser::LBRACE) {
      retype_closer(word);
    } else if (!block || !block_awaited_) {
      closes_nothing(word);
    } else {
      block_awaited_ = false;
      early_ = &word;  // if its `{` does not follow, that is what is missing, and the parser will say so
    }
  }

  /// `(a]`
  void retype_closer(const Word& word) {
    const std::uint16_t wanted = closer_of(top().type);
    sink_.report<diag::Code::E0115>(span(word), sign(word.type), sign(top().type), sign(wanted))
        .note(span(top()), "opened here")
        .fix(span(word), sign(wanted));
    out_.push_back(word);
    out_.back().type = wanted;
    out_.back().recovered = true;
    open_.pop_back();
  }

  /// Reports the innermost open bracket and closes it after the last word.
  void close_missing() {
    const Word opener = top();
    const std::uint16_t wanted = closer_of(opener.type);
    const std::uint32_t end = out_.back().end;
    if (!swallowed(opener)) {
      const Span place{file_, out_.back().begin, end};
      sink_.report<diag::Code::E0113>(place, sign(wanted), sign(opener.type)).note(span(opener), "opened here");
    }
    open_.pop_back();
    out_.emplace_back(wanted, end, end, false);
    out_.back().recovered = true;
  }

  /// An unclosed string after the bracket on its line has the closing bracket in it.
  bool swallowed(const Word& opener) const {
    const std::size_t line_end = std::min(text_.find('\n', opener.end), text_.size());
    return std::any_of(out_.begin() + static_cast<std::ptrdiff_t>(open_.back()), out_.end(), [&](const Word& word) {
      return word.type == CdpParser::STRING && word.recovered && word.end <= line_end;
    });
  }

  std::string_view text_;
  FileId file_;
  Words& words_;
  diag::DiagnosticSink& sink_;
  Words out_;
  std::vector<std::size_t> open_;  // places in out_
  std::size_t position_ = 0;
  std::size_t statement_column_ = 0;
  bool block_awaited_ = false;   // the statement needs a `{` that has not come yet
  const Word* early_ = nullptr;  // a `}` that came in its place
};

}  // namespace

bool balance(std::string_view text, FileId file, Words& words, diag::DiagnosticSink& sink) {
  if (!is_balanced(words)) {
    // Mending looks back as far as brackets nest, so hostile nesting is refused first.
    if (!check_nesting(file, words, sink) || !Mender(text, file, words, sink).run()) return false;
  }
  return check_nesting(file, words, sink);
}

}  // namespace cdp::syntax
