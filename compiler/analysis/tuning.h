// What the lines of `tune` select, and where they act.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/analysis/compilation.h"
#include "compiler/scaling/selector.h"

namespace cdp::analysis {

/// One adjustment of a `tune`.
struct TuneLine {
  const syntax::Statement& statement;
  const syntax::Tune& tune;
  const syntax::Adjustment& adjustment;
  sema::Hp hp;
  bool per_layer;  // its value calls `along`, or names the index that the selector binds
};
/// In the order in which they act.
[[nodiscard]] std::vector<TuneLine> tune_lines(const sema::Program& program);

/// A tensor or multiplier of the folded model, as selectors see it.
struct TunedPart {
  const std::string& path;
  const std::set<std::string>& tags;
  const std::vector<std::size_t>& stacks;
  const scaling::Instance& first;  // at the reference
};
[[nodiscard]] std::vector<TunedPart> parts_of(const Compilation& compilation);

[[nodiscard]] std::vector<scaling::Match> matches(const syntax::Selector& selector, const TunedPart& part);
[[nodiscard]] std::vector<scaling::Match> matches(const syntax::SelectorPath& alternative, const TunedPart& part);
/// Whether one of them asks for all layers.
[[nodiscard]] bool whole(const std::vector<scaling::Match>& matches);

/// What of a part a line acts on, by its selector: nothing, some layers or all of it. Nothing where the part has no
/// such hyperparameter.
enum class Reach : std::uint8_t { kNone, kSome, kAll };
/// For each line, for each part.
[[nodiscard]] std::vector<std::vector<Reach>> reaches(const std::vector<TuneLine>& lines,
                                                      const std::vector<TunedPart>& parts);

/// The factors with which a line acts, over all parts, layers and scales; of a setting: its value.
struct Factors {
  double least = sema::kInfinity;
  double most = -sema::kInfinity;
};
/// By the offset at which a line of `base` or `tune` begins. A line whose work others discard everywhere is not in it.
using ActingLines = std::map<std::uint32_t, Factors>;
[[nodiscard]] ActingLines acting_lines(const Compilation& compilation);

/// Whether every target of the spec is among the scales: what is so at all of them is so wherever the spec is compiled
/// to.
[[nodiscard]] bool sees_all_targets(const Compilation& compilation);

/// A fixed index or range in a `tune`, and the stack that it counts.
struct IndexAt {
  const syntax::Index& index;
  const model::Stack& stack;
};
[[nodiscard]] std::vector<IndexAt> indices_of(const Compilation& compilation, const std::vector<TunedPart>& parts);
/// Layers of a stack at a scale.
[[nodiscard]] std::int64_t layers_at(const model::Stack& stack, const ScaleValues& scale);

/// Which end a range of fixed indices misses by one, as one that counts from 1, or leaves its end out, would. Of fewer
/// than four layers a range that leaves one out is as likely meant.
enum class Missed { kNothing, kFirst, kLast };
[[nodiscard]] Missed missed_by_one(const syntax::Index& index, std::int64_t layers);

}  // namespace cdp::analysis
