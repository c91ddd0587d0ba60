// See dotted.h.
#include "compiler/base/dotted.h"

#include <algorithm>
#include <charconv>

#include "compiler/base/check.h"

namespace cdp::dotted {
namespace {

/// Calls `use(part)` for each part, from the first on.
template <class Use>
void for_each_part(std::string_view name, Use&& use) {
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('.', begin), name.size());
    use(name.substr(begin, end - begin));
    begin = end + 1;
  }
}

/// The name with some parts replaced: `change(part, out)` adds what stands for a part.
template <class Change>
std::string changed(std::string_view name, Change&& change) {
  std::string out;
  out.reserve(name.size() + 8);
  for_each_part(name, [&](std::string_view part) {
    if (part.data() != name.data()) out += '.';
    change(part, out);
  });
  return out;
}

}  // namespace

std::vector<std::string_view> parts(std::string_view name) {
  std::vector<std::string_view> all;
  for_each_part(name, [&](std::string_view part) { all.push_back(part); });
  return all;
}

std::string join(std::span<const std::string_view> parts) {
  std::string name;
  for (const std::string_view& part : parts) {
    if (&part != &parts.front()) name += '.';
    name += part;
  }
  return name;
}

std::optional<std::int64_t> index(std::string_view part) {
  std::int64_t value = 0;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (part.empty() || !is_digit(part.front())) return std::nullopt;
  const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), value);
  if (fault != std::errc{} || end != part.data() + part.size()) return std::nullopt;
  return value;
}

std::string pattern(std::string_view name) {
  return changed(name, [](std::string_view part, std::string& out) { out += index(part) ? "*" : part; });
}

std::vector<std::int64_t> indices(std::string_view name) {
  std::vector<std::int64_t> all;
  for_each_part(name, [&](std::string_view part) {
    if (const auto number = index(part)) all.push_back(*number);
  });
  return all;
}

std::size_t count_stars(std::string_view folded) {
  std::size_t stars = 0;
  for_each_part(folded, [&](std::string_view part) { stars += part == "*" ? 1 : 0; });
  return stars;
}

std::string expand(std::string_view folded, std::span<const std::int64_t> indices) {
  std::size_t next = 0;
  return changed(folded, [&](std::string_view part, std::string& out) {
    if (part != "*") {
      out += part;
      return;
    }
    CHECK(next < indices.size());
    out += std::to_string(indices[next++]);
  });
}

}  // namespace cdp::dotted
