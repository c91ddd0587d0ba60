// The tree of a document by the lists of keys; see read.h.
#include "compiler/config/read.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "compiler/base/regular_file.h"
#include "compiler/base/text.h"
#include "compiler/config/document.h"
#include "compiler/config/glob.h"
#include "compiler/config/thresholds.h"

namespace cdp::config {

namespace {

namespace fs = std::filesystem;
using diag::Code;
using Words = std::span<const std::string_view>;

constexpr const char* kListOfStrings = "a list of strings";

// No team has as many settings, and within them TOML of any shape is read at once: its depth in one line is limited,
// too.
constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
constexpr std::size_t kLongestLine = 4096;

/// Why such a text is not read at all.
std::optional<Error> size_fault(const std::string& path, std::string_view text) {
  if (text.size() > kMostBytes)
    return Error{fmt::format("has {} bytes; a file of settings may have {}", text.size(), kMostBytes), path};
  std::size_t number = 1;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end - begin > kLongestLine)
      return Error{fmt::format("has {} bytes in one line; break it, lines may have {}", end - begin, kLongestLine),
                   fmt::format("{}:{}", path, number)};
    begin = end + 1;
  }
  return std::nullopt;
}

std::vector<std::string> strings(Words words) {
  return {words.begin(), words.end()};
}

std::string joined(const std::string& table, std::string_view key) {
  return table.empty() ? std::string(key) : fmt::format("{}.{}", table, key);
}

template <HasFields T>
void add_names(const std::string& table, std::vector<std::string>& names) {
  for_each_field<T>([&](const auto& field) {
    using Member = std::remove_cvref_t<decltype(std::declval<T&>().*(field.member))>;
    const std::string name = joined(table, field.key);
    if constexpr (HasFields<Member>)
      add_names<Member>(name, names);
    else
      names.push_back(name);
  });
}

/// Reads one document. `name` is always the setting's whole name, for messages.
class Reader {
 public:
  Reader(std::string folder, diag::DiagnosticSink& sink) : folder_(std::move(folder)), sink_(sink) {}

  template <HasFields T>
  void read(const Table& table, const std::string& name, T& out) {
    for (const Entry& entry : table) {
      bool known = false;
      for_each_field<T>([&](const auto& field) {
        if (entry.key.text != field.key) return;
        known = true;
        read(entry.node, joined(name, field.key), field.words, out.*(field.member));
      });
      if (!known) unknown<T>(entry, name);
    }
  }

 private:
  template <HasFields T>
  void unknown(const Entry& entry, const std::string& table) {
    std::vector<std::string> siblings;
    for_each_field<T>([&](const auto& field) { siblings.push_back(joined(table, field.key)); });
    const std::string name = joined(table, entry.key.text);
    std::string hint = did_you_mean(name, siblings);
    for (const std::string& other : setting_names())
      if (other.ends_with("." + entry.key.text)) hint = fmt::format("; did you mean `{}`?", other);
    if (hint.empty()) hint = "; there is " + list_of(siblings);
    sink_.report<Code::E0902>(entry.key.span, name, hint);
  }

  void wrong(const Node& node, const std::string& name, const std::string& wanted) {
    sink_.report<Code::E0903>(node.span, name, wanted, kind_of(node));
  }

  template <HasFields T>
  void read(const Node& node, const std::string& name, Words /*words*/, T& out) {
    if (const auto* table = std::get_if<Table>(&node.value)) return read(*table, name, out);
    wrong(node, name, "a table");
  }

  std::optional<Word> word(const Node& node, const std::string& name, const char* wanted = "a string") {
    const auto* text = std::get_if<std::string>(&node.value);
    if (text != nullptr && !text->empty()) return Word{*text, node.span};
    wrong(node, name, wanted);
    return std::nullopt;
  }

  std::optional<diag::Severity> severity(const Node& node, const std::string& name, Words words, bool& known) {
    known = false;
    const auto given = word(node, name, list_of(strings(words), "or").c_str());
    if (!given) return std::nullopt;
    known = std::find(words.begin(), words.end(), given->text) != words.end();
    if (!known)
      sink_.report<Code::E0904>(given->span, name, list_of(strings(words), "or"), given->text,
                                did_you_mean(given->text, strings(words)));
    for (const auto level : {diag::Severity::kError, diag::Severity::kWarning, diag::Severity::kInfo})
      if (given->text == diag::word(level)) return level;
    return std::nullopt;
  }

  void read(const Node& node, const std::string& name, Words /*words*/, std::optional<Word>& out) {
    out = word(node, name);
  }

  void read(const Node& node, const std::string& name, Words words, std::optional<SeverityWord>& out) {
    bool known = false;
    if (const auto level = severity(node, name, words, known)) out = SeverityWord{*level, node.span};
  }

  void read(const Node& node, const std::string& name, Words /*words*/, std::optional<PathWord>& out) {
    const auto given = word(node, name);
    if (!given) return;
    const fs::path path(given->text);
    out = PathWord{given->text, given->span, path.is_absolute() ? given->text : shown(folder_ / path)};
  }

  void read(const Node& node, const std::string& name, Words words, std::optional<std::vector<Word>>& out) {
    out.emplace();
    read(node, name, words, *out);
  }

