// Walks the fields of a line; see line_json.h.
#include "run/line_json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "compiler/base/text.h"
#include "compiler/plan/value_kinds.h"

namespace cdp::run {
namespace {

using nlohmann::json;
using plan::for_each_field;

constexpr std::string_view kItems = "{items}";
constexpr std::string_view kScore = "{score}";

/// A key in the words of a task; empty where the task has no such thing.
std::string key_in(std::string_view key, const TaskWords& words) {
  if (key == kScore) return std::string(words.score);
  if (!key.starts_with(kItems)) return std::string(key);
  return std::string(words.items) + std::string(key.substr(kItems.size()));
}

/// The key in the words of the task whose line this is.
std::string key_in(std::string_view key, const json& object) {
  if (!key.starts_with('{')) return std::string(key);
  for (const TaskWords& words : kTaskWords)
    if (std::string name = key_in(key, words); !name.empty() && object.contains(name)) return name;
  return key_in(key, kTaskWords.front());
}

std::string value_text(double value, Digits digits) {
  if (!std::isfinite(value)) return "null";
  return digits == Digits::kTiming ? fmt::format("{:.3f}", value) : shortest(value);
}
std::string value_text(std::int64_t value, Digits /*digits*/) {
  return std::to_string(value);
}
std::string value_text(EndReason reason, Digits /*digits*/) {
  return fmt::format("\"{}\"", row(reason).word);
}

template <class T>
std::string text_of(const T& line, const TaskWords& words) {
  std::string text = fmt::format("{{\"kind\":\"{}\"", T::kKind);
  const auto add = [&](const auto& field, const auto& value) {
    text += fmt::format(",\"{}\":{}", key_in(field.key, words), value_text(value, field.digits));
  };
  for_each_field<T>([&](const auto& field) {
    const auto& value = line.*(field.member);
    if constexpr (!plan::IsMaybe<std::remove_cvref_t<decltype(value)>>)
      add(field, value);
    else if (value)
      add(field, *value);
  });
  return text + "}\n";
}

/// Takes members out of an object; the first one that is missing or of another type is remembered.
class Reader {
 public:
  explicit Reader(const json& object) : object_(object) {}

  template <class T>
  T line() {
    T line;
    for_each_field<T>([&](const auto& field) { take(key_in(field.key, object_), line.*(field.member)); });
    return line;
  }

  void take(const std::string& key, std::string& into) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (value->is_string())
      into = value->get<std::string>();
    else
      blame(fmt::format("`{}` is not a string", key));
  }

  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  void take(const std::string& key, double& into) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (value->is_null())
      into = std::numeric_limits<double>::quiet_NaN();
    else if (value->is_number())
      into = value->get<double>();
    else
      blame(fmt::format("`{}` is not a number", key));
  }

  void take(const std::string& key, std::int64_t& into) {
    const json* value = find(key);
    if (value == nullptr) return;
    if (value->is_number_integer())
      into = value->get<std::int64_t>();
    else
      blame(fmt::format("`{}` is not a whole number", key));
  }

  template <class T>
  void take(const std::string& key, std::optional<T>& into) {
    if (object_.contains(key)) take(key, into.emplace());
  }

  void take(const std::string& key, EndReason& into) {
    std::string word;
    take(key, word);
    std::vector<std::string_view> words;
    for (const EndReasonRow& row : kEndReasons) {
      if (word == row.word) {
        into = row.reason;
        return;
      }
      words.push_back(row.word);
    }
    blame(fmt::format("`{}` is none of {}", key, fmt::join(words, ", ")));
  }

  const json* find(const std::string& key) {
    const auto found = object_.find(key);
    if (found != object_.end()) return &*found;
    blame(fmt::format("`{}` is missing", key));
    return nullptr;
  }
  void blame(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }

  const json& object_;
  std::string fault_;
};

/// The alternative whose kind it is.
template <class... Kinds>
Line line_of(Reader& reader, std::string_view kind, std::variant<OtherLine, Kinds...>* /*of*/) {
  Line line;
  const bool is_known = ((kind == Kinds::kKind && (line = reader.line<Kinds>(), true)) || ...);
  return is_known ? line : reader.line<OtherLine>();
}

}  // namespace

std::string line_text(const Line& line, const TaskWords& words) {
  return std::visit([&](const auto& one) { return text_of(one, words); }, line);
}

Result<Line> read_line(std::string_view text) {
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Error{"not a JSON object", ""};
  Reader reader(object);
  std::string kind;
  reader.take("kind", kind);
  if (!reader.fault().empty()) return Error{reader.fault(), ""};
  const Line line = line_of(reader, kind, static_cast<Line*>(nullptr));
  if (reader.fault().empty()) return line;
  if (std::holds_alternative<OtherLine>(line)) return Line{};  // whose step is something else
  return Error{reader.fault(), ""};
}

}  // namespace cdp::run
