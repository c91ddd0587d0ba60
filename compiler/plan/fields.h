// The one list of fields that every plan struct has: key, member, meaning. JSON in both directions, the
// schema, validation and docs are made from it. The structs themselves are in training.h, tensor.h, graph.h, plan.h.
#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace cdp::plan {

enum class Presence { kRequired, kOptional };

/// One field of a plan struct: JSON key, member, meaning with units.
template <class Struct, class Member>
struct Field {
  const char* key;
  Member Struct::*member;
  const char* doc;
  Presence presence = Presence::kRequired;  // optional: left out when empty
  std::int64_t since = 1;                   // the version of the format that brought it
};
template <class Struct, class Member>
Field(const char*, Member Struct::*, const char*) -> Field<Struct, Member>;
template <class Struct, class Member>
Field(const char*, Member Struct::*, const char*, Presence) -> Field<Struct, Member>;
template <class Struct, class Member>
Field(const char*, Member Struct::*, const char*, Presence, int) -> Field<Struct, Member>;

/// A JSON object whose keys are data and keep their order.
template <class T>
using Ordered = std::vector<std::pair<std::string, T>>;

using Scalar = std::variant<bool, std::int64_t, double, std::string>;

/// A struct that lists its fields.
template <class T>
concept HasFields = requires {
  T::fields();
};

/// Calls `use(field)` for each field, in the order they are written.
template <HasFields T, class Use>
constexpr void for_each_field(Use&& use) {
  std::apply([&](const auto&... field) { (use(field), ...); }, T::fields());
}

template <HasFields T>
inline constexpr std::size_t kFieldCount = std::tuple_size_v<decltype(T::fields())>;

}  // namespace cdp::plan
