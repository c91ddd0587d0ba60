// Sums of first dimensions; see pieces.h.
#include "compiler/verify/pieces.h"

#include <algorithm>
#include <string_view>

#include "compiler/base/dotted.h"
#include "compiler/verify/names.h"

namespace cdp::verify {
namespace {

using Run = std::vector<const Family*>;

const Family* find_family(const std::vector<Family>& families, std::string_view pattern) {
  const auto found =
      std::find_if(families.begin(), families.end(), [&](const Family& family) { return family.pattern == pattern; });
  return found == families.end() ? nullptr : &*found;
}

bool is_bank(const Family& family) {
  return family.shape.size() == 3;
}

/// The shape of the pieces one below the other; empty where they do not fit.
Shape stacked(const Run& pieces) {
  Shape sum = pieces.front()->shape;
  if (sum.empty()) return {};
  const std::size_t rows = is_bank(*pieces.front()) ? 1 : 0;
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    Shape next = pieces[i]->shape;
    if (next.size() != sum.size() || pieces[i]->indices != pieces.front()->indices) return {};
    sum[rows] += next[rows];
    next[rows] = sum[rows];
    if (next != sum) return {};
  }
  return sum;
}

/// A side of the rename that says what was found.
std::string side_of(const Run& families) {
  std::string side;
  for (const Family* family : families)
    side += (side.empty() ? "" : " + ") + family->pattern + (is_bank(*family) ? "[*]" : "");
  return side;
}

/// Neighbours among siblings that are all open: q, k and v, else k and v.
std::vector<Run> runs_of(const std::vector<std::string>& siblings, const std::vector<Family>& families) {
  std::vector<Run> runs;
  for (std::size_t length = siblings.size(); length >= 2; --length) {
    for (std::size_t begin = 0; begin + length <= siblings.size(); ++begin) {
      Run run;
      for (std::size_t i = begin; i < begin + length; ++i)
        if (const Family* family = find_family(families, siblings[i])) run.push_back(family);
      if (run.size() == length) runs.push_back(std::move(run));
    }
  }
  return runs;
}

/// The family that the pieces are one tensor of; of several the one whose name is most like theirs.
const Family* whole_of(const Run& pieces, const std::vector<Family>& wholes) {
  const Shape shape = stacked(pieces);
  const Family* best = nullptr;
  double most = -1;
  for (const Family& whole : wholes) {
    const bool fits = !shape.empty() && (whole.shape == shape || whole.shape == transposed(shape)) &&
                      whole.indices == pieces.front()->indices && whole.members.front()->is_open;
    const double like = fits ? likeness(whole.pattern, pieces.front()->pattern) : -1;
    if (like <= most) continue;
    best = &whole;
    most = like;
  }
  return best;
}

bool all_open(const Run& run) {
  return std::all_of(run.begin(), run.end(), [](const Family* family) { return family->members.front()->is_open; });
}

/// What the parts of fused tensors are called, in the order in which they are stacked.
const std::vector<std::vector<std::string>> kPartNames = {
    {"q", "k", "v"}, {"q_proj", "k_proj", "v_proj"}, {"wq", "wk", "wv"}, {"query", "key", "value"},
    {"k", "v"},      {"k_proj", "v_proj"},           {"gate", "up"},     {"gate_proj", "up_proj"},
    {"w1", "w3"},
};

/// The families that are called like `first` but for one part, which is each of the words.
Run namesakes(const Family& first, const std::vector<std::string>& words, const std::vector<Family>& families) {
  std::vector<std::string_view> parts = dotted::parts(first.pattern);
  const auto part = std::find(parts.begin(), parts.end(), words.front());
  if (part == parts.end()) return {};
  Run run;
  for (const std::string& word : words) {
    *part = word;
    if (const Family* family = find_family(families, dotted::join(parts))) run.push_back(family);
  }
  return run.size() == words.size() ? run : Run{};
}

}  // namespace

Explained find_fused(Sides& sides, const DataFlow& flow) {
  Explained found;
  const std::vector<Family> planned = open_families(sides.plan);
  const std::vector<Family> stored = open_families(sides.file);
  for (const std::vector<std::string>& siblings : flow.siblings) {
    for (const Run& run : runs_of(siblings, planned)) {
      if (!all_open(run)) continue;
      const Family* whole = whole_of(run, stored);
      if (whole == nullptr) continue;
      append(found.items, close_together(run, {whole}));
      found.renames.push_back({side_of({whole}), side_of(run)});
    }
  }
  return found;
}

Explained find_split(Sides& sides) {
  Explained found;
  const std::vector<Family> planned = open_families(sides.plan);
  const std::vector<Family> stored = open_families(sides.file);
  for (const Family& first : stored) {
    for (const std::vector<std::string>& words : kPartNames) {
      const Run run = namesakes(first, words, stored);
      if (run.empty() || !all_open(run)) continue;
      const Family* whole = whole_of(run, planned);
      if (whole == nullptr) continue;
      append(found.items, close_together({whole}, run));
      found.renames.push_back({side_of(run), side_of({whole})});
    }
  }
  return found;
}

}  // namespace cdp::verify
