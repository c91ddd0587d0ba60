// Look-ups in the table; see foreign_keys.h.
#include "compiler/syntax/foreign_keys.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace cdp::syntax {
namespace {

constexpr ForeignKey kForeignKeys[] = {
#define FOREIGN(theirs, ours, advice) {theirs, ours, advice},
#include "compiler/syntax/foreign_keys.def"
#undef FOREIGN
};

bool has_word(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == wanted) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

}  // namespace

std::span<const ForeignKey> foreign_keys() {
  return kForeignKeys;
}

const ForeignKey* find_foreign_key(std::string_view word) {
  for (const ForeignKey& key : kForeignKeys)
    if (has_word(key.theirs, word)) return &key;
  return nullptr;
}

std::string meant_key(std::string_view word, std::span<const std::string> known) {
  const ForeignKey* key = find_foreign_key(word);
  return key ? "; " + std::string(key->advice) : did_you_mean_or(word, known);
}

std::string meant_name(std::string_view word, std::span<const std::string> known) {
  const ForeignKey* key = find_foreign_key(word);
  const bool answers = key && std::find(known.begin(), known.end(), key->ours) != known.end();
  return answers ? "; " + std::string(key->advice) : did_you_mean(word, known);
}

}  // namespace cdp::syntax
