// What to say about a failure of the parser, in the user's words, and what to change so that it can go on.
// Inside compiler/syntax only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/syntax/engine.h"
#include "compiler/syntax/recover.h"

namespace cdp::syntax {

/// A range of a file's words, and what follows it.
struct Place {
  std::string_view text;  // of the whole file
  FileId file = 0;
  std::span<const Word> words;
  bool at_file_end = true;  // nothing follows the words
  bool alone = false;       // they are no part of a file: a word of a command line
};

enum class Change {
  kRemove,       // leave out `range`
  kRetype,       // take the word at range.begin for one of `type`
  kInsertComma,  // before range.begin
};

/// What was found out about a failure.
struct Advice {
  Change change = Change::kRemove;
  Range range;
  std::uint16_t type = 0;
};

/// Reports the failure, unless it is only the echo of a fault that was recovered, and advises how to go on.
[[nodiscard]] Advice explain(const Place& place, const Failure& failure, diag::DiagnosticSink& sink);

/// Reports words where only a statement may begin: the word at `at`, which follows a statement if `at > 0`.
void explain_unknown(const Place& place, std::size_t at, diag::DiagnosticSink& sink);

/// What the grammar's types are called: "a name", "`{`", "a value or `)`".
[[nodiscard]] std::string describe(const antlr4::misc::IntervalSet& expected);

}  // namespace cdp::syntax
