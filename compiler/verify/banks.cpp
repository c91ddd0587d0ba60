// A family of single matrices is looked at as the bank that it would make; see banks.h.
#include "compiler/verify/banks.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/verify/alike.h"

namespace cdp::verify {
namespace {

/// Tensors that could make banks, and those banks: members are the first of each.
struct Singles {
  const Family* family = nullptr;
  Family bank;
};

/// How many the innermost index counts in each block; nothing where it does not count from 0 or not everywhere as far.
std::optional<std::size_t> count_of(const Family& family) {
  if (family.indices.front().empty()) return std::nullopt;
  std::size_t count = 0;
  while (count < family.indices.size() &&
         std::equal(family.indices[count].begin(), family.indices[count].end() - 1, family.indices.front().begin()))
    ++count;
  if (family.indices.size() % count != 0) return std::nullopt;
  for (std::size_t i = 0; i < family.indices.size(); ++i) {
    const std::vector<std::int64_t>& first = family.indices[i - i % count];
    const bool counts = family.indices[i].back() == static_cast<std::int64_t>(i % count);
    if (!counts || !std::equal(first.begin(), first.end() - 1, family.indices[i].begin())) return std::nullopt;
  }
  return count;
}

std::optional<Singles> singles_of(const Family& family) {
  const auto count = count_of(family);
  if (!count || family.shape.empty()) return std::nullopt;
  Singles singles{&family, {family.pattern, family.shape, {}, {}}};
  singles.bank.shape.insert(singles.bank.shape.begin(), static_cast<std::int64_t>(*count));
  for (std::size_t i = 0; i < family.members.size(); i += *count) {
    singles.bank.indices.emplace_back(family.indices[i].begin(), family.indices[i].end() - 1);
    singles.bank.members.push_back(family.members[i]);
  }
  return singles;
}

enum class PrefixSide { kPlan, kFile };

class Search {
 public:
  Search(Sides& sides, PrefixSide banks)
      : in_plan_(banks == PrefixSide::kPlan),
        banks_(open_families(in_plan_ ? sides.plan : sides.file)),
        families_(open_families(in_plan_ ? sides.file : sides.plan)) {
    for (const Family& family : families_)
      if (auto singles = singles_of(family)) singles_.push_back(std::move(*singles));
  }

  Banks run() && {
    for (const Family& bank : banks_) {
      if (bank.shape.size() < 2 || !bank.members.front()->is_open) continue;
      pair_up(banks_like(bank), singles_like(bank));
    }
    return std::move(result_);
  }

 private:
  /// The open banks of the same shape at the same places.
  Pool banks_like(const Family& first) const {
    Pool pool;
    for (const Family& bank : banks_)
      if (bank.shape == first.shape && bank.indices == first.indices && bank.members.front()->is_open)
        pool.push_back(&bank);
    return pool;
  }

  Pool singles_like(const Family& bank) const {
    Pool pool;
    for (const Singles& singles : singles_) {
      const bool fits = singles.bank.shape == bank.shape || singles.bank.shape == transposed(bank.shape);
      if (fits && singles.bank.indices == bank.indices && singles.bank.members.front()->is_open)
        pool.push_back(&singles.bank);
    }
    return pool;
  }

  void pair_up(Pool banks, Pool singles) {
    while (const auto pair = in_plan_ ? clearest(banks, singles) : clearest(singles, banks)) {
      const Family* bank = in_plan_ ? pair->first : pair->second;
      const Family* single = in_plan_ ? pair->second : pair->first;
      append(result_.found.items, close_all({bank}, {single}));
      Rename rename{single->pattern, bank->pattern + "[*]"};
      if (!in_plan_) std::swap(rename.file, rename.plan);
      result_.found.renames.push_back(std::move(rename));
      std::erase(banks, bank);
      std::erase(singles, single);
    }
    if (!banks.empty() && !singles.empty()) append(result_.unclear, close_all(banks, singles));
  }

  /// An item for each place.
  std::vector<Item> close_all(const Pool& banks, const Pool& singles) const {
    std::vector<Item> items;
    for (std::size_t i = 0; i < banks.front()->members.size(); ++i) {
      std::vector<Entry*> whole;
      std::vector<Entry*> parts;
      for (const Family* bank : banks) whole.push_back(bank->members[i]);
      for (const Family* single : singles) {
        const std::vector<Entry*>& all = family_of(single).members;
        const auto count = single->shape.front();
        const auto first = all.begin() + static_cast<std::ptrdiff_t>(i) * count;
        parts.insert(parts.end(), first, first + count);
      }
      items.push_back(in_plan_ ? close(whole, parts) : close(parts, whole));
    }
    return items;
  }

  const Family& family_of(const Family* bank) const {
    return *std::find_if(singles_.begin(), singles_.end(), [&](const Singles& one) {
              return &one.bank == bank;
            })->family;
  }

  bool in_plan_;
  std::vector<Family> banks_, families_;
  std::vector<Singles> singles_;
  Banks result_;
};

}  // namespace

Banks find_one_by_one(Sides& sides) {
  return Search(sides, PrefixSide::kPlan).run();
}

Banks find_banks(Sides& sides) {
  return Search(sides, PrefixSide::kFile).run();
}

}  // namespace cdp::verify
