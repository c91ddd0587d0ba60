// Matching part by part; see renames.h.
#include "compiler/verify/renames.h"

#include <fmt/format.h>

#include "compiler/base/dotted.h"

namespace cdp::verify {
namespace {

constexpr std::string_view kOne = "*";
constexpr std::string_view kMany = "**";

bool is_star(std::string_view part) {
  return part == kOne || part == kMany;
}

/// A pattern laid over a name. Where the rest of one has been seen not to fit the rest of the other, it is not tried
/// again: a pattern of many `**` takes as long as it has parts.
class Overlay {
 public:
  Overlay(std::string_view pattern, std::string_view name)
      : pattern_(dotted::parts(pattern)),
        name_(dotted::parts(name)),
        dead_((pattern_.size() + 1) * (name_.size() + 1), false) {}

  /// `**` takes as few parts as it can, from the left.
  bool fits(std::size_t pattern = 0, std::size_t name = 0) {
    if (pattern == pattern_.size()) return name == name_.size();
    if (name == name_.size()) return false;
    const std::size_t here = pattern * (name_.size() + 1) + name;
    if (dead_[here]) return false;
    const std::string_view first = pattern_[pattern];
    const std::size_t most = first == kMany ? name_.size() - name : 1;
    for (std::size_t taken = 1; taken <= most && (is_star(first) || first == name_[name]); ++taken) {
      if (is_star(first)) stars_.push_back(dotted::join(std::span(name_).subspan(name, taken)));
      if (fits(pattern + 1, name + taken)) return true;
      if (is_star(first)) stars_.pop_back();
    }
    dead_[here] = true;
    return false;
  }

  std::vector<std::string> stars() && { return std::move(stars_); }

 private:
  std::vector<std::string_view> pattern_;
  std::vector<std::string_view> name_;
  std::vector<bool> dead_;
  std::vector<std::string> stars_;
};

constexpr std::string_view kIndexed = "[*]";

std::vector<std::string> stars_of(const Term& term) {
  std::vector<std::string> stars;
  for (const std::string_view part : dotted::parts(term.pattern))
    if (is_star(part)) stars.emplace_back(part);
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
  Overlay overlay(pattern, name);
  if (!overlay.fits()) return std::nullopt;
  return std::move(overlay).stars();
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
  std::vector<std::string_view> parts = dotted::parts(pattern);
  std::size_t next = 0;
  for (std::string_view& part : parts)
    if (is_star(part)) part = stars[next++];
  return dotted::join(parts);
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
