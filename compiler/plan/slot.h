// A slot is a place in a plan that one JSON value goes to: where, and what its type takes. The operations of each type
// are made from fields() in slot_types.h, so that a reader of events fills a plan of any size without building a tree
// of it first. What went wrong, in words, is from_json()'s.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cdp::plan {

/// A JSON value that is neither object nor array. `digits` is a real as written.
struct Token {
  enum class Kind { kNull, kBoolean, kInteger, kReal, kText };
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text = {};
  std::string digits = {};
};

enum class Form { kScalar, kObject, kArray };

struct TypeOperations;

struct Slot {
  void* target = nullptr;
  const TypeOperations* type = nullptr;
  int index = -1;  // of the field within its struct; -1 where keys are data
};

/// What a type takes; operations that it has not are null.
struct TypeOperations {
  Form form = Form::kScalar;
  std::string_view expected = {};                                  // "a whole number"
  std::span<const std::string_view> words = {};                    // the only texts that it takes; empty: any
  bool (*assign)(void* target, Token& token) = nullptr;            // scalars; false: wrong type, or no word
  Slot (*member)(void* target, const std::string& key) = nullptr;  // objects; no target: unknown key
  Slot (*item)(void* target) = nullptr;                            // arrays: appends one
  std::vector<std::string> (*keys)() = nullptr;                    // structs: their fields' keys
  std::uint64_t required = 0;                                      // structs: a bit for each field that must be there
  std::uint64_t newer = 0;                                         // structs: for each field that version 1 has not
  std::optional<std::string> (*repeated)(const void* target) =
      nullptr;  // keys are data: one that comes twice, or empty
};

}  // namespace cdp::plan
