// The entries of a block of several lines, or of the file, below each other with their comments and blank lines.
// Inside compiler/format only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/format/align.h"
#include "compiler/format/layout.h"

namespace cdp::format {

class Listing {
 public:
  /// Appends to `out`, each line with the line feed before it unless `out` is empty.
  Listing(const Pieces& pieces, int indent, std::string& out) : pieces_(pieces), indent_(indent), out_(out) {}

  void add(const Entry& entry);
  /// The comments below the last entry. Nothing may be added afterwards.
  void finish(Comments below);

 private:
  [[nodiscard]] Comments put_behind(Comments comments);
  void write_comments(Comments comments);
  void write_line(std::string_view text, bool blank_before);
  void flush();

  const Pieces& pieces_;
  int indent_;
  std::string& out_;
  bool begun_ = false;            // there is a line of this listing above
  std::vector<AlignedRow> rows_;  // not written yet, without blank lines and comments between them
};

}  // namespace cdp::format
