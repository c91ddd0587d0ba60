// JSON on one line, of plan structs and what they are made of, for exporters. The plan's own layout is to_json()'s.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "compiler/plan/json_text.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::exporting {

template <class T>
void put_json(plan::JsonText& out, const T& value);

/// `"key": ` and the value, after a comma where it is not the object's first; an optional that is empty is left out.
template <class T>
void put_member(plan::JsonText& out, std::string_view key, const T& value, bool& first) {
  if constexpr (plan::IsMaybe<T>) {
    if (value) put_member(out, key, *value, first);
  } else {
    if (!first) out.raw(std::string_view(", "));
    first = false;
    out.string(key);
    out.raw(std::string_view(": "));
    put_json(out, value);
  }
}

template <class T>
void put_json(plan::JsonText& out, const T& value) {
  if constexpr (std::same_as<T, double>) {
    out.number(value);
  } else if constexpr (std::same_as<T, std::int64_t>) {
    out.integer(value);
  } else if constexpr (std::same_as<T, bool>) {
    out.raw(value ? std::string_view("true") : std::string_view("false"));
  } else if constexpr (std::convertible_to<T, std::string_view>) {
    out.string(value);
  } else if constexpr (IsWord<T>) {
    out.string(word(value));
  } else if constexpr (plan::IsVariant<T>) {
    std::visit([&out](const auto& one) { put_json(out, one); }, value);
  } else if constexpr (plan::HasFields<T> || plan::IsOrdered<T>) {
    bool first = true;
    out.raw('{');
    if constexpr (plan::HasFields<T>) {
      plan::for_each_field<T>([&](const auto& field) {
        const auto& member = value.*(field.member);
        using Member = std::remove_cvref_t<decltype(member)>;
        if constexpr (std::same_as<Member, std::string> || std::same_as<Member, std::vector<std::string>>)
          if (field.presence == plan::Presence::kOptional && member.empty()) return;
        put_member(out, field.key, member, first);
      });
    } else {
      for (const auto& [key, item] : value) put_member(out, key, item, first);
    }
    out.raw('}');
  } else {
    out.raw('[');
    for (const auto& item : value) {
      if (&item != &value.front()) out.raw(std::string_view(", "));
      put_json(out, item);
    }
    out.raw(']');
  }
}

}  // namespace cdp::exporting
