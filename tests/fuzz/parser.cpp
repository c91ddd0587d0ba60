// The parser and the formatter, which promises to keep what the parser read.
#include <string>

#include "compiler/base/check.h"
#include "compiler/diag/render.h"
#include "compiler/format/format.h"
#include "compiler/syntax/dump.h"
#include "compiler/syntax/parse.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {
namespace {

struct Parsed {
  SourceMap sources;
  diag::DiagnosticSink sink;
  FileId id;
  std::string tree;

  explicit Parsed(std::string text) : id(sources.add("fuzz.cdp", std::move(text))) {
    tree = syntax::dump(syntax::parse(sources, id, sink));
  }

  [[nodiscard]] std::string formatted() {
    auto text = format::format(sources, id, sink);
    CHECK(text);
    return *std::move(text);
  }
};

}  // namespace

int parser(Bytes bytes) {
  Parsed before{std::string(text_of(bytes))};
  static_cast<void>(diag::render_all(before.sink.sorted(), before.sources, diag::Color::kNever));
  if (before.sink.has_errors()) return 0;
  const std::string once = before.formatted();
  Parsed after(once);
  CHECK(!after.sink.has_errors());
  CHECK(after.tree == before.tree);
  CHECK(after.formatted() == once);
  return 0;
}

}  // namespace cdp::fuzz
