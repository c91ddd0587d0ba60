// A TOML text as a tree of plain values that know where they are written; the only file that sees toml++ is
// document.cpp. What keys mean is read.cpp's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/config/config.h"
#include "compiler/diag/sink.h"

namespace cdp::config {

struct Node;
struct Entry;

using List = std::vector<Node>;
using Table = std::vector<Entry>;  // by key
struct Date {};                    // dates and times, which no setting takes

struct Node {
  std::variant<std::string, bool, std::int64_t, double, Date, List, Table> value;
  Span span;
};

struct Entry {
  Word key;
  Node node;
};

/// `a string`, `an empty list`
[[nodiscard]] std::string kind_of(const Node& node);

/// A text that is not TOML is reported; then there is no tree.
[[nodiscard]] std::optional<Table> parse_toml(const SourceMap& sources, FileId file, diag::DiagnosticSink& sink);

}  // namespace cdp::config
