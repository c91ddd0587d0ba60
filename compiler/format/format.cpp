// A file's words and comments, statement by statement, in canonical form.
#include "compiler/format/format.h"

#include "compiler/format/build.h"
#include "compiler/format/listing.h"
#include "compiler/syntax/parse.h"

namespace cdp::format {

std::optional<std::string> format(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink) {
  const std::size_t errors_before = sink.error_count();
  static_cast<void>(syntax::parse(sources, file, sink));
  if (sink.error_count() > errors_before) return std::nullopt;
  const Pieces pieces = pieces_of(sources, file);
  std::string out;
  out.reserve(sources.file(file).text.size());
  Builder builder(pieces);
  Listing listing(pieces, 0, out);
  while (!builder.at_end()) listing.add(builder.statement());
  listing.finish(builder.rest());
  if (!out.empty()) out += '\n';
  return out;
}

}  // namespace cdp::format
