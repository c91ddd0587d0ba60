// A cdp.toml and a baseline: files of a repository that CI reads.
#include <string>

#include "compiler/base/check.h"
#include "compiler/config/read.h"
#include "compiler/diag/render.h"
#include "compiler/findings/baseline.h"
#include "tests/fuzz/targets.h"

namespace cdp::fuzz {

int configuration(Bytes bytes) {
  diag::DiagnosticSink sink;
  const auto config = config::read_text("/nowhere/cdp.toml", std::string(text_of(bytes)), sink);
  static_cast<void>(diag::render_all(sink.sorted(), *config.sources, diag::Color::kNever));
  return 0;
}

int baseline(Bytes bytes) {
  const auto read = findings::Baseline::read("baseline.json", text_of(bytes), "/nowhere");
  if (!read) return 0;
  const auto again = findings::Baseline::read("baseline.json", read->text(), "/nowhere");
  CHECK(again && again->text() == read->text());
  return 0;
}

}  // namespace cdp::fuzz
