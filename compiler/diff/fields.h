// Compares two values of any kind that plans have by walking their fields(), so that a new field is compared without a
// word here. Tensors, multipliers and the graph are lists with rules of their own and not compared so.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "compiler/diff/parts.h"
#include "compiler/plan/by_key.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::diff {

/// The category whose row has the field (`tensor.lr`).
[[nodiscard]] constexpr Category category_of(std::string_view field) {
  for (const CategoryRow& row : kCategories)
    if (has_word(row.fields, field)) return row.category;
  return static_cast<Category>(kCategories.size());  // not reached: categorised() is asserted for every struct
}

/// Whether each field of a struct stands in exactly one row of categories.def.
template <plan::HasFields T>
[[nodiscard]] constexpr bool categorised(std::string_view prefix) {
  bool all = true;
  plan::for_each_field<T>([&](const auto& field) {
    std::size_t rows = 0;
    for (const CategoryRow& row : kCategories) {
      std::string_view words = row.fields;
      while (!words.empty()) {
        const std::string_view word = words.substr(0, words.find(' '));
        words.remove_prefix(std::min(word.size() + 1, words.size()));
        if (word.starts_with(prefix) && word.substr(prefix.size()) == field.key) ++rows;
      }
    }
    all = all && rows == 1;
  });
  return all;
}

/// A scalar, an array of scalars, or nothing, as a Value.
template <class T>
[[nodiscard]] Value value_of(const T* value) {
  if (value == nullptr) return {};
  if constexpr (plan::IsMaybe<T>)
    return *value ? value_of(&**value) : Value{};
  else if constexpr (plan::IsVariant<T>)
    return std::visit([](const auto& one) -> Value { return one; }, *value);
  else if constexpr (IsWord<T>)
    return std::string(cdp::word(*value));
  else
    return *value;
}

template <class T>
[[nodiscard]] bool same_values(const T& a, const T& b, double tolerance) {
  if constexpr (std::is_same_v<T, double>) {
    return same_number(a, b, tolerance);
  } else if constexpr (plan::IsMaybe<T>) {
    return a && b ? same_values(*a, *b, tolerance) : !a == !b;
  } else if constexpr (plan::IsVariant<T>) {
    const double* x = std::get_if<double>(&a);
    const double* y = std::get_if<double>(&b);
    return x != nullptr && y != nullptr ? same_number(*x, *y, tolerance) : a == b;
  } else {
    return a == b;
  }
}

[[nodiscard]] inline std::string below(const std::string& path, std::string_view key) {
  return path.empty() ? std::string(key) : path + "." + std::string(key);
}

/// What a spec brings in; files are the same by their path, not by where they stand in the list. The spec itself has
/// the plan's hash.
[[nodiscard]] inline plan::Ordered<std::string> by_path(const std::vector<plan::SpecFile>* files) {
  plan::Ordered<std::string> hashes;
  if (files == nullptr) return hashes;
  for (std::size_t i = 1; i < files->size(); ++i) hashes.emplace_back((*files)[i].path, (*files)[i].sha256);
  return hashes;
}

/// Calls `use(path, a, b)` for each value that differs; a null pointer is a value that a plan does not have.
template <class T, class Use>
void compare_values(const T* a, const T* b, const std::string& path, double tolerance, Use&& use) {
  if constexpr (std::is_same_v<T, std::vector<plan::SpecFile>>) {
    const auto hashes = by_path(a);
    const auto others = by_path(b);
    compare_values(&hashes, &others, path, tolerance, use);
  } else if constexpr (plan::HasFields<T>) {
    plan::for_each_field<T>([&](const auto& field) {
      const auto* from = a == nullptr ? nullptr : &(a->*(field.member));
      const auto* to = b == nullptr ? nullptr : &(b->*(field.member));
      compare_values(from, to, below(path, field.key), tolerance, use);
    });
  } else if constexpr (plan::IsOrdered<T>) {
    const plan::ByKey<T> in_a(a);
    const plan::ByKey<T> in_b(b);
    if (a != nullptr)
      for (const auto& [key, value] : *a) compare_values(&value, in_b.find(key), below(path, key), tolerance, use);
    if (b != nullptr)
      for (const auto& [key, value] : *b)
        if (in_a.find(key) == nullptr)
          compare_values(static_cast<const plan::OrderedItem<T>*>(nullptr), &value, below(path, key), tolerance, use);
  } else {
    const bool same = a != nullptr && b != nullptr ? same_values(*a, *b, tolerance) : a == b;
    if (!same) use(path, value_of(a), value_of(b));
  }
}

}  // namespace cdp::diff
