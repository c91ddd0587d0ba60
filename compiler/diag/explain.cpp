// Lays a catalog row out as a page of plain text, 80 columns wide.
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

Error unknown_code(const std::string& code) {
  std::vector<std::string> ids;
  for (const Row& row : kCatalog) ids.emplace_back(row.id);
  return {fmt::format("there is no diagnostic `{}`{}{}", code, did_you_mean(code, ids),
                      nearest(code, ids) ? "" : "; `cdp explain` lists them all"),
          ""};
}

}  // namespace

Result<std::string> explain(std::string_view code) {
  const std::string wanted = upper(code);
  for (const Row& row : kCatalog)
    if (row.id == wanted) return explain(row);
  return unknown_code(std::string(code));
}

std::string explain(const Row& row) {
  std::string page =
      fmt::format("{} ({})\n{}\n{}", row.id, word(row.severity), wrap(without_holes(row.message)), wrap(row.why));
  if (!row.bad.empty()) page += "\nThis is wrong:\n\n" + indented(row.bad);
  if (!row.good.empty()) page += "\nThis is right:\n\n" + indented(row.good);
  return page;
}

std::string list_codes() {
  std::string result;
  for (const Row& row : kCatalog)
    result += fmt::format("{}  {:<7}  {}\n", row.id, word(row.severity), without_holes(row.message));
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
