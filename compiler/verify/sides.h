// The two sides of a verification while it goes on: what is open has not been explained yet. Folded to families, so
// that a stack of blocks is decided upon once.
#pragma once

#include <string>
#include <vector>

#include "compiler/verify/verify.h"

namespace cdp::verify {

struct Entry {
  std::string name;  // as the plan has it; in the file: after renaming
  Side side;
  bool is_open = true;
  bool is_transposed = false;  // in the file: said to be
};

struct Sides {
  std::vector<Entry> plan;
  std::vector<Entry> file;
};

/// Open tensors of one shape whose names differ only in their indices.
struct Family {
  std::string pattern;
  Shape shape;
  std::vector<std::vector<std::int64_t>> indices;  // sorted; what the pattern's stars stand for
  std::vector<Entry*> members;                     // in their order
};

/// What explains open tensors of both sides, and the renames that say so.
struct Explained {
  std::vector<Item> items;
  std::vector<Rename> renames;
};

/// In the order of each family's first member.
[[nodiscard]] std::vector<Family> open_families(std::vector<Entry>& entries);

/// Member by member: one item of each family's. All must have the same indices; closes the members.
[[nodiscard]] std::vector<Item> close_together(const std::vector<const Family*>& plan,
                                               const std::vector<const Family*>& file);

/// One item, whose tensors are closed.
[[nodiscard]] Item close(const std::vector<Entry*>& plan, const std::vector<Entry*>& file);

/// Puts the items behind those that are there.
void append(std::vector<Item>& items, std::vector<Item> more);

/// The last two dimensions change places.
[[nodiscard]] Shape transposed(Shape shape);

}  // namespace cdp::verify
