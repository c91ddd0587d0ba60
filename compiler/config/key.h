// One setting of cdp.toml: its key, the member that holds it, its meaning, and a value to show.
#pragma once

#include <span>
#include <string_view>

#include "compiler/plan/fields.h"

namespace cdp::config {

/// `example` is TOML; for a setting that has a default it is the default.
template <class Struct, class Member>
struct Key {
  const char* key;
  Member Struct::*member;
  const char* doc;
  const char* example = "";                      // empty: a table
  std::span<const std::string_view> words = {};  // the only words that it, or a value in it, may be; empty: any
};
template <class Struct, class Member>
Key(const char*, Member Struct::*, const char*) -> Key<Struct, Member>;
template <class Struct, class Member>
Key(const char*, Member Struct::*, const char*, const char*) -> Key<Struct, Member>;
template <class Struct, class Member, class Words>
Key(const char*, Member Struct::*, const char*, const char*, const Words&) -> Key<Struct, Member>;

using plan::for_each_field;
using plan::HasFields;

}  // namespace cdp::config
