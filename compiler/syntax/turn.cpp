// The one mutex, because ANTLR's state is one for the process.
#include "compiler/syntax/turn.h"

namespace cdp::syntax {

Turn::Turn() {
  static std::recursive_mutex mutex;
  lock_ = std::unique_lock(mutex);
}

}  // namespace cdp::syntax
