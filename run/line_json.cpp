// Walks the fields of a line; see line_json.h.
#include "run/line_json.h"

#include "run/field_json.h"

namespace cdp::run {
namespace {

using nlohmann::json;

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

/// The alternative whose kind it is.
template <class KeyOf, class... Kinds>
Line line_of(FieldReader& reader, const KeyOf& key_of, std::string_view kind,
             std::variant<OtherLine, Kinds...>* /*of*/) {
  Line line;
  const bool is_known = ((kind == Kinds::kKind && (line = reader.line<Kinds>(key_of), true)) || ...);
  return is_known ? line : reader.line<OtherLine>(key_of);
}

}  // namespace

std::string line_text(const Line& line, const TaskWords& words) {
  const auto key_of = [&](const char* key) { return key_in(key, words); };
  return std::visit([&](const auto& one) { return fields_text(one, key_of); }, line);
}

Result<Line> read_line(std::string_view text) {
  const json object = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return Error{"not a JSON object", ""};
  FieldReader reader(object);
  std::string kind;
  reader.take("kind", kind);
  if (!reader.fault().empty()) return Error{reader.fault(), ""};
  const auto key_of = [&](const char* key) { return key_in(key, object); };
  const Line line = line_of(reader, key_of, kind, static_cast<Line*>(nullptr));
  if (reader.fault().empty()) return line;
  if (std::holds_alternative<OtherLine>(line)) return Line{};  // whose step is something else
  return Error{reader.fault(), ""};
}

}  // namespace cdp::run
