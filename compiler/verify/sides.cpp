// See sides.h.
#include "compiler/verify/sides.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <numeric>
#include <utility>

#include "compiler/base/dotted.h"

namespace cdp::verify {
namespace {

void sort_by_indices(Family& family) {
  std::vector<std::size_t> order(family.members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return family.indices[a] < family.indices[b]; });
  Family sorted{family.pattern, family.shape, {}, {}};
  for (const std::size_t at : order) {
    sorted.indices.push_back(std::move(family.indices[at]));
    sorted.members.push_back(family.members[at]);
  }
  family = std::move(sorted);
}

}  // namespace

std::vector<Family> open_families(std::vector<Entry>& entries) {
  std::vector<Family> families;
  std::map<std::pair<std::string, Shape>, std::size_t> known;
  for (Entry& entry : entries) {
    if (!entry.is_open) continue;
    const std::string pattern = dotted::pattern(entry.name);
    const auto [at, is_new] = known.emplace(std::pair(pattern, entry.side.shape), families.size());
    if (is_new) families.push_back({pattern, entry.side.shape, {}, {}});
    families[at->second].indices.push_back(dotted::indices(entry.name));
    families[at->second].members.push_back(&entry);
  }
  for (Family& family : families) sort_by_indices(family);
  return families;
}

Item close(const std::vector<Entry*>& plan, const std::vector<Entry*>& file) {
  Item item;
  for (Entry* entry : plan) {
    entry->is_open = false;
    item.plan.push_back(entry->side);
  }
  for (Entry* entry : file) {
    entry->is_open = false;
    item.file.push_back(entry->side);
  }
  return item;
}

std::vector<Item> close_together(const std::vector<const Family*>& plan, const std::vector<const Family*>& file) {
  std::vector<Item> items;
  for (std::size_t i = 0; i < plan.front()->members.size(); ++i) {
    std::vector<Entry*> planned;
    std::vector<Entry*> stored;
    for (const Family* family : plan) planned.push_back(family->members[i]);
    for (const Family* family : file) stored.push_back(family->members[i]);
    items.push_back(close(planned, stored));
  }
  return items;
}

void append(std::vector<Item>& items, std::vector<Item> more) {
  items.insert(items.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Shape transposed(Shape shape) {
  if (shape.size() >= 2) std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
  return shape;
}

}  // namespace cdp::verify
