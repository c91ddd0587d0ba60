// toml++'s tree in ours; see document.h. It counts lines and columns from 1, columns in code points.
#include "compiler/config/document.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>

#include <fmt/format.h>

namespace cdp::config {

namespace {

class Converter {
 public:
  Converter(const SourceMap& sources, FileId file) : sources_(sources), file_(file) {}

  [[nodiscard]] std::uint32_t offset(toml::source_position position) const {
    const SourceFile& file = sources_.file(file_);
    if (position.line == 0 || position.line > file.line_starts.size()) return size();
    std::size_t at = file.line_starts[position.line - 1];
    for (toml::source_index column = 1; column < position.column && at < file.text.size(); ++column) {
      ++at;
      while (at < file.text.size() && (static_cast<unsigned char>(file.text[at]) & 0xC0U) == 0x80U) ++at;
    }
    return static_cast<std::uint32_t>(at);
  }

  [[nodiscard]] Span span(const toml::source_region& region) const {
    const std::uint32_t begin = offset(region.begin);
    return {file_, begin, std::max(begin, offset(region.end))};
  }

  [[nodiscard]] Table table(const toml::table& from) const {
    Table result;
    for (auto&& [key, value] : from) result.push_back({{std::string(key.str()), span(key.source())}, node(value)});
    return result;
  }

  [[nodiscard]] Node node(const toml::node& from) const {
    const Span where = span(from.source());
    if (const auto* text = from.as_string()) return {text->get(), where};
    if (const auto* flag = from.as_boolean()) return {flag->get(), where};
    if (const auto* integer = from.as_integer()) return {integer->get(), where};
    if (const auto* number = from.as_floating_point()) return {number->get(), where};
    if (const auto* entries = from.as_table()) return {table(*entries), where};
    const auto* items = from.as_array();
    if (items == nullptr) return {Date{}, where};
    List list;
    for (const toml::node& item : *items) list.push_back(node(item));
    return {std::move(list), where};
  }

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(sources_.file(file_).text.size()); }

 private:
  const SourceMap& sources_;
  FileId file_;
};

/// `expected value, saw '\n'` of `Error while parsing key-value pair: expected value, saw '\n'`.
std::string_view without_preamble(std::string_view message) {
  constexpr std::string_view kPreamble = "Error while parsing ";
  if (!message.starts_with(kPreamble)) return message;
  const std::size_t colon = message.find(": ");
  return colon == std::string_view::npos ? message : message.substr(colon + 2);
}

struct KindOf {
  std::string operator()(const std::string& text) const { return text.empty() ? "an empty string" : "a string"; }
  std::string operator()(bool) const { return "true or false"; }
  std::string operator()(std::int64_t) const { return "a number"; }
  std::string operator()(double) const { return "a number"; }
  std::string operator()(Date) const { return "a date or time"; }
  std::string operator()(const List& list) const { return list.empty() ? "an empty list" : "a list"; }
  std::string operator()(const Table&) const { return "a table"; }
};

}  // namespace

std::string kind_of(const Node& node) {
  return std::visit(KindOf{}, node.value);
}

std::optional<Table> parse_toml(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink) {
  const Converter converter(sources, file);
  const toml::parse_result result = toml::parse(std::string_view(sources.file(file).text));
  if (result) return converter.table(result.table());
  const toml::parse_error& error = result.error();
  const std::uint32_t at = std::min(converter.offset(error.source().begin), converter.size());
  sink.report<diag::Code::E0901>(Span{file, at, at}, without_preamble(error.description()));
  return std::nullopt;
}

}  // namespace cdp::config
