// Keeps rows until it is known which are aligned with each other; a comment, a blank line and a block of several
// lines end a group.
#include "compiler/format/listing.h"

namespace cdp::format {

namespace {

/// What is wrapped keeps its place in the column; a block of several lines does not.
bool wraps_in_column(Align align) {
  return align == Align::kValue || align == Align::kMember;
}

}  // namespace

void Listing::add(const Entry& entry) {
  const Comments above = put_behind(entry.above);
  bool foreign_docs = false;
  for (std::uint32_t i = above.first; i < entry.own_docs; ++i) foreign_docs |= pieces_.comments[i].doc;
  if (foreign_docs) {
    // They would become this entry's documentation: an empty entry keeps them apart.
    write_comments({above.first, entry.own_docs});
    write_line(";", false);
    write_comments({entry.own_docs, above.last});
  } else {
    write_comments(above);
  }
  AlignedRow row{render(pieces_, entry, indent_), entry.align, entry.is_list, {}};
  const bool alone = row.several_lines() && !wraps_in_column(row.align);
  if (alone || (entry.blank_before && begun_)) flush();
  if (entry.blank_before && begun_) out_ += '\n';
  begun_ = true;
  rows_.push_back(std::move(row));
  if (alone) flush();
}

void Listing::finish(Comments below) {
  write_comments(put_behind(below));
  flush();
}

/// Puts the first comment behind what it stands behind in the source. The others.
Comments Listing::put_behind(Comments comments) {
  if (comments.none() || pieces_.comments[comments.first].alone) return comments;
  if (rows_.empty() && out_.empty()) return comments;  // it stood behind a semicolon that begins the file
  const std::string_view text = pieces_.comments[comments.first].text;
  if (rows_.empty()) {
    out_ += "  ";
    out_ += text;
  } else {
    rows_.back().comment = text;
  }
  return {comments.first + 1, comments.last};
}

void Listing::write_comments(Comments comments) {
  for (std::uint32_t i = comments.first; i < comments.last; ++i) {
    write_line(pieces_.comments[i].text, pieces_.comments[i].blank_before);
  }
}

void Listing::write_line(std::string_view text, bool blank_before) {
  flush();
  if (blank_before && begun_) out_ += '\n';
  if (!out_.empty()) out_ += '\n';
  out_.append(static_cast<std::size_t>(indent_), ' ');
  out_ += text;
  begun_ = true;
}

void Listing::flush() {
  align(rows_);
  for (const AlignedRow& row : rows_) {
    if (!out_.empty()) out_ += '\n';
    out_ += row.entry.text;
  }
  rows_.clear();
}

}  // namespace cdp::format
