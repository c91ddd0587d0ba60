// Where things begin and end when the grammar is of no help: the ranges of words that parsing goes on after.
// Works on balanced words. Inside compiler/syntax only.
#pragma once

#include <span>
#include <vector>

#include "compiler/syntax/engine.h"

namespace cdp::syntax {

/// Words [begin, end).
struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Indices of the words that begin statements: statement keywords outside of brackets, unless they stand where
/// a name or value belongs (`let target = 1`).
[[nodiscard]] std::vector<std::size_t> statement_starts(std::span<const Word> words);

/// The smallest entry of a block that holds the failure and can be left out; the whole range if the failure is
/// in the statement itself. Never empty while there are words.
[[nodiscard]] Range entry_around(std::span<const Word> words, const Failure& failure);

/// Whether the failure is in the statement's head, so that leaving out the entry leaves nothing.
[[nodiscard]] bool in_head(const Failure& failure);

/// The end of something outside of blocks that begins at `begin` and is no statement.
[[nodiscard]] std::size_t end_of_unknown(std::span<const Word> words, std::size_t begin);

}  // namespace cdp::syntax
