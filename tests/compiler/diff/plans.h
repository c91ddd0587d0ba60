// What the tests of compare() share: the plans of examples/, searching differences, and a text of one for messages.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "compiler/diff/compare.h"
#include "compiler/plan/json.h"

namespace cdp::diff {

inline std::string text_of(const Value& value) {
  return std::visit(
      [](const auto& one) -> std::string {
        using T = std::remove_cvref_t<decltype(one)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return "-";
        else if constexpr (std::is_same_v<T, std::vector<std::int64_t>> || std::is_same_v<T, std::vector<std::string>>)
          return fmt::format("{}", fmt::join(one, ","));
        else
          return fmt::format("{}", one);
      },
      value);
}

inline std::string text_of(const std::optional<Link>& link) {
  return link ? fmt::format("`{}` at {} {}..{}", link->text, link->at, link->lowest, link->highest) : "-";
}

inline std::string text_of(const Cause& cause) {
  std::string text = text_of(cause.a) + " => " + text_of(cause.b);
  for (const Fact& fact : cause.facts)
    text += fmt::format(" ({}: {} -> {})", fact.name, text_of(fact.a), text_of(fact.b));
  return text + (cause.unknown.empty() ? "" : " " + cause.unknown);
}

/// One difference in a few lines, changes and causes sorted: equal for equal differences.
inline std::string text_of(const Difference& difference) {
  std::vector<std::string> lines;
  for (const Change& change : difference.changes)
    lines.push_back(fmt::format("  {} -> {}: {}", text_of(change.a), text_of(change.b), fmt::join(change.shown, " ")));
  for (const Cause& cause : difference.causes) lines.push_back("  because " + text_of(cause));
  std::sort(lines.begin(), lines.end());
  return fmt::format("{} {} {}\n{}", row(difference.category).word, static_cast<int>(difference.kind), difference.path,
                     fmt::join(lines, "\n"));
}

inline void PrintTo(const Difference& difference, std::ostream* out) {  // NOLINT: the name GoogleTest calls
  *out << text_of(difference);
}

inline std::vector<std::string> texts_of(const std::vector<Difference>& differences) {
  std::vector<std::string> texts;
  for (const Difference& difference : differences) texts.push_back(text_of(difference));
  std::sort(texts.begin(), texts.end());
  return texts;
}

inline std::vector<Difference> of_category(const std::vector<Difference>& all, Category category) {
  std::vector<Difference> found;
  for (const Difference& difference : all)
    if (difference.category == category) found.push_back(difference);
  return found;
}

/// The plans beside the examples, sorted by name.
inline std::vector<std::string> example_plans() {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(CDP_SOURCE_DIR "/examples"))
    if (entry.path().extension() == ".json") found.push_back(entry.path().filename().string());
  std::sort(found.begin(), found.end());
  return found;
}

inline plan::Plan example_plan(const std::string& name) {
  std::ifstream file(CDP_SOURCE_DIR "/examples/" + name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  Result<plan::Plan> plan = plan::from_json(text.str());
  EXPECT_TRUE(plan) << name;
  return std::move(*plan);
}

}  // namespace cdp::diff
