// A finding on its own: all that a report says of it, without the texts it was found in. So a thousand files need not
// be held until the last one is read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/base/source.h"
#include "compiler/lint/filter.h"

namespace cdp::lint {

/// `[begin, end)` of a file, in lines and columns (code points) and in bytes.
struct Location {
  std::string path;  // as users are shown it
  Position begin;
  Position end;
  std::uint32_t offset = 0;
  std::uint32_t length = 0;

  friend bool operator==(const Location&, const Location&);
};

enum class FindingState : std::uint8_t {
  kOpen,
  kSuppressed,  // by a comment
  kAccepted,    // by a baseline
};

struct Finding {
  const diag::CatalogRow* row = nullptr;
  diag::Severity level = diag::Severity::kError;
  std::string message;
  Location at;
  std::string line;  // in which it begins
  struct Note {
    Location at;
    std::string text;
  };
  std::vector<Note> notes;
  struct Edit {
    Location at;
    std::string replacement;
    diag::Safety safety = diag::Safety::kUnsafe;
  };
  std::optional<Edit> fix;
  std::string shown;  // for the terminal
  FindingState state = FindingState::kOpen;
  std::string reason;  // of the suppression

  [[nodiscard]] std::string_view code() const { return row->id; }
  [[nodiscard]] bool is_open() const { return state == FindingState::kOpen; }
};

/// `unused-let`; of what the stages report, the code.
[[nodiscard]] std::string_view name_of(const diag::CatalogRow& row);

[[nodiscard]] Finding finding_of(const Filtered& filtered, const SourceMap& sources, std::string shown);

}  // namespace cdp::lint
