// The driver: words, brackets, then one statement after the other. A statement that fails is explained, what
// is wrong with it is changed or left out, and it is read again, so that one run finds all independent faults
// and the statements around a fault are kept.
#include "compiler/syntax/parse.h"

#include "compiler/syntax/brackets.h"
#include "compiler/syntax/build.h"
#include "compiler/syntax/engine.h"
#include "compiler/syntax/lex.h"
#include "compiler/syntax/messages.h"
#include "compiler/syntax/parser_lock.h"
#include "compiler/syntax/recover.h"

namespace cdp::syntax {

namespace {

/// How many words may be read again in one file, so that hostile files stay cheap.
constexpr std::size_t kMaxRereadWords = 2'000'000;

/// Of one statement, whose tree takes some 400 bytes for each.
constexpr std::size_t kMostWords = 1'000'000;

class FileParser {
 public:
  FileParser(std::string_view text, FileId file, diag::DiagnosticSink& sink)
      : text_(text),
        file_(file),
        sink_(sink),
        lexed_(lex(text, file, sink)),
        builder_(text, file, lexed_.comments, sink) {
    usable_ = balance(text, file, lexed_.words, sink);
  }

  File run() {
    File result{file_, {}};
    if (!usable_) return result;
    const std::vector<std::size_t> starts = statement_starts(lexed_.words);
    const std::size_t first = starts.empty() ? lexed_.words.size() : starts.front();
    unknown(std::span<const Word>(lexed_.words).first(first), 0, starts.empty());
    for (std::size_t i = 0; i < starts.size() && !gave_up_; ++i) {
      statement(starts[i], i + 1 < starts.size() ? starts[i + 1] : lexed_.words.size(), result);
    }
    return result;
  }

  /// The whole text as one rule; null after reports.
  template <class Tree>
  Tree* only(Tree* (CdpParser::*rule)()) {
    if (!usable_) return nullptr;
    Tree* tree = engine_.run(std::span<Word>(lexed_.words), rule);
    if (tree == nullptr) {
      std::ignore = explain(place(lexed_.words, true), engine_.failure(), sink_);
    }
    return tree;
  }

  /// The whole text as the inside of a block.
  std::vector<Setting> bare_settings() {
    if (!usable_) return {};
    Words words = std::move(lexed_.words);
    const auto end = static_cast<std::uint32_t>(text_.size());
    std::size_t depth = 0;
    for (Word& word : words) {
      if (is_opener(word.type)) ++depth;
      if (is_closer(word.type)) --depth;
      if (depth == 0 && word.type == CdpParser::COMMA) word.type = CdpParser::SEMICOLON;
    }
    words.emplace(words.begin(), CdpParser::LBRACE, 0, 0, true);
    words.emplace_back(CdpParser::RBRACE, end, end, false);
    auto* tree = engine_.run(std::span<Word>(words), &CdpParser::settings);
    if (tree == nullptr) tree = recover(words, true, &CdpParser::settings);
    if (tree == nullptr) return {};
    return builder_.settings(tree);
  }

  /// Each line by itself.
  std::vector<Statement> overrides() {
    std::vector<Statement> result;
    if (!usable_) return result;
    auto begin = lexed_.words.begin();
    while (begin != lexed_.words.end()) {
      const auto end = std::find_if(begin + 1, lexed_.words.end(), [](const Word& word) { return word.first_on_line; });
      const std::span<Word> line(begin, end);
      begin = end;
      auto* tree = engine_.run(line, &CdpParser::onlyOverride);
      if (tree == nullptr)
        std::ignore = explain({text_, file_, line, true, true}, engine_.failure(), sink_);
      else if (auto statement = builder_.override_of(tree))
        result.push_back(*std::move(statement));
    }
    return result;
  }

  Builder& builder() { return builder_; }

 private:
  Place place(std::span<const Word> words, bool at_file_end) const { return {text_, file_, words, at_file_end}; }

  void statement(std::size_t begin, std::size_t end, File& result) {
    const auto words = std::span<Word>(lexed_.words).subspan(begin, end - begin);
    if (words.size() > kMostWords) {
      sink_.report<diag::Code::E0135>({file_, words.front().begin, words.front().end}, kMostWords);
      return;
    }
    if (auto* tree = engine_.run(words, &CdpParser::statement)) {
      result.statements.push_back(builder_.statement(tree));
      unknown(words, engine_.consumed(), end == lexed_.words.size());
      return;
    }
    Words copy(words.begin(), words.end());
    if (auto* tree = recover(copy, end == lexed_.words.size(), &CdpParser::statement)) {
      result.statements.push_back(builder_.statement(tree));
      unknown(copy, engine_.consumed(), end == lexed_.words.size());
    }
  }

