// See tuning.h.
#include "compiler/analysis/tuning.h"

#include <algorithm>
#include <unordered_map>

#include "compiler/sema/names.h"
#include "compiler/syntax/dump.h"

namespace cdp::analysis {

namespace {

void add_factors(const std::vector<scaling::Instance>& instances, ActingLines& lines) {
  std::set<const scaling::Settings*> seen;
  for (const scaling::Instance& instance : instances) {
    if (!seen.insert(instance.settings.get()).second) continue;
    for (const auto& setting : instance.settings->hps) {
      if (!setting) continue;
      for (const scaling::Reason& reason : setting->chain) {
        if (reason.written->at.file != 0) continue;
        Factors& factors = lines[reason.written->at.begin];
        factors.least = std::min(factors.least, reason.factor);
        factors.most = std::max(factors.most, reason.factor);
      }
    }
  }
}

const model::Stack* stack_of(const Compilation& compilation, const std::vector<TunedPart>& parts,
                             const syntax::SelectorPath& alternative, const syntax::Index& index) {
  for (const TunedPart& part : parts)
    for (const scaling::Match& match : matches(alternative, part))
      for (std::size_t level = 0; level < match.levels.size(); ++level) {
        const scaling::IndexRange& range = match.levels[level];
        if (range.named && range.bound == nullptr && range.first == index.first && range.last == index.last)
          return &compilation.model.stacks[part.stacks[level]];
      }
  return nullptr;
}

}  // namespace

std::vector<TuneLine> tune_lines(const sema::Program& program) {
  std::vector<TuneLine> lines;
  for (const syntax::Statement& statement : program.root().ast.statements) {
    const auto* tune = std::get_if<syntax::Tune>(&statement.node);
    if (tune == nullptr) continue;
    for (const syntax::Adjustment& adjustment : tune->adjustments)
      if (const auto hp = program.names.hyperparameter(adjustment); hp && adjustment.value)
        lines.push_back({statement, *tune, adjustment, *hp, sema::depends_on_layer(*adjustment.value, program.names)});
  }
  return lines;
}

std::vector<TunedPart> parts_of(const Compilation& compilation) {
  std::vector<TunedPart> parts;
  for (const TensorAt& at : compilation.reference().tensors)
    parts.push_back({at.tensor.path, at.tensor.tags, at.tensor.stacks, at.first});
  for (const MultiplierAt& at : compilation.reference().multipliers)
    parts.push_back({at.multiplier.path, at.multiplier.tags, at.multiplier.stacks, at.first});
  return parts;
}

std::vector<scaling::Match> matches(const syntax::Selector& selector, const TunedPart& part) {
  return scaling::match(selector, part.path, part.tags);
}

std::vector<scaling::Match> matches(const syntax::SelectorPath& alternative, const TunedPart& part) {
  return scaling::match({{alternative}, alternative.span}, part.path, part.tags);
}

bool whole(const std::vector<scaling::Match>& matches) {
  return std::any_of(matches.begin(), matches.end(), [](const scaling::Match& match) { return !match.partial(); });
}

std::vector<std::vector<Reach>> reaches(const std::vector<TuneLine>& lines, const std::vector<TunedPart>& parts) {
  std::unordered_map<std::string, std::vector<Reach>> of_selectors;  // whatever the hyperparameter
  std::vector<std::vector<Reach>> all;
  for (const TuneLine& line : lines) {
    const auto [known, is_new] = of_selectors.try_emplace(syntax::dump(line.tune.selector));
    if (is_new)
      for (const TunedPart& part : parts) {
        const auto found = matches(line.tune.selector, part);
        known->second.push_back(found.empty() ? Reach::kNone : whole(found) ? Reach::kAll : Reach::kSome);
      }
    auto& of_line = all.emplace_back(known->second);
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (!value_of(parts[i].first, line.hp)) of_line[i] = Reach::kNone;
  }
  return all;
}

ActingLines acting_lines(const Compilation& compilation) {
  ActingLines lines;
  for (const ScaleValues& scale : compilation.scales) {
    add_factors(scale.scaled.tensors, lines);
    add_factors(scale.scaled.multipliers, lines);
  }
  return lines;
}

bool sees_all_targets(const Compilation& compilation) {
  return compilation.targets().size() == compilation.spec.targets.size();
}

std::vector<IndexAt> indices_of(const Compilation& compilation, const std::vector<TunedPart>& parts) {
  std::vector<IndexAt> found;
  for (const syntax::Tune* tune : compilation.spec.tunes)
    for (const syntax::SelectorPath& alternative : tune->selector.alternatives)
      for (const syntax::SelectorStep& step : alternative.steps)
        for (const syntax::Index& index : step.indices) {
          if (index.kind == syntax::Index::Kind::kBind) continue;
          if (const auto* stack = stack_of(compilation, parts, alternative, index)) found.push_back({index, *stack});
        }
  return found;
}

std::int64_t layers_at(const model::Stack& stack, const ScaleValues& scale) {
  return static_cast<std::int64_t>(stack.count.at(scale.scaled.target.values()));
}

Missed missed_by_one(const syntax::Index& index, std::int64_t layers) {
  if (index.kind != syntax::Index::Kind::kRange || layers < 4) return Missed::kNothing;
  if (index.first == 0 && index.last == layers - 2) return Missed::kLast;
  if (index.first == 1 && index.last == layers - 1) return Missed::kFirst;
  return Missed::kNothing;
}

}  // namespace cdp::analysis
