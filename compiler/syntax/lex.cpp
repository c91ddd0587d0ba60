// Runs ANTLR's lexer over the bytes of a file without making a token object a word, and reports what no
// .cdp file may contain. After a report the word is turned into what was most likely meant.
#include "compiler/syntax/lex.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

#include "CdpLexer.h"
#include "compiler/base/utf8.h"
#include "compiler/syntax/parser_lock.h"
#include "compiler/syntax/utf8_check.h"

namespace cdp::syntax {

namespace {

using grammar::CdpLexer;

/// The file's bytes as ANTLR's characters. Bytes of multi-byte characters all look like one control character:
/// the grammar does not tell them apart, and ANTLR only remembers its way for ASCII.
class ByteStream final : public antlr4::CharStream {
 public:
  explicit ByteStream(std::string_view text) : text_(text) {}

  void consume() override { ++position_; }
  std::size_t LA(ssize_t ahead) override {
    const std::size_t place = position_ + static_cast<std::size_t>(ahead > 0 ? ahead - 1 : ahead);
    if (place >= text_.size()) return IntStream::EOF;
    const auto byte = static_cast<unsigned char>(text_[place]);
    return byte < 0x80 ? byte : 1;
  }
  ssize_t mark() override { return 0; }
  void release(ssize_t) override {}
  std::size_t index() override { return position_; }
  void seek(std::size_t index) override { position_ = index; }
  std::size_t size() override { return text_.size(); }
  std::string getSourceName() const override { return {}; }
  std::string getText(const antlr4::misc::Interval&) override { return {}; }
  std::string toString() const override { return {}; }

 private:
  std::string_view text_;
  std::size_t position_ = 0;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r";
  const std::size_t first = text.find_first_not_of(kSpaces);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpaces) - first + 1);
}

/// A file of more words was made by a program; each takes memory.
constexpr std::size_t kMostWords = 4'000'000;

struct Twin {
  char32_t foreign;
  char own;
};

/// Characters that input methods, word processors and chats put in the place of ours.
constexpr Twin kTwins[] = {{0x037E, ';'}, {0x3001, ','}, {0x3002, '.'}, {0x201C, '"'}, {0x201D, '"'}, {0x201E, '"'},
                           {0x2212, '-'}, {0x2013, '-'}, {0x2014, '-'}, {0x00D7, '*'}, {0x2217, '*'}, {0x2215, '/'},
                           {0x2044, '/'}, {0x00F7, '/'}, {0x00A0, ' '}, {0x3000, ' '}, {0x2009, ' '}, {0x202F, ' '},
                           {0x2003, ' '}, {0x02C6, '^'}, {0x2236, ':'}};

/// The character of ours that one looks like; 0: none.
char twin_of(char32_t point) {
  constexpr char32_t kFullWidth = 0xFEE0;  // from ASCII to the forms as wide as Chinese characters
  if (point > kFullWidth + ' ' && point < kFullWidth + 0x7F) return static_cast<char>(point - kFullWidth);
  const auto* twin =
      std::find_if(std::begin(kTwins), std::end(kTwins), [point](const Twin& known) { return known.foreign == point; });
  return twin == std::end(kTwins) ? '\0' : twin->own;
}

class Splitter {
 public:
  Splitter(std::string_view text, FileId file, diag::DiagnosticSink& sink)
      : text_(text), file_(file), sink_(sink), stream_(text), lexer_(&stream_) {}

  Lexed run() {
    out_.words.reserve(text_.size() / 3);
    if (text_.starts_with("\xEF\xBB\xBF")) stream_.seek(3);
    auto* automaton = lexer_.getInterpreter<antlr4::atn::LexerATNSimulator>();
    const std::size_t before = sink_.error_count();
    while (stream_.index() < text_.size()) {
      if (sink_.error_count() - before > kMaxReports) {
        sink_.report<diag::Code::E0133>(span(0, 0));
        return {};
      }
      if (out_.words.size() > kMostWords) {
        sink_.report<diag::Code::E0134>(span(0, 0), kMostWords);
        return {};
      }
      const std::size_t begin = stream_.index();
      const std::size_t type = automaton->match(&stream_, 0);
      take(type, begin, stream_.index());
    }
    return std::move(out_);
  }

 private:
  Span span(std::size_t begin, std::size_t end) const {
    return {file_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }

  void add(std::size_t type, std::size_t begin, std::size_t end) {
    out_.words.emplace_back(type, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), line_start_);
    line_start_ = false;
  }

  void add_mended(std::size_t type, std::size_t begin, std::size_t end) {
    add(type, begin, end);
    out_.words.back().recovered = true;
  }

