// See trees.h.
#include "compiler/sema/trees.h"

#include "compiler/syntax/parse.h"

namespace cdp::sema {

std::shared_ptr<const syntax::File> Trees::parse(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink) {
  const SourceFile& source = sources.file(file);
  const std::pair key(source.path, file);
  {
    const std::scoped_lock lock(mutex_);
    const auto known = known_.find(key);
    if (known != known_.end() && known->second.text == source.text) return known->second.tree;
  }
  const std::size_t faults = sink.size();
  auto tree = std::make_shared<const syntax::File>(syntax::parse(sources, file, sink));
  if (sink.size() == faults) {
    const std::scoped_lock lock(mutex_);
    known_.insert_or_assign(key, Known{source.text, tree});
  }
  return tree;
}

}  // namespace cdp::sema
