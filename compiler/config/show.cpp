// TOML from the lists of keys; see show.h.
#include "compiler/config/show.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "compiler/config/read.h"
#include "compiler/config/thresholds.h"

namespace cdp::config {

namespace {

/// A basic string of TOML.
std::string in_quotes(std::string_view text) {
  std::string result = "\"";
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == '"' || character == '\\') result += '\\';
    if (byte < 0x20 || byte == 0x7F)
      result += fmt::format("\\u{:04X}", byte);
    else
      result += character;
  }
  return result + "\"";
}

std::string list(const std::vector<Word>& words) {
  std::string result = "[";
  for (const Word& word : words) result += (result.size() > 1 ? ", " : "") + in_quotes(word.text);
  return result + "]";
}

/// `key = value` and where it is written, if it is.
struct Line {
  std::string setting;
  std::string origin;
};

class Shower {
 public:
  explicit Shower(const Config& config) : config_(config) {}

  std::string text() {
    show("", config_);
    std::size_t width = 0;
    for (const Line& line : lines_)
      if (!line.origin.empty() && line.setting.size() <= kWidest) width = std::max(width, line.setting.size());
    std::string result;
    for (const Line& line : lines_)
      result +=
          line.origin.empty() ? line.setting + "\n" : fmt::format("{:{}}  # {}\n", line.setting, width, line.origin);
    return result;
  }

 private:
  static constexpr std::size_t kWidest = 60;  // longer lines do not push all origins to the right

  template <HasFields T>
  void show(const std::string& name, const T& table) {
    // Plain keys stand before tables: behind a table's header they would be its keys.
    for_each_field<T>([&](const auto& field) { setting(field.key, table.*(field.member)); });
    for_each_field<T>([&](const auto& field) {
      sub_table(name.empty() ? field.key : name + "." + field.key, table.*(field.member));
    });
  }

  void add(const std::string& key, const std::string& value, Span span) {
    lines_.push_back({key + " = " + value, config_.sources->place(span)});
  }
  void unset(const std::string& key) { lines_.push_back({"# " + key, "not set"}); }
  void header(const std::string& name) {
    if (!lines_.empty()) lines_.push_back({"", ""});
    lines_.push_back({"[" + name + "]", ""});
  }

  template <class T>
  void setting(const std::string& key, const std::optional<T>& value) {
    if (!value) return unset(key);
    setting(key, *value);
  }
  void setting(const std::string& key, const Word& word) { add(key, in_quotes(word.text), word.span); }
  void setting(const std::string& key, const PathWord& word) { add(key, in_quotes(word.text), word.span); }
  void setting(const std::string& key, const SeverityWord& word) {
    add(key, in_quotes(diag::word(word.severity)), word.span);
  }
  void setting(const std::string& key, const std::vector<Word>& words) {
    if (words.empty())
      lines_.push_back({key + " = []", "default"});
    else
      add(key, list(words), join(words.front().span, words.back().span));
  }
  template <class T>
  void setting(const std::string& /*key*/, const T& /*table*/) {}  // a table: it has its own lines

  template <class T>
  void sub_table(const std::string& /*name*/, const T& /*setting*/) {}
  template <HasFields T>
  void sub_table(const std::string& name, const T& table) {
    header(name);
    show(name, table);
  }
  void sub_table(const std::string& name, const std::vector<RuleLevel>& levels) {
    header(name);
    for (const RuleLevel& row : levels)
      add(in_quotes(row.rule.text), in_quotes(row.level ? diag::word(*row.level) : "off"), row.rule.span);
  }
  void sub_table(const std::string& name, const std::vector<FileIgnores>& files) {
    header(name);
    for (const FileIgnores& row : files) add(in_quotes(row.glob.text), list(row.rules), row.glob.span);
  }
  void sub_table(const std::string& name, const Options& options) {
    header(name);
    for (const ThresholdRow& row : threshold_rows()) {
      const auto set = std::find_if(options.set.begin(), options.set.end(),
                                    [&](const auto& entry) { return entry.first == row.key; });
      const std::string key(row.key);
      const std::string value = shortest(options.values.*(row.member));
      if (set == options.set.end())
        lines_.push_back({key + " = " + value, "default"});
      else
        add(key, value, set->second);
    }
  }

  const Config& config_;
  std::vector<Line> lines_;
};

/// Meaning and example of every key.
template <HasFields T>
void add_starter(const std::string& name, std::string& text) {
  for_each_field<T>([&](const auto& field) {
    using Member = std::remove_cvref_t<decltype(std::declval<T&>().*(field.member))>;
    constexpr bool kIsTable = std::is_same_v<Member, Options> || std::is_same_v<Member, std::vector<RuleLevel>> ||
                              std::is_same_v<Member, std::vector<FileIgnores>>;
    const std::string whole = name.empty() ? field.key : name + "." + field.key;
    if constexpr (HasFields<Member>) {
      text += fmt::format("\n[{}]  # {}\n", whole, field.doc);
      add_starter<Member>(whole, text);
    } else if constexpr (kIsTable) {
      text += fmt::format("\n[{}]  # {}\n", whole, field.doc);
      if constexpr (std::is_same_v<Member, Options>)
        for (const ThresholdRow& row : threshold_rows())
          text += fmt::format("# {}\n# {} = {}\n", row.meaning, row.key, shortest(row.value));
      else
        text += fmt::format("# {}\n", field.example);
    } else {
      text += fmt::format("# {}\n# {} = {}\n", field.doc, field.key, field.example);
    }
  });
}

}  // namespace

std::string show(const Config& config) {
  return Shower(config).text();
}

std::string starter() {
  std::string text =
      "# Settings of cdp for this folder and all below it. Nothing here is set: take the `#` away from what you need.\n"
      "# `cdp config show` lists what is in force, `cdp config schema` prints a schema for editors.\n";
  add_starter<Config>("", text);
  return text;
}

}  // namespace cdp::config
