// Hands out the places of the words that the lexer found; their types stay in compiler/syntax.
#include "compiler/syntax/word_spans.h"

#include "compiler/syntax/lex.h"

namespace cdp::syntax {

std::vector<Span> word_spans(const SourceMap& sources, FileId file) {
  diag::DiagnosticSink ignored;
  const Lexed lexed = lex(sources.file(file).text, file, ignored);
  std::vector<Span> spans;
  spans.reserve(lexed.words.size());
  for (const Word& word : lexed.words) spans.push_back({file, word.begin, word.end});
  return spans;
}

}  // namespace cdp::syntax
