// Whether a file of weights is a plan's: every tensor claimed once, with its shape. From names, shapes and types alone;
// no byte of a tensor is read. How findings are shown is report.h's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/plan/plan.h"
#include "compiler/verify/renames.h"
#include "compiler/weights/weights.h"

namespace cdp::verify {

enum class FindingKind {
#define FINDING(id, word, what, way_out) id,
#include "compiler/verify/findings.def"
#undef FINDING
};

using Shape = std::vector<std::int64_t>;

/// A tensor of one side.
struct Side {
  std::string name;  // in the file: as it is written there
  Shape shape;
  std::optional<weights::Dtype> dtype;  // the plan's have none
};

/// One fault: the plan's tensors and the file's that it is about, mostly one of each; one side may be empty.
struct Item {
  std::vector<Side> plan;
  std::vector<Side> file;
};

/// All faults of a kind, or of a kind and a reason.
struct Finding {
  FindingKind kind = FindingKind::kMissing;
  std::vector<Item> items;
  std::vector<Rename> renames;  // what would make it go away
  std::size_t count = 0;        // tensors: of the side that has more
  std::string what;             // the kind's words, or better ones
  std::string way_out;          // may be empty
};

struct Verification {
  std::size_t planned = 0;          // the plan's tensors
  std::size_t stored = 0;           // the file's
  std::size_t claimed = 0;          // the plan's that are there under their names, with their shapes
  std::size_t state = 0;            // the file's that are the state of cdp-run's optimizer for tensors of the plan
  std::size_t ignored = 0;          // left out on demand
  std::vector<Finding> findings;    // in the order of the kinds
  std::vector<std::string> unused;  // renames and patterns that no name of the file matches, as written
};

struct Options {
  std::vector<Rename> renames = {};          // the first that matches a name of the file is taken
  std::vector<std::string> ignored = {};     // patterns of the file's names, as the next ones
  std::vector<std::string> transposed = {};  // matrices that are known to lie as (in, out)
};

[[nodiscard]] Verification verify(const plan::Plan& plan, const weights::Weights& weights, const Options& options);

/// `wrong shape`
[[nodiscard]] std::string_view kind_word(FindingKind kind);

}  // namespace cdp::verify
