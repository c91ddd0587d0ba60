// One field of a line of JSON (lines.h, measured.h, worker_lines.h): its key, its member, what it means.
#pragma once

#include <cstdint>

namespace cdp::run {

/// How a real number is written: exactly, or with three decimals what is timing, which no two runs have in common.
enum class Digits { kExact, kTiming };

/// One field of a line; optional where its member is.
template <class Struct, class Member>
struct LineField {
  const char* key;
  Member Struct::*member;
  const char* doc;
  Digits digits = Digits::kExact;
};
template <class Struct, class Member>
LineField(const char*, Member Struct::*, const char*) -> LineField<Struct, Member>;
template <class Struct, class Member>
LineField(const char*, Member Struct::*, const char*, Digits) -> LineField<Struct, Member>;

}  // namespace cdp::run
