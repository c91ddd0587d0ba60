// Finds entries of an Ordered by their keys. A plan from another hand may have any number of them, and who looks up
// each entry of one list in another would otherwise walk the lists' product.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_map>

#include "compiler/plan/value_kinds.h"

namespace cdp::plan {

/// The list must outlive it. Null is a list without entries; of equal keys the first is found.
template <IsOrdered T>
class ByKey {
 public:
  explicit ByKey(const T* entries) : entries_(entries) {
    if (entries == nullptr || entries->size() <= kFew) return;
    places_.reserve(entries->size());
    for (const auto& [key, value] : *entries) places_.emplace(key, &value);
  }

  /// Null where there is none.
  [[nodiscard]] const OrderedItem<T>* find(std::string_view key) const {
    if (!places_.empty()) {
      const auto place = places_.find(key);
      return place == places_.end() ? nullptr : place->second;
    }
    if (entries_ == nullptr) return nullptr;
    for (const auto& [known, value] : *entries_)
      if (known == key) return &value;
    return nullptr;
  }

 private:
  static constexpr std::size_t kFew = 16;  // up to so many a walk is faster than a table, and most lists are so short

  const T* entries_;
  std::unordered_map<std::string_view, const OrderedItem<T>*> places_;
};

}  // namespace cdp::plan