  /// Explains, changes and reads again until the words make sense. Null if nothing sensible is left. On entry
  /// the engine has just failed on these words.
  template <class Tree>
  Tree* recover(Words& words, bool at_file_end, Tree* (CdpParser::*rule)()) {
    while (!gave_up_) {
      const std::size_t before = sink_.error_count();
      const Advice advice = explain(place(words, at_file_end), engine_.failure(), sink_);
      count(before);
      if (advice.change == Change::kRemove && in_head(engine_.failure()) && advice.range.begin == 0) {
        check_body(words, engine_.failure().at, at_file_end);
        return nullptr;
      }
      apply(advice, words);
      if (words.empty() || !may_read(words.size())) return nullptr;
      if (Tree* tree = engine_.run(std::span<Word>(words), rule)) return tree;
    }
    return nullptr;
  }

  static void apply(const Advice& advice, Words& words) {
    const auto begin = words.begin() + static_cast<std::ptrdiff_t>(advice.range.begin);
    switch (advice.change) {
      case Change::kRemove:
        words.erase(begin, words.begin() + static_cast<std::ptrdiff_t>(advice.range.end));
        break;
      case Change::kRetype:
        begin->type = advice.type;
        break;
      case Change::kInsertComma: {
        const std::uint32_t at = begin->begin;
        words.emplace(begin, CdpParser::COMMA, at, at, false);
        break;
      }
    }
  }

  /// A statement whose head failed is lost, but its block is read for further faults.
  void check_body(const Words& words, std::size_t from, bool at_file_end) {
    if (words.front().recovered || !is_statement_keyword(words.front().type)) return;
    std::size_t open = from;
    while (open < words.size() && words[open].type != CdpParser::LBRACE) ++open;
    if (open == words.size()) return;
    Words body(words.begin() + static_cast<std::ptrdiff_t>(open), words.end());
    switch (words.front().type) {
      case CdpParser::MODULE:
        return check(body, at_file_end, &CdpParser::moduleBody);
      case CdpParser::RULES:
        return check(body, at_file_end, &CdpParser::rulesBody);
      case CdpParser::TUNE:
        return check(body, at_file_end, &CdpParser::adjustments);
      case CdpParser::SEARCH:
        return check(body, at_file_end, &CdpParser::searchBody);
      case CdpParser::REFERENCE:
      case CdpParser::BASE:
      case CdpParser::TRAINING:
      case CdpParser::TARGET:
        return check(body, at_file_end, &CdpParser::settings);
      default:
        return;
    }
  }

  template <class Tree>
  void check(Words& body, bool at_file_end, Tree* (CdpParser::*rule)()) {
    if (!may_read(body.size()) || engine_.run(std::span<Word>(body), rule) != nullptr) return;
    if (in_head(engine_.failure())) return;
    recover(body, at_file_end, rule);
  }

  /// Words from `begin` on, outside of blocks, that belong to no statement.
  void unknown(std::span<const Word> words, std::size_t begin, bool at_file_end) {
    while (begin < words.size() && !gave_up_) {
      if (words[begin].type == CdpParser::SEMICOLON) {
        ++begin;
        continue;
      }
      const std::size_t before = sink_.error_count();
      explain_unknown(place(words, at_file_end), begin, sink_);
      count(before);
      begin = end_of_unknown(words, begin);
    }
  }

  void count(std::size_t before) {
    reports_ += sink_.error_count() - before;
    if (reports_ >= kMaxReports) give_up();
  }

  void give_up() {
    if (!gave_up_) sink_.report<diag::Code::E0133>(Span{file_, 0, 0});
    gave_up_ = true;
  }

  bool may_read(std::size_t words) {
    reread_ += words;
    if (reread_ > kMaxRereadWords) give_up();
    return !gave_up_;
  }

  ParserLock lock_;  // before all that calls ANTLR
  std::string_view text_;
  FileId file_;
  diag::DiagnosticSink& sink_;
  Lexed lexed_;
  Builder builder_;
  Engine engine_;
  bool usable_ = false;
  bool gave_up_ = false;
  std::size_t reports_ = 0;
  std::size_t reread_ = 0;
};

}  // namespace

File parse(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink) {
  return FileParser(sources.file(file).text, file, sink).run();
}

ExprPtr parse_expression(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink) {
  FileParser parser(sources.file(file).text, file, sink);
  auto* tree = parser.only(&CdpParser::onlyExpr);
  return tree != nullptr ? parser.builder().expression(tree->value) : nullptr;
}

std::vector<Setting> parse_settings(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink) {
  return FileParser(sources.file(file).text, file, sink).bare_settings();
}

std::vector<Statement> parse_overrides(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink) {
  return FileParser(sources.file(file).text, file, sink).overrides();
}

std::optional<Selector> parse_selector(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink) {
  FileParser parser(sources.file(file).text, file, sink);
  auto* tree = parser.only(&CdpParser::onlySelector);
  if (tree == nullptr) return std::nullopt;
  return parser.builder().selector(tree->value);
}

}  // namespace cdp::syntax
