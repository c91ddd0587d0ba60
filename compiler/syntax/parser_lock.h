// ANTLR's runtime keeps what it has learnt of a grammar in statics that threads must not touch at once: 4.9 locks some
// of them, but not the automata's first states nor the lexer's counters. So threads take turns. Inside compiler/syntax
// only.
#pragma once

#include <mutex>

namespace cdp::syntax {

/// Whoever calls ANTLR holds one; a thread may hold several.
class ParserLock {
 public:
  ParserLock();

 private:
  std::unique_lock<std::recursive_mutex> lock_;
};

}  // namespace cdp::syntax
