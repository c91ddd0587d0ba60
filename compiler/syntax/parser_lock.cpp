// The one mutex, because ANTLR's state is one for the process.
#include "compiler/syntax/parser_lock.h"

namespace cdp::syntax {

ParserLock::ParserLock() {
  static std::recursive_mutex mutex;
  lock_ = std::unique_lock(mutex);
}

}  // namespace cdp::syntax
