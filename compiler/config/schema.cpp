// A schema from the lists of keys; see schema.h.
#include "compiler/config/schema.h"

#include <functional>

#include "compiler/base/text.h"
#include "compiler/config/config.h"
#include "compiler/config/thresholds.h"
#include "compiler/plan/json_text.h"

namespace cdp::config {

namespace {

/// Writes objects member by member, indented by two.
class Writer {
 public:
  using Inside = std::function<void()>;

  void object(const Inside& inside) {
    json_.raw('{');
    ++depth_;
    first_ = true;
    inside();
    --depth_;
    if (!first_) json_.new_line(depth_);
    json_.raw('}');
    first_ = false;
  }

  void object(std::string_view key, const Inside& inside) {
    member(key);
    object(inside);
  }

  void text(std::string_view key, std::string_view value) {
    member(key);
    json_.string(value);
  }

  /// A value that is JSON already.
  void raw(std::string_view key, std::string_view value) {
    member(key);
    json_.raw(value);
  }

  void words(std::string_view key, std::span<const std::string_view> words) {
    member(key);
    json_.raw('[');
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (i > 0) json_.raw(", ");
      json_.string(words[i]);
    }
    json_.raw(']');
  }

  [[nodiscard]] std::string take() && { return std::move(json_).take(); }

 private:
  void member(std::string_view key) {
    if (!first_) json_.raw(',');
    first_ = false;
    json_.new_line(depth_);
    json_.string(key);
    json_.raw(": ");
  }

  plan::JsonText json_;
  std::size_t depth_ = 0;
  bool first_ = true;
};

using Words = std::span<const std::string_view>;

void text_schema(Writer& to, Words words) {
  to.text("type", "string");
  if (words.empty())
    to.raw("minLength", "1");
  else
    to.words("enum", words);
}

void list_schema(Writer& to) {
  to.text("type", "array");
  to.object("items", [&] { text_schema(to, {}); });
}

// One overload for each type of setting, as in the reader.
void describe(Writer& to, const std::optional<Word>&, Words words) {
  text_schema(to, words);
}
void describe(Writer& to, const std::optional<PathWord>&, Words words) {
  text_schema(to, words);
}
void describe(Writer& to, const std::optional<SeverityWord>&, Words words) {
  text_schema(to, words);
}
void describe(Writer& to, const std::vector<Word>&, Words) {
  list_schema(to);
}
void describe(Writer& to, const std::optional<std::vector<Word>>&, Words) {
  list_schema(to);
}
void describe(Writer& to, const std::vector<RuleLevel>&, Words words) {
  to.text("type", "object");
  to.object("additionalProperties", [&] { text_schema(to, words); });
}
void describe(Writer& to, const std::vector<FileIgnores>&, Words) {
  to.text("type", "object");
  to.object("additionalProperties", [&] { list_schema(to); });
}
void describe(Writer& to, const Options&, Words) {
  to.text("type", "object");
  to.raw("additionalProperties", "false");
  to.object("properties", [&] {
    for (const ThresholdRow& row : threshold_rows())
      to.object(row.key, [&] {
        to.text("type", "number");
        to.raw("minimum", "0");
        to.raw("default", shortest(row.value));
        to.text("description", row.meaning);
      });
  });
}

template <HasFields T>
void describe(Writer& to, const T& from, Words) {
  to.text("type", "object");
  to.raw("additionalProperties", "false");
  to.object("properties", [&] {
    for_each_field<T>([&](const auto& field) {
      to.object(field.key, [&] {
        describe(to, from.*(field.member), field.words);
        to.text("description", field.doc);
      });
    });
  });
}

}  // namespace

std::string schema() {
  Writer to;
  to.object([&] {
    to.text("$schema", "https://json-schema.org/draft/2020-12/schema");
    to.text("title", "cdp.toml");
    to.text("description", "What a team has settled for cdp: rules, levels, thresholds, paths, targets");
    describe(to, Config{}, {});
  });
  return std::move(to).take() + "\n";
}

}  // namespace cdp::config
