// See joins.h. A stack is what one rename says of one choice of stars; stacks that share a bank are judged together.
#include "compiler/verify/joins.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace cdp::verify {
namespace {

/// A tensor, or one of its matrices.
struct Part {
  Entry* entry = nullptr;
  std::optional<std::int64_t> index;
};

enum class Verdict { kRight, kTransposed, kWrong };

/// The stacks of a rename at one place of the blocks around: they differ in the bank's index alone.
struct Place {
  std::vector<Entry*> plan, file;
  Verdict verdict = Verdict::kRight;
};

void add(std::vector<Entry*>& entries, Entry* entry) {
  if (std::find(entries.begin(), entries.end(), entry) == entries.end()) entries.push_back(entry);
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

class Joiner {
 public:
  Joiner(Sides& sides, const std::vector<Rename>& renames) : sides_(sides) {
    for (const Rename& rename : renames) sides_of_.emplace_back(terms_of(rename.file), terms_of(rename.plan));
    for (Entry& entry : sides.plan) planned_.emplace(entry.name, &entry);
  }

  void take(const Use& use) {
    Entry& entry = sides_.file[use.entry];
    const auto& [file, plan] = sides_of_[use.rename];
    if (!file[use.term].in_bank) return put({use.rename, use.stars}, use.term, {&entry, {}});
    const Shape& shape = entry.side.shape;
    const std::int64_t count = shape.size() < 2 ? 0 : shape.front();
    // More than the plan could have: one place stands for all.
    const std::int64_t most = static_cast<std::int64_t>(sides_.plan.size()) + most_matrices(plan.front(), use.stars);
    for (std::int64_t i = 0; i < std::min(count, most + 1); ++i) {
      std::vector<std::string> stars = use.stars;
      stars.push_back(std::to_string(i));
      put({use.rename, stars}, use.term, {&entry, i});
    }
  }

  Joined finish() && {
    for (auto& [key, parts] : stacks_) check_stack(key, parts);
    find_uncovered();
    for (auto& [key, place] : places_) {
      if (place.plan.empty()) continue;
      std::vector<Item>& items = place.verdict == Verdict::kRight        ? result_.right
                                 : place.verdict == Verdict::kTransposed ? result_.transposed
                                                                         : result_.wrong;
      items.push_back(close(place.plan, place.file));
    }
    return std::move(result_);
  }

 private:
  using Key = std::pair<std::size_t, std::vector<std::string>>;  // the rename, and its stars
  using Parts = std::map<std::size_t, Part>;                     // by term

  std::int64_t most_matrices(const Term& term, const std::vector<std::string>& stars) const {
    const auto bank = term.in_bank ? planned_.find(filled(term.pattern, stars)) : planned_.end();
    return bank == planned_.end() ? 0 : bank->second->side.shape.front();
  }

  void put(const Key& key, std::size_t term, const Part& part) {
    const auto [known, is_new] = stacks_[key].emplace(term, part);
    if (!is_new) result_.twice.push_back(close({}, {known->second.entry, part.entry}));
  }

  /// The part of the plan that a term names; nothing where the plan has no such tensor.
  std::optional<Part> planned(const Term& term, const std::vector<std::string>& stars) const {
    const auto found = planned_.find(filled(term.pattern, stars));
    if (found == planned_.end()) return std::nullopt;
    if (!term.in_bank) return Part{found->second, {}};
    return Part{found->second, number(stars.back()).value_or(-1)};
  }

  static std::optional<Shape> shape_of(const Part& part, bool turn) {
    Shape shape = part.entry->side.shape;
    if (part.index) {
      if (shape.size() < 2 || *part.index < 0 || *part.index >= shape.front()) return std::nullopt;
      shape.erase(shape.begin());
    }
    return turn ? transposed(std::move(shape)) : shape;
  }

  /// One below the other; nothing where they do not fit.
  static std::optional<Shape> stacked(const std::vector<Part>& parts, bool in_file, bool turn) {
    std::optional<Shape> sum;
    for (const Part& part : parts) {
      auto shape = shape_of(part, in_file && part.entry->is_transposed != turn);
      if (!shape || (parts.size() > 1 && shape->empty())) return std::nullopt;
      if (!sum) {
        sum = std::move(shape);
        continue;
      }
      sum->front() += shape->front();
      shape->front() = sum->front();
      if (*shape != *sum) return std::nullopt;
    }
    return sum;
  }

  void check_stack(const Key& key, const Parts& parts) {
    const auto& [file_terms, plan_terms] = sides_of_[key.first];
    std::vector<Part> file;
    std::vector<Part> plan;
    for (const auto& [term, part] : parts) file.push_back(part);
    for (const Term& term : plan_terms)
      if (const auto part = planned(term, key.second)) plan.push_back(*part);
    const bool in_bank =
        std::any_of(plan_terms.begin(), plan_terms.end(), [](const Term& one) { return one.in_bank; }) ||
        std::any_of(file_terms.begin(), file_terms.end(), [](const Term& one) { return one.in_bank; });
    Key around = key;
    if (in_bank) around.second.pop_back();
    Place& place = places_[around];
    for (const Part& part : file) add(place.file, part.entry);
    for (const Part& part : plan) add(place.plan, part.entry);
    const bool complete = file.size() == file_terms.size() && plan.size() == plan_terms.size();
    const auto wanted = complete ? stacked(plan, false, false) : std::nullopt;
    Verdict verdict = Verdict::kWrong;
    if (wanted && wanted == stacked(file, true, false)) {
      verdict = Verdict::kRight;
    } else if (wanted && wanted == stacked(file, true, true)) {
      verdict = Verdict::kTransposed;
    }
    place.verdict = std::max(place.verdict, verdict);
    for (const Part& part : plan)
      if (!part.index)
        cover(place, *part.entry, -1);
      else
        cover(place, *part.entry, *part.index);
  }

  void cover(Place& place, Entry& entry, std::int64_t index) {
    auto& [holders, covered] = coverage_[&entry];
    add_place(holders, &place);
    if (!covered.insert(index).second) place.verdict = Verdict::kWrong;
  }

  static void add_place(std::vector<Place*>& places, Place* place) {
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  }

  /// A bank of which matrices are missing, or which is there whole and in parts.
  void find_uncovered() {
    for (auto& [entry, coverage] : coverage_) {
      auto& [holders, covered] = coverage;
      const bool whole = covered.contains(-1) && covered.size() == 1;
      const bool all = !covered.contains(-1) && static_cast<std::int64_t>(covered.size()) == entry->side.shape.front();
      if (whole || all) continue;
      for (Place* place : holders) place->verdict = Verdict::kWrong;
    }
  }

  Sides& sides_;
  std::vector<std::pair<std::vector<Term>, std::vector<Term>>> sides_of_;  // file's and plan's of each rename
  std::map<std::string_view, Entry*> planned_;
  std::map<Key, Parts> stacks_;
  std::map<Key, Place> places_;
  std::map<Entry*, std::pair<std::vector<Place*>, std::set<std::int64_t>>> coverage_;
  Joined result_;
};

}  // namespace

Joined join(Sides& sides, const std::vector<Rename>& renames, const std::vector<Use>& uses) {
  Joiner joiner(sides, renames);
  for (const Use& use : uses) joiner.take(use);
  return std::move(joiner).finish();
}

}  // namespace cdp::verify
