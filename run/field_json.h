// The fields of a line (line_field.h) as JSON text and back: what line_json.cpp and worker_lines.cpp have in
// common. The JSON library shows in this header, so only they include it.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "compiler/base/text.h"
#include "compiler/base/words.h"
#include "compiler/plan/value_kinds.h"
#include "run/line_field.h"

namespace cdp::run {

inline std::string field_text(double value, Digits digits) {
  if (!std::isfinite(value)) return "null";
  return digits == Digits::kTiming ? fmt::format("{:.3f}", value) : shortest(value);
}
inline std::string field_text(std::int64_t value, Digits /*digits*/) {
  return std::to_string(value);
}
/// Bytes that are not UTF-8 become U+FFFD.
inline std::string field_text(const std::string& value, Digits /*digits*/) {
  return nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}
template <IsWord Word>
std::string field_text(Word value, Digits /*digits*/) {
  return fmt::format("\"{}\"", value);
}

/// `{"kind":"train","step":1}` and a line feed; `key_of` gives the key that a field is written under.
template <class T, class KeyOf>
std::string fields_text(const T& line, const KeyOf& key_of) {
  std::string text = fmt::format("{{\"kind\":\"{}\"", T::kKind);
  const auto add = [&](const auto& field, const auto& value) {
    text += fmt::format(",\"{}\":{}", key_of(field.key), field_text(value, field.digits));
  };
  plan::for_each_field<T>([&](const auto& field) {
    const auto& value = line.*(field.member);
    if constexpr (!plan::IsMaybe<std::remove_cvref_t<decltype(value)>>)
      add(field, value);
    else if (value)
      add(field, *value);
  });
  return text + "}\n";
}

/// Takes members out of an object; the first one that is missing or of another type is remembered.
class FieldReader {
 public:
  /// Keeps a reference to the object.
  explicit FieldReader(const nlohmann::json& object) : object_(object) {}

  template <class T, class KeyOf>
  T line(const KeyOf& key_of) {
    T line;
    plan::for_each_field<T>([&](const auto& field) { take(key_of(field.key), line.*(field.member)); });
    return line;
  }

  void take(const std::string& key, std::string& into) {
    const nlohmann::json* value = find(key);
    if (value == nullptr) return;
    if (!value->is_string()) return blame(fmt::format("`{}` is not a string", key));
    into = value->get<std::string>();
  }

  /// Empty: nothing is wrong.
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  void take(const std::string& key, double& into) {
    const nlohmann::json* value = find(key);
    if (value == nullptr) return;
    if (value->is_null())
      into = std::numeric_limits<double>::quiet_NaN();
    else if (value->is_number())
      into = value->get<double>();
    else
      blame(fmt::format("`{}` is not a number", key));
  }

  void take(const std::string& key, std::int64_t& into) {
    const nlohmann::json* value = find(key);
    if (value == nullptr) return;
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const bool fits = !value->is_number_unsigned() || value->get<std::uint64_t>() <= kMost;
    if (!value->is_number_integer() || !fits) return blame(fmt::format("`{}` is not a whole number", key));
    into = value->get<std::int64_t>();
  }

  template <class T>
  void take(const std::string& key, std::optional<T>& into) {
    if (object_.contains(key)) take(key, into.emplace());
  }

  template <IsWord Word>
  void take(const std::string& key, Word& into) {
    std::string word;
    take(key, word);
    if (const auto known = find_word<Word>(word))
      into = *known;
    else
      blame(fmt::format("`{}` is none of {}", key, fmt::join(EnumWords<Word>::all, ", ")));
  }

  const nlohmann::json* find(const std::string& key) {
    const auto found = object_.find(key);
    if (found != object_.end()) return &*found;
    blame(fmt::format("`{}` is missing", key));
    return nullptr;
  }
  void blame(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  const nlohmann::json& object_;
  std::string fault_;
};

}  // namespace cdp::run