  void read(const Node& node, const std::string& name, Words /*words*/, std::vector<Word>& out) {
    const auto* list = std::get_if<List>(&node.value);
    if (list == nullptr) return wrong(node, name, kListOfStrings);
    for (const Node& item : *list)
      if (auto text = word(item, name, kListOfStrings)) out.push_back(std::move(*text));
  }

  void read(const Node& node, const std::string& name, Words words, std::vector<RuleLevel>& out) {
    const auto* table = std::get_if<Table>(&node.value);
    if (table == nullptr) return wrong(node, name, "a table of levels by rule");
    for (const Entry& entry : *table) {
      bool known = false;
      const auto level = severity(entry.node, joined(name, entry.key.text), words, known);
      if (known) out.push_back({entry.key, level, entry.node.span});
    }
  }

  void read(const Node& node, const std::string& name, Words words, std::vector<FileIgnores>& out) {
    const auto* table = std::get_if<Table>(&node.value);
    if (table == nullptr) return wrong(node, name, "a table of lists by glob");
    for (const Entry& entry : *table) {
      out.push_back({entry.key, {}});
      read(entry.node, joined(name, entry.key.text), words, out.back().rules);
    }
  }

  void read(const Node& node, const std::string& name, Words /*words*/, Options& out) {
    const auto* table = std::get_if<Table>(&node.value);
    if (table == nullptr) return wrong(node, name, "a table of numbers");
    for (const Entry& entry : *table) {
      const auto rows = threshold_rows();
      const auto row = std::find_if(rows.begin(), rows.end(),
                                    [&](const ThresholdRow& known) { return known.key == entry.key.text; });
      if (row == rows.end()) {
        std::vector<std::string> keys;
        for (const ThresholdRow& known : rows) keys.push_back(joined(name, known.key));
        const std::string whole = joined(name, entry.key.text);
        sink_.report<Code::E0902>(entry.key.span, whole, did_you_mean_or(whole, keys));
      } else if (const auto value = number(entry.node, joined(name, entry.key.text))) {
        out.values.*(row->member) = *value;
        out.set.emplace_back(row->key, entry.node.span);
      }
    }
  }

  std::optional<double> number(const Node& node, const std::string& name) {
    double value = 0;
    if (const auto* integer = std::get_if<std::int64_t>(&node.value))
      value = static_cast<double>(*integer);
    else if (const auto* real = std::get_if<double>(&node.value))
      value = *real;
    else
      return wrong(node, name, "a number"), std::nullopt;
    if (std::isfinite(value) && value >= 0) return value;
    sink_.report<Code::E0904>(node.span, name, "0 or more", fmt::format("{}", value), "");
    return std::nullopt;
  }

  /// As short as from the current folder.
  static std::string shown(const fs::path& path) {
    std::error_code fault;
    const fs::path here = fs::current_path(fault);
    return (fault ? path : path.lexically_proximate(here)).lexically_normal().string();
  }

  fs::path folder_;
  diag::DiagnosticSink& sink_;
};

void check_globs(const Config& config, diag::DiagnosticSink& sink) {
  const auto check = [&sink](const Word& glob) {
    if (const auto fault = glob_fault(glob.text)) sink.report<Code::E0906>(glob.span, glob.text, *fault);
  };
  for (const Word& glob : config.paths.exclude) check(glob);
  for (const FileIgnores& row : config.lint.per_file_ignores) check(row.glob);
}

}  // namespace

std::vector<std::string> setting_names() {
  std::vector<std::string> names;
  add_names<Config>("", names);
  return names;
}

std::string find_upwards(const std::string& path) {
  std::error_code fault;
  const fs::path whole = fs::absolute(path.empty() ? "." : path, fault).lexically_normal();
  if (fault) return "";
  const fs::path here = fs::current_path(fault);
  fs::path folder = fs::is_directory(whole, fault) ? whole : whole.parent_path();
  while (true) {
    const fs::path candidate = folder / kFileName;
    // A link that leads nowhere counts: reading it says so. What cannot be looked into has none.
    if (fs::exists(fs::symlink_status(candidate, fault)))
      return here.empty() ? candidate.string() : candidate.lexically_proximate(here).string();
    if (!folder.has_relative_path()) return "";
    folder = folder.parent_path();
  }
}

Config read_text(const std::string& path, std::string text, diag::DiagnosticSink& sink) {
  Config config;
  config.path = path;
  std::error_code ignored;
  config.folder = fs::absolute(path, ignored).lexically_normal().parent_path().string();
  const auto sources = std::make_shared<SourceMap>();
  const FileId file = sources->add(path, std::move(text));
  config.sources = sources;
  const auto table = parse_toml(*sources, file, sink);
  if (!table) return config;
  Reader(config.folder, sink).read(*table, "", config);
  check_globs(config, sink);
  return config;
}

Result<Config> read_config(const std::string& path, diag::DiagnosticSink& sink) {
  std::error_code ignored;
  if (fs::is_symlink(path, ignored) && fs::status(path, ignored).type() == fs::file_type::not_found)
    return Error{fmt::format("is a link to {}, which is not there", fs::read_symlink(path, ignored).string()), path};
  // A pipe may be waited for for ever; named by the user it may be /dev/stdin.
  auto text = fs::path(path).filename() == kFileName ? read_regular(path) : read_named(path);
  if (!text) return text.error();
  if (auto fault = size_fault(path, *text)) return *std::move(fault);
  return read_text(path, std::move(*text), sink);
}

}  // namespace cdp::config
