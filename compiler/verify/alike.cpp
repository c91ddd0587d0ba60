// See alike.h.
#include "compiler/verify/alike.h"

#include <algorithm>
#include <optional>

#include "compiler/verify/names.h"

namespace cdp::verify {
namespace {

/// The least by which the best name must be more alike than the next.
constexpr double kClear = 0.1;
/// What a pair without rivals must have in common.
constexpr double kLeast = 0.2;

/// How alike the best of the others is.
double best_rival(const Family& one, const Pool& others, const Family* chosen) {
  double best = 0;
  for (const Family* other : others)
    if (other != chosen) best = std::max(best, likeness(one.pattern, other->pattern));
  return best;
}

/// The open families of a shape that are there as often as `first` and at the same places.
Pool like(const Family& first, const Shape& shape, const std::vector<Family>& families) {
  Pool pool;
  for (const Family& family : families)
    if (family.shape == shape && family.indices == first.indices && family.members.front()->is_open)
      pool.push_back(&family);
  return pool;
}

void pair_up(Pool plan, Pool file, Explained& found) {
  while (const auto pair = clearest(plan, file)) {
    append(found.items, close_together({pair->first}, {pair->second}));
    found.renames.push_back({pair->second->pattern, pair->first->pattern});
    std::erase(plan, pair->first);
    std::erase(file, pair->second);
  }
}

}  // namespace

std::optional<std::pair<const Family*, const Family*>> clearest(const Pool& plan, const Pool& file) {
  std::optional<std::pair<const Family*, const Family*>> best;
  double most = 0;  // by how much it is more alike than the rivals of both
  const bool rivals = plan.size() > 1 || file.size() > 1;
  for (const Family* planned : plan) {
    for (const Family* stored : file) {
      const double like = likeness(planned->pattern, stored->pattern);
      const double margin = like - std::max(best_rival(*planned, file, stored), best_rival(*stored, plan, planned));
      if (rivals ? margin < kClear : like < kLeast) continue;
      if (best && margin <= most) continue;
      best.emplace(planned, stored);
      most = margin;
    }
  }
  return best;
}

Explained find_alike(Sides& sides) {
  Explained found;
  const std::vector<Family> planned = open_families(sides.plan);
  const std::vector<Family> stored = open_families(sides.file);
  for (const bool turned : {false, true}) {
    for (const Family& family : planned) {
      if (!family.members.front()->is_open) continue;
      const Shape shape = turned ? transposed(family.shape) : family.shape;
      pair_up(like(family, family.shape, planned), like(family, shape, stored), found);
    }
  }
  return found;
}

std::vector<Item> find_ambiguous(Sides& sides) {
  std::vector<Item> items;
  const std::vector<Family> planned = open_families(sides.plan);
  const std::vector<Family> stored = open_families(sides.file);
  for (const Family& family : planned) {
    const Pool plan = like(family, family.shape, planned);
    const Pool file = like(family, family.shape, stored);
    if (plan.empty() || file.empty() || plan.size() + file.size() == 2) continue;
    append(items, close_together(plan, file));
  }
  return items;
}

}  // namespace cdp::verify
