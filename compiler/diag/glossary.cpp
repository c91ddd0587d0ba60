// See glossary.h.
#include "compiler/diag/glossary.h"

#include <algorithm>
#include <cctype>

namespace cdp::diag {
namespace {

constexpr Term kRows[] = {
#define TERM(word, aliases, meaning, formula, source) {word, aliases, meaning, formula, source},
#include "compiler/diag/glossary.def"
#undef TERM
};

/// `Fan-In` and `fan_in` are one.
std::string folded(std::string_view word) {
  std::string result(word);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return c == '_' || c == ' ' ? '-' : static_cast<char>(std::tolower(c)); });
  return result;
}

bool is_named(const Term& term, const std::string& word) {
  if (folded(term.word) == word) return true;
  const auto also = term.also();
  return std::any_of(also.begin(), also.end(), [&](std::string_view alias) { return folded(alias) == word; });
}

}  // namespace

constinit const std::span<const Term> kGlossary(kRows);

std::vector<std::string_view> Term::also() const {
  std::vector<std::string_view> words;
  for (std::string_view rest = aliases; !rest.empty();) {
    const std::size_t end = rest.find(' ');
    words.push_back(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return words;
}

const Term* find_term(std::string_view word, std::span<const Term> further) {
  const std::string wanted = folded(word);
  for (const std::span<const Term> table : {kGlossary, further})
    for (const Term& term : table)
      if (is_named(term, wanted)) return &term;
  return nullptr;
}

std::string_view in_short(const Term& term) {
  const std::size_t end = term.meaning.find_first_of(".:");
  return term.meaning.substr(0, end);
}

}  // namespace cdp::diag
