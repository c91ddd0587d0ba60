// The order of the questions: who has the same name, whose shape is right, then what explains those that are left.
#include "compiler/verify/verify.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/dotted.h"
#include "compiler/verify/alike.h"
#include "compiler/verify/banks.h"
#include "compiler/verify/data_flow.h"
#include "compiler/verify/joins.h"
#include "compiler/verify/names.h"
#include "compiler/verify/pieces.h"
#include "compiler/verify/prefixes.h"
#include "compiler/verify/sides.h"

namespace cdp::verify {
namespace {

struct Row {
  std::string_view word, what, way_out;
};

constexpr Row kRows[] = {
#define FINDING(id, word, what, way_out) {word, what, way_out},
#include "compiler/verify/findings.def"
#undef FINDING
};

const Row& row_of(FindingKind kind) {
  return kRows[static_cast<std::size_t>(kind)];
}

/// What a file calls its head.
constexpr std::string_view kHeadWords[] = {"head", "unembed", "output", "out", "decoder"};

class Verifier {
 public:
  Verifier(const plan::Plan& plan, const weights::Weights& weights, const Options& options)
      : flow_(data_flow(plan)), renames_(options.renames) {
    for (const plan::Tensor& tensor : plan.tensors)
      sides_.plan.push_back({tensor.name, {tensor.name, tensor.shape, {}}});
    take_file(weights, options);
    result_.planned = sides_.plan.size();
  }

  Verification run() && {
    refuse_twins();
    take_joined();
    match_names();
    while (const auto prefix = common_prefix(sides_)) take(*prefix);
    judge_shapes();
    set_apart();
    find_second_head();
    Explained alike = find_alike(sides_);
    find_pieces();
    Explained rest = find_alike(sides_);  // with fewer candidates than before
    append(alike.items, std::move(rest.items));
    std::move(rest.renames.begin(), rest.renames.end(), std::back_inserter(alike.renames));
    explain(FindingKind::kRenamed, std::move(alike));
    append(unclear_, find_ambiguous(sides_));
    note(FindingKind::kAmbiguous, std::move(unclear_));
    find_missing_head();
    leave(FindingKind::kMissing, sides_.plan);
    leave(FindingKind::kExtra, sides_.file);
    return finished();
  }

 private:
  void take_file(const weights::Weights& weights, const Options& options) {
    std::set<std::string_view> planned;
    for (const Entry& entry : sides_.plan) planned.insert(entry.name);
    for (const weights::Weights::Part& part : weights.parts()) {
      ++result_.stored;
      if (matches_one(options.ignored, part.tensor->name)) {
        ++result_.ignored;
      } else if (is_own_state(*part.file, part.tensor->name, planned)) {
        ++result_.state;
      } else {
        take_tensor(*part.tensor, options);
      }
    }
    for (const auto* patterns : {&options.ignored, &options.transposed})
      for (const std::string& pattern : *patterns) note_unused(pattern);
    for (const Rename& rename : options.renames) note_unused(text_of(rename));
  }

  /// The first rename that matches its name is taken.
  void take_tensor(const weights::StoredTensor& tensor, const Options& options) {
    Entry& entry = sides_.file.emplace_back(Entry{tensor.name, {tensor.name, tensor.shape, tensor.dtype}});
    entry.is_transposed = matches_one(options.transposed, tensor.name);
    for (std::size_t i = 0; i < options.renames.size(); ++i) {
      const Rename& rename = options.renames[i];
      const std::vector<Term> terms = terms_of(rename.file);
      for (std::size_t term = 0; term < terms.size(); ++term) {
        auto stars = match(terms[term].pattern, tensor.name);
        if (!stars) continue;
        used_.insert(text_of(rename));
        if (joins(rename))
          uses_.push_back({sides_.file.size() - 1, i, term, std::move(*stars)});
        else
          entry.name = filled(rename.plan, *stars);
        return;
      }
    }
  }

  /// What renames say of tensors that are joined on one of the sides.
  void take_joined() {
    Joined joined = join(sides_, renames_, uses_);
    for (const std::vector<Item>* items : {&joined.right, &joined.transposed})
      for (const Item& item : *items) note_dtypes(item);
    for (const Item& item : joined.right) result_.claimed += item.plan.size();
    append(transposed_, std::move(joined.transposed));
    append(wrong_, std::move(joined.wrong));
    append(twice_, std::move(joined.twice));
    note(FindingKind::kTwice, std::move(twice_));
  }

