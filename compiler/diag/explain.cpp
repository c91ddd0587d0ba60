// Lays a row of the catalog or glossary out as a page of plain text, 80 columns wide.
#include "compiler/diag/explain.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/base/utf8.h"

namespace cdp::diag {

namespace {

constexpr std::size_t kColumns = 80;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Breaks a paragraph at spaces; existing line feeds are spaces too.
std::string wrap(std::string_view paragraph) {
  std::string result;
  std::size_t column = 0;
  for (const std::string_view line : split(paragraph, '\n')) {
    for (const std::string_view piece : split(line, ' ')) {
      if (piece.empty()) continue;
      const std::size_t width = count_code_points(piece);
      if (column > 0 && column + 1 + width > kColumns) {
        result += '\n';
        column = 0;
      }
      if (column > 0) result += ' ', ++column;
      result += piece;
      column += width;
    }
  }
  return result + "\n";
}

/// An example without blank lines around it, indented by four.
std::string indented(std::string_view example) {
  const std::size_t begin = example.find_first_not_of('\n');
  if (begin == std::string_view::npos) return "    (an empty file)\n";
  example.remove_prefix(begin);
  example = example.substr(0, example.find_last_not_of(" \n") + 1);
  std::string result;
  for (const std::string_view line : split(example, '\n'))
    result += line.empty() ? "\n" : fmt::format("    {}\n", line);
  return result;
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char character) { return static_cast<char>(std::toupper(character)); });
  return result;
}

std::string explain(const Retired& row) {
  return fmt::format("{} (retired)\n", row.id) + wrap(fmt::format("It meant: {}.", row.meant)) + "\n" +
         wrap(fmt::format("Now: {}.", row.instead));
}

Error unknown(const std::string& asked, const Further& further) {
  std::vector<std::string> words;
  for (const CatalogRow& row : kCatalog) words.emplace_back(row.id);
  for (const Entry& entry : further.entries) {
    words.emplace_back(entry.row->id);
    words.emplace_back(entry.name);
  }
  for (const std::span<const Term> table : {kGlossary, further.terms})
    for (const Term& term : table) {
      words.emplace_back(term.word);
      for (const std::string_view alias : term.also()) words.emplace_back(alias);
    }
  const std::string_view what = further.entries.empty() ? "diagnostic or word" : "diagnostic, rule or word";
  return {fmt::format("there is no {} `{}`{}{}", what, asked, did_you_mean(asked, words),
                      nearest(asked, words) ? "" : "; `cdp explain` lists them all"),
          ""};
}

std::string examples(const CatalogRow& row) {
  std::string page;
  if (!row.bad.empty()) page += "\nThis is wrong:\n\n" + indented(row.bad);
  if (!row.good.empty()) page += "\nThis is right:\n\n" + indented(row.good);
  return page;
}

std::string body(std::string_view what, const CatalogRow& row) {
  return wrap(what) + "\n" + wrap(row.why);
}

}  // namespace

Result<std::string> explain(std::string_view asked, const Further& further) {
  const std::string code = upper(asked);
  for (const CatalogRow& row : kCatalog)
    if (row.id == code) return explain(row);
  for (const Entry& entry : further.entries)
    if (entry.row->id == code || entry.name == asked) return explain(entry);
  if (const Retired* retired = find_retired(code)) return explain(*retired);
  if (const Term* term = find_term(asked, further.terms)) return explain(*term);
  return unknown(std::string(asked), further);
}

std::string explain(const CatalogRow& row) {
  return fmt::format("{} ({})\n{}", row.id, word(row.severity), body(without_holes(row.message), row)) + examples(row);
}

std::string explain(const Entry& entry) {
  const CatalogRow& row = *entry.row;
  return fmt::format("{} {} ({}{})\n{}", row.id, entry.name, word(row.severity),
                     entry.opt_in ? ", off unless it is selected by its code or name" : "", body(entry.what, row)) +
         "\n" + wrap("Known from: " + std::string(entry.source)) + examples(row);
}

std::string explain(const Term& term) {
  std::string page = fmt::format("{}\n{}", term.word, wrap(term.meaning));
  if (!term.formula.empty()) page += "\n" + indented(term.formula);
  if (!term.aliases.empty()) page += "\n" + wrap(fmt::format("Also: {}", fmt::join(term.also(), ", ")));
  return term.source.empty() ? page : page + "\n" + wrap("Known from: " + std::string(term.source));
}

std::string list_all(const Further& further) {
  std::string result;
  for (const CatalogRow& row : kCatalog)
    result += fmt::format("{}  {:<7}  {}\n", row.id, word(row.severity), without_holes(row.message));
  std::size_t width = 0;
  for (const Entry& entry : further.entries) width = std::max(width, entry.name.size());
  for (const Entry& entry : further.entries)
    result +=
        fmt::format("{}  {:<7}  {:<{}}  {}\n", entry.row->id, word(entry.row->severity), entry.name, width, entry.what);
  width = 0;
  for (const std::span<const Term> table : {kGlossary, further.terms})
    for (const Term& term : table) width = std::max(width, term.word.size());
  for (const std::span<const Term> table : {kGlossary, further.terms})
    for (const Term& term : table) result += fmt::format("{:<{}}  {}\n", term.word, width, in_short(term));
  return result;
}

std::string without_holes(std::string_view message) {
  std::string result;
  bool in_code = false;
  for (std::size_t at = 0; at < message.size(); ++at) {
    const std::string_view two = message.substr(at, 2);
    if (message[at] == '`') in_code = !in_code;
    if (two == "{{" || two == "}}") {
      result += message[at++];
    } else if (two == "{}") {
      const bool suggestion = !in_code && !result.empty() && result.back() != ' ' && result.back() != '(';
      if (!suggestion) result += "...";
      ++at;
    } else {
      result += message[at];
    }
  }
  return result;
}

}  // namespace cdp::diag
