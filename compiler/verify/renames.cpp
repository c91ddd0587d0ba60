// Matching part by part; see renames.h.
#include "compiler/verify/renames.h"

#include <fmt/format.h>

#include "compiler/verify/names.h"

namespace cdp::verify {
namespace {

constexpr std::string_view kOne = "*";
constexpr std::string_view kMany = "**";

using Parts = std::span<const std::string>;

std::string joined(Parts parts) {
  return join_parts({parts.begin(), parts.end()});
}

/// `**` takes as few parts as it can, from the left.
bool match_parts(Parts pattern, Parts name, std::vector<std::string>& stars) {
  if (pattern.empty()) return name.empty();
  if (name.empty()) return false;
  const std::string& first = pattern.front();
  if (first == kMany) {
    for (std::size_t taken = 1; taken <= name.size(); ++taken) {
      stars.push_back(joined(name.first(taken)));
      if (match_parts(pattern.subspan(1), name.subspan(taken), stars)) return true;
      stars.pop_back();
    }
    return false;
  }
  if (first != kOne && first != name.front()) return false;
  if (first == kOne) stars.push_back(name.front());
  if (match_parts(pattern.subspan(1), name.subspan(1), stars)) return true;
  if (first == kOne) stars.pop_back();
  return false;
}

bool is_star(std::string_view part) {
  return part == kOne || part == kMany;
}

constexpr std::string_view kIndexed = "[*]";

std::vector<std::string> stars_of(const Term& term) {
  std::vector<std::string> stars;
  for (std::string& part : split_parts(term.pattern))
    if (is_star(part)) stars.push_back(std::move(part));
  if (term.in_bank) stars.emplace_back(kOne);
  return stars;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r") + 1 - begin);
}

std::string side_text(const std::vector<Term>& terms) {
  std::string text;
  for (const Term& term : terms) {
    if (!text.empty()) text += " + ";
    text += term.pattern;
    if (term.in_bank) text += kIndexed;
  }
  return text;
}

}  // namespace

std::optional<std::vector<std::string>> match(std::string_view pattern, std::string_view name) {
  std::vector<std::string> stars;
  const std::vector<std::string> pattern_parts = split_parts(pattern);
  const std::vector<std::string> name_parts = split_parts(name);
  if (!match_parts(pattern_parts, name_parts, stars)) return std::nullopt;
  return stars;
}

std::vector<Term> terms_of(std::string_view side) {
  std::vector<Term> terms;
  while (true) {
    const std::size_t plus = std::min(side.find('+'), side.size());
    std::string_view name = trimmed(side.substr(0, plus));
    const bool in_bank = name.ends_with(kIndexed);
    if (in_bank) name.remove_suffix(kIndexed.size());
    terms.push_back({std::string(name), in_bank});
    if (plus == side.size()) return terms;
    side.remove_prefix(plus + 1);
  }
}

bool joins(const Rename& rename) {
  return (rename.file + rename.plan).find_first_of("+[") != std::string::npos;
}

std::string filled(std::string_view pattern, std::span<const std::string> stars) {
  std::vector<std::string> parts = split_parts(pattern);
  std::size_t next = 0;
  for (std::string& part : parts)
    if (is_star(part)) part = stars[next++];
  return join_parts(parts);
}

std::optional<std::string> renamed(const Rename& rename, std::string_view name) {
  const auto stars = match(rename.file, name);
  if (!stars) return std::nullopt;
  return filled(rename.plan, *stars);
}

std::string text_of(const Rename& rename) {
  return rename.file + "=" + rename.plan;
}

Result<Rename> parse_rename(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || text.find('=', equals + 1) != std::string_view::npos)
    return Error{fmt::format("`{}` is no rename; write FILE=PLAN, such as 'model.**=**'", text), ""};
  const std::vector<Term> file = terms_of(text.substr(0, equals));
  const std::vector<Term> plan = terms_of(text.substr(equals + 1));
  std::vector<Term> all = file;
  all.insert(all.end(), plan.begin(), plan.end());
  for (const Term& term : all)
    if (term.pattern.empty() && !term.in_bank)
      return Error{fmt::format("`{}` lacks a side; write FILE=PLAN, such as 'model.**=**'", text), ""};
  for (const Term& term : all)
    if (term.pattern.empty() || term.pattern.find_first_of("[]") != std::string::npos)
      return Error{fmt::format("`{}`: `{}` has brackets; `[*]` at the end is a matrix of a bank, and nothing else has "
                               "brackets",
                               text, side_text({term})),
                   ""};
  if (file.size() > 1 && plan.size() > 1)
    return Error{fmt::format("`{}` has sums on both sides; several names are stacked to one, on one side only", text),
                 ""};
  for (const Term& term : all)
    if (stars_of(term) != stars_of(all.front()))
      return Error{fmt::format("`{}` has other stars on its left than on its right; what a star stands for in the "
                               "file's name stands in the plan's at the same star",
                               text),
                   ""};
  return Rename{side_text(file), side_text(plan)};
}

Result<std::vector<Rename>> parse_renames(std::string_view text) {
  std::vector<Rename> renames;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = trimmed(line.substr(0, line.find('#')));
    if (line.empty()) continue;
    auto rename = parse_rename(line);
    if (!rename) return Error{rename.error().message, fmt::format("{}", number)};
    renames.push_back(std::move(*rename));
  }
  return renames;
}

}  // namespace cdp::verify
