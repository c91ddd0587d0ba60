// Comments are found while splitting the text into words; this hands them out alone.
#include "compiler/syntax/comments.h"

#include "compiler/syntax/lex.h"

namespace cdp::syntax {

std::vector<Comment> comments(const SourceMap& sources, FileId file) {
  diag::DiagnosticSink ignored;
  return lex(sources.file(file).text, file, ignored).comments;
}

}  // namespace cdp::syntax
