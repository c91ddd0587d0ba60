// Trees of files that many specs use, for runs that read many specs: the standard library is parsed once and not a
// thousand times. Threads may share one.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "compiler/base/source.h"
#include "compiler/diag/sink.h"
#include "compiler/syntax/ast.h"

namespace cdp::sema {

class Trees {
 public:
  /// The tree of a file of `sources`: as syntax::parse() makes it, or the one it has made of the same text under the
  /// same id before. Trees with faults are made anew, since the faults have to be reported.
  [[nodiscard]] std::shared_ptr<const syntax::File> parse(const SourceMap& sources, FileId file,
                                                          diag::DiagnosticSink& sink);

 private:
  struct Known {
    std::string text;
    std::shared_ptr<const syntax::File> tree;
  };

  std::mutex mutex_;
  std::map<std::pair<std::string, FileId>, Known> known_;
};

}  // namespace cdp::sema