  void note_dtypes(const Item& item) {
    for (const Side& side : item.file)
      if (weights::dtype_kind(*side.dtype) != weights::DtypeKind::kFloat) dtypes_.push_back({{}, {side}});
  }

  /// Tensors that one side holds in several and the other in one.
  void find_pieces() {
    Banks one_by_one = find_one_by_one(sides_);
    Banks banks = find_banks(sides_);
    append(unclear_, std::move(one_by_one.unclear));
    append(unclear_, std::move(banks.unclear));
    explain(FindingKind::kOneByOne, std::move(one_by_one.found));
    explain(FindingKind::kBank, std::move(banks.found));
    explain(FindingKind::kFused, find_fused(sides_, flow_));
    explain(FindingKind::kSplit, find_split(sides_));
  }

  void explain(FindingKind kind, Explained explained) {
    note(kind, std::move(explained.items)).renames = std::move(explained.renames);
  }

  bool matches_one(const std::vector<std::string>& patterns, std::string_view name) {
    for (const std::string& pattern : patterns) {
      if (!match(pattern, name)) continue;
      used_.insert(pattern);
      return true;
    }
    return false;
  }

  void note_unused(const std::string& text) {
    if (!used_.contains(text)) result_.unused.push_back(text);
  }

  /// `optimizer.m.NAME` in a checkpoint of cdp-run, for a tensor of the plan.
  static bool is_own_state(const weights::SafetensorsFile& file, std::string_view name,
                           const std::set<std::string_view>& planned) {
    const auto format = file.header().metadata.find("format");
    if (format == file.header().metadata.end() || format->second != weights::kCheckpointFormat) return false;
    if (!name.starts_with(weights::kOptimizerState)) return false;
    name.remove_prefix(weights::kOptimizerState.size());
    const std::size_t point = name.find('.');
    return point != std::string_view::npos && planned.contains(name.substr(point + 1));
  }

  Finding& note(FindingKind kind, std::vector<Item> items) {
    Finding finding{kind, std::move(items), {}, 0, std::string(row_of(kind).what), std::string(row_of(kind).way_out)};
    finding.count = std::max(size_of(finding, &Item::plan), size_of(finding, &Item::file));
    result_.findings.push_back(std::move(finding));
    return result_.findings.back();
  }

  static std::size_t size_of(const Finding& finding, std::vector<Side> Item::*side) {
    std::size_t count = 0;
    for (const Item& item : finding.items) count += (item.*side).size();
    return count;
  }

  void refuse_twins() {
    std::map<std::string_view, Entry*> known;
    for (Entry& entry : sides_.file)
      if (const auto [first, is_new] = known.emplace(entry.name, &entry); !is_new)
        twice_.push_back(close({}, {first->second, &entry}));
  }

  /// Explains the open tensors of the file that have a name of the plan.
  std::vector<Item> match_names() {
    std::map<std::string_view, Entry*> planned;
    for (Entry& entry : sides_.plan)
      if (entry.is_open) planned.emplace(entry.name, &entry);
    std::vector<Item> matched;
    for (Entry& entry : sides_.file) {
      const auto found = planned.find(entry.name);
      if (!entry.is_open || found == planned.end()) continue;
      matched.push_back(close({found->second}, {&entry}));
      compare(*found->second, entry);
    }
    return matched;
  }

  void compare(const Entry& planned, const Entry& stored) {
    const Shape& shape = planned.side.shape;
    const Item item{{planned.side}, {stored.side}};
    if (weights::dtype_kind(*stored.side.dtype) != weights::DtypeKind::kFloat) dtypes_.push_back(item);
    if (stored.is_transposed && stored.side.shape == transposed(shape)) {
      ++result_.claimed;
    } else if (stored.side.shape == shape && !stored.is_transposed) {
      ++result_.claimed;
      const bool is_matrix = flow_.matrices.contains(dotted::pattern(planned.name));
      const bool is_table = flow_.tables.contains(dotted::pattern(planned.name));
      if (shape.size() == 2 && shape[0] == shape[1] && is_matrix && !is_table) squares_.push_back(item);
    } else if (shape.size() == 2 && !stored.is_transposed && stored.side.shape == transposed(shape)) {
      transposed_.push_back(item);
    } else {
      wrong_.push_back(item);
    }
  }

