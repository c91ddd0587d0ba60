// The slots of a plan's types, made from fields(). For from_json() alone: who includes this makes them all.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/plan/plan.h"
#include "compiler/plan/slot.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::plan {

template <class T>
Slot make_slot(T& target, int index = -1);

template <IsScalar T>
bool assign(void* target, Token& token) {
  constexpr bool kAny = std::same_as<T, Scalar>;
  constexpr bool kReal = std::same_as<T, double> || IsVariant<T>;
  T& place = *static_cast<T*>(target);
  if constexpr (IsWord<T>) {
    const auto known = token.kind == Token::Kind::kText ? find_word<T>(token.text) : std::nullopt;
    return known ? (place = *known, true) : false;
  }
  if constexpr (std::same_as<T, bool> || kAny)
    if (token.kind == Token::Kind::kBoolean) return place = token.boolean, true;
  if constexpr (std::same_as<T, std::string> || IsVariant<T>)
    if (token.kind == Token::Kind::kText) return place = std::move(token.text), true;
  if constexpr (std::same_as<T, std::int64_t> || kAny)
    if (token.kind == Token::Kind::kInteger) return place = token.integer, true;
  if constexpr (kReal) {
    if (token.kind == Token::Kind::kInteger) return place = static_cast<double>(token.integer), true;
    if (token.kind == Token::Kind::kReal) return place = token.real, true;
  }
  return false;
}

template <HasFields T>
Slot field_slot(void* target, const std::string& key) {
  Slot slot;
  int index = 0;
  for_each_field<T>([&](const auto& field) {
    if (slot.target == nullptr && key == field.key) slot = make_slot(static_cast<T*>(target)->*(field.member), index);
    ++index;
  });
  return slot;
}

template <IsOrdered T>
Slot entry_slot(void* target, const std::string& key) {
  T& entries = *static_cast<T*>(target);
  entries.emplace_back(key, OrderedItem<T>{});
  return make_slot(entries.back().second);
}

template <IsVector T>
Slot item_slot(void* target) {
  return make_slot(static_cast<T*>(target)->emplace_back());
}

template <HasFields T>
std::vector<std::string> field_keys() {
  std::vector<std::string> keys;
  for_each_field<T>([&](const auto& field) { keys.emplace_back(field.key); });
  return keys;
}

/// A bit for each field that is so.
template <HasFields T, class IsSo>
constexpr std::uint64_t field_bits(const IsSo& is_so) {
  static_assert(kFieldCount<T> <= 64);
  std::uint64_t bits = 0;
  std::uint64_t bit = 1;
  for_each_field<T>([&](const auto& field) {
    if (is_so(field)) bits |= bit;
    bit <<= 1;
  });
  return bits;
}

template <IsOrdered T>
std::optional<std::string> repeated_key(const void* target) {
  std::vector<std::string_view> keys;
  for (const auto& entry : *static_cast<const T*>(target)) keys.push_back(entry.first);
  std::sort(keys.begin(), keys.end());
  const auto twice = std::adjacent_find(keys.begin(), keys.end());
  if (twice == keys.end()) return std::nullopt;
  return std::string(*twice);
}

template <IsScalar T>
constexpr std::string_view scalar_expected() {
  if (std::same_as<T, bool>) return "true or false";
  if (std::same_as<T, std::int64_t>) return "a whole number";
  if (std::same_as<T, double>) return "a number";
  if (std::same_as<T, std::string> || IsWord<T>) return "text";
  return std::same_as<T, Scalar> ? "a number, text, true or false" : "a number or text";
}

template <class T>
constexpr TypeOperations type_operations() {
  TypeOperations type;
  if constexpr (IsScalar<T>) {
    type.expected = scalar_expected<T>();
    type.assign = &assign<T>;
    if constexpr (IsWord<T>) type.words = EnumWords<T>::all;
  } else if constexpr (IsVector<T>) {
    type.form = Form::kArray;
    type.expected = "an array";
    type.item = &item_slot<T>;
  } else {
    type.form = Form::kObject;
    type.expected = "an object";
    if constexpr (IsOrdered<T>) {
      type.member = &entry_slot<T>;
      type.repeated = &repeated_key<T>;
    } else {
      type.member = &field_slot<T>;
      type.keys = &field_keys<T>;
      type.required = field_bits<T>([](const auto& field) { return field.presence == Presence::kRequired; });
      type.newer = field_bits<T>([](const auto& field) { return field.since > kFirstVersion; });
    }
  }
  return type;
}

template <class T>
inline constexpr TypeOperations kTypeOperations = type_operations<T>();

template <class T>
Slot make_slot(T& target, int index) {
  if constexpr (kIsMaybe<T>) {
    if constexpr (requires { typename T::element_type; })
      target = std::make_shared<typename T::element_type>();
    else
      target.emplace();
    return make_slot(*target, index);
  } else {
    return {&target, &kTypeOperations<T>, index};
  }
}

}  // namespace cdp::plan
