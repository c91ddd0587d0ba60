// The table of categories.def: what can differ between two plans.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace cdp::diff {

enum class Category {
#define CATEGORY(word, counted, title, fields, meaning) word,
#include "compiler/diff/categories.def"
#undef CATEGORY
};

struct CategoryRow {
  Category category;
  std::string_view word;
  bool counted;  // whether two plans that differ in this are different
  std::string_view title;
  std::string_view fields;  // `plan.scale tensor.lr`
  std::string_view meaning;
};

/// In the order in which they are shown.
inline constexpr auto kCategories = std::to_array<CategoryRow>({
#define CATEGORY(word, counted, title, fields, meaning) {Category::word, #word, counted, title, fields, meaning},
#include "compiler/diff/categories.def"
#undef CATEGORY
});

[[nodiscard]] constexpr const CategoryRow& row(Category category) {
  return kCategories[static_cast<std::size_t>(category)];
}

}  // namespace cdp::diff