  void take(const Prefix& prefix) {
    const Rename rename = take_prefix(prefix, sides_);
    Finding& finding = note(FindingKind::kRenamed, match_names());
    finding.renames = {rename};
    const bool in_file = prefix.side == PrefixSide::kFile;
    finding.what =
        fmt::format("{} behind the prefix `{}`",
                    in_file ? "in the file the plan's names stand" : "in the plan the file's names stand", prefix.text);
  }

  /// What the shapes of matched tensors are to be reproached with.
  void judge_shapes() {
    const bool in_doubt = !transposed_.empty();
    note(FindingKind::kTransposed, std::move(transposed_));
    note(FindingKind::kUndecidable, in_doubt ? std::move(squares_) : std::vector<Item>{});
    note(FindingKind::kWrongShape, std::move(wrong_));
    note(FindingKind::kDtype, std::move(dtypes_));
  }

  /// Sets apart what is no model's weight.
  void set_apart() {
    std::vector<Item> state;
    std::vector<Item> buffers;
    for (Entry& entry : sides_.file) {
      if (!entry.is_open) continue;
      if (is_optimizer_state(entry.name)) {
        state.push_back(close({}, {&entry}));
      } else if (is_buffer(entry.name, entry.side.shape)) {
        buffers.push_back(close({}, {&entry}));
      }
    }
    note(FindingKind::kOptimizerState, std::move(state));
    note(FindingKind::kBuffer, std::move(buffers));
  }

  Entry* planned(const std::string& name) {
    const auto found =
        std::find_if(sides_.plan.begin(), sides_.plan.end(), [&](const Entry& entry) { return entry.name == name; });
    return found == sides_.plan.end() ? nullptr : &*found;
  }

  /// The plan ties its head to the embedding, the file has one of its own.
  void find_second_head() {
    if (!flow_.head || !flow_.tables.contains(*flow_.head)) return;
    const Entry* table = planned(*flow_.head);
    for (Entry& entry : sides_.file) {
      const auto is_word = [&](std::string_view word) { return has_word(entry.name, word); };
      const bool is_head = std::any_of(std::begin(kHeadWords), std::end(kHeadWords), is_word);
      if (!entry.is_open || !is_head || table == nullptr || entry.side.shape != table->side.shape) continue;
      Finding& finding = note(FindingKind::kTied, {close({}, {&entry})});
      finding.items.front().plan = {table->side};
      finding.what =
          fmt::format("the file has the head `{}`; the plan reads logits with `{}`", entry.side.name, table->side.name);
      finding.way_out = "leave it out with --ignore if both are equal, or do not tie the spec's model";
      return;
    }
  }

  /// The plan has a head, the file none: there it may be the embedding.
  void find_missing_head() {
    if (!flow_.head || flow_.tables.contains(*flow_.head)) return;
    Entry* head = planned(*flow_.head);
    if (head == nullptr || !head->is_open) return;
    for (const std::string& name : flow_.tables) {
      const Entry* table = planned(name);
      if (table == nullptr || table->is_open || table->side.shape != head->side.shape) continue;
      Finding& finding = note(FindingKind::kTied, {close({head}, {})});
      finding.what = fmt::format("the file has no head `{}`; it seems to read logits with the embedding `{}`",
                                 head->side.name, name);
      finding.way_out = "tie the spec's model, or load the embedding in its place too";
      return;
    }
  }

  void leave(FindingKind kind, std::vector<Entry>& entries) {
    std::vector<Item> items;
    for (Entry& entry : entries) {
      if (!entry.is_open) continue;
      const bool in_plan = &entries == &sides_.plan;
      items.push_back(in_plan ? close({&entry}, {}) : close({}, {&entry}));
    }
    note(kind, std::move(items));
  }

  Verification finished() {
    std::erase_if(result_.findings, [](const Finding& finding) { return finding.items.empty(); });
    std::stable_sort(result_.findings.begin(), result_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.kind < b.kind; });
    return std::move(result_);
  }

  DataFlow flow_;
  const std::vector<Rename>& renames_;
  Sides sides_;
  std::vector<Use> uses_;       // of renames that join
  std::set<std::string> used_;  // renames and patterns, as written
  Verification result_;
  std::vector<Item> transposed_, squares_, wrong_, dtypes_, twice_, unclear_;
};

}  // namespace

std::string_view kind_word(FindingKind kind) {
  return row_of(kind).word;
}

Verification verify(const plan::Plan& plan, const weights::Weights& weights, const Options& options) {
  return Verifier(plan, weights, options).run();
}

}  // namespace cdp::verify