  void add_comment(CommentKind kind, std::size_t begin, std::size_t end) {
    if (text_[end - 1] == '\r') --end;
    const std::size_t slashes = kind == CommentKind::kDoc ? 3 : 2;
    out_.comments.push_back(
        {span(begin, end), trimmed(text_.substr(begin + slashes, end - begin - slashes)), kind, line_start_});
  }

  void take(std::size_t type, std::size_t begin, std::size_t end) {
    if (type < CdpLexer::DOC) return add(type, begin, end);
    if (type == CdpLexer::SPACE) {
      if (text_.substr(begin, end - begin).find('\n') != std::string_view::npos) line_start_ = true;
    } else if (type == CdpLexer::DOC || type == CdpLexer::COMMENT) {
      add_comment(type == CdpLexer::DOC ? CommentKind::kDoc : CommentKind::kLine, begin, end);
    } else {
      take_foreign(type, begin, end);
    }
  }

  void take_foreign(std::size_t type, std::size_t begin, std::size_t end) {
    const std::string found(text_.substr(begin, end - begin));
    const Span here = span(begin, end);
    switch (type) {
      case CdpLexer::BLOCK_COMMENT:
        return skip_block_comment(begin);
      case CdpLexer::HASH_COMMENT:
        sink_.report<diag::Code::E0106>(span(begin, begin + 1), "#").fix(span(begin, begin + 1), "//");
        return;
      case CdpLexer::FOREIGN_STRING:
        sink_.report<diag::Code::E0107>(here).fix(here, '"' + found.substr(1, found.size() - 2) + '"');
        return add_mended(CdpLexer::STRING, begin, end);
      case CdpLexer::UNCLOSED_STRING:
        sink_.report<diag::Code::E0104>(here);
        return add_mended(CdpLexer::STRING, begin, end);
      case CdpLexer::FOREIGN_AND:
        return replace(here, found, CdpLexer::AND, "and");
      case CdpLexer::FOREIGN_OR:
        return replace(here, found, CdpLexer::OR, "or");
      case CdpLexer::FOREIGN_NOT:
        return replace(here, found, CdpLexer::NOT, "not");
      case CdpLexer::FOREIGN_SET:
        sink_.report<diag::Code::E0109>(here, found);
        return add_mended(CdpLexer::TIMES_SET, begin, end);
      default:
        return report_unknown(begin);
    }
  }

  void replace(Span here, const std::string& found, std::size_t type, const char* word) {
    sink_.report<diag::Code::E0108>(here, found, word)
        .fix(here, std::string(word) + (type == CdpLexer::NOT ? " " : ""));
    add_mended(type, here.begin, here.end);
  }

  void skip_block_comment(std::size_t begin) {
    const std::size_t close = text_.find("*/", begin + 2);
    const std::size_t end = close == std::string_view::npos ? text_.size() : close + 2;
    sink_.report<diag::Code::E0106>(span(begin, begin + 2), "/*");
    if (text_.substr(begin, end - begin).find('\n') != std::string_view::npos) line_start_ = true;
    stream_.seek(end);
  }

  /// A run of characters that mean nothing is one fault.
  void report_unknown(std::size_t begin) {
    const std::size_t length = utf8_length(text_, begin);
    if (length == 0) return;  // not UTF-8, which is reported for the file
    stream_.seek(begin + length);
    const bool again = last_unknown_ == begin;
    last_unknown_ = begin + length;
    if (again) return;
    const auto first = static_cast<unsigned char>(text_[begin]);
    const std::string shown =
        first < 0x20 || first == 0x7F ? fmt::format("\\x{:02x}", first) : std::string(text_.substr(begin, length));
    const char32_t point = code_point_at(text_, begin).value;
    const char twin = twin_of(point);
    if (twin == 0) return void(sink_.report<diag::Code::E0103>(span(begin, begin + length), shown));
    const std::string said =
        fmt::format("{}` (U+{:04X}), which only looks like `{}", shown, std::uint32_t{point}, twin);
    sink_.report<diag::Code::E0103>(span(begin, begin + length), said).fix(span(begin, begin + length), {twin});
  }

  std::string_view text_;
  FileId file_;
  diag::DiagnosticSink& sink_;
  ByteStream stream_;
  CdpLexer lexer_;
  Lexed out_;
  bool line_start_ = true;
  std::optional<std::size_t> last_unknown_;
};

}  // namespace

Lexed lex(std::string_view text, FileId file, diag::DiagnosticSink& sink) {
  if (!check_text(text, file, sink)) return {};
  const ParserLock lock;
  return Splitter(text, file, sink).run();
}

}  // namespace cdp::syntax
