// Matching of selector steps against path segments.
#include "compiler/scaling/selector.h"

#include <algorithm>

#include "compiler/base/dotted.h"
#include "compiler/base/text.h"
#include "compiler/model/tags.h"

namespace cdp::scaling {
namespace {

using diag::Code;
using syntax::SelectorStep;

constexpr std::size_t kMostWays = 1000;  // in which one alternative matches one path

IndexRange range_of(const syntax::Index& index) {
  if (index.kind == syntax::Index::Kind::kBind) return {0, -1, &index.bound, true};
  return {index.first, index.last, nullptr, true};
}

class Matcher {
 public:
  Matcher(const syntax::SelectorPath& path, const std::vector<std::string_view>& segments)
      : path_(path), segments_(segments), dead_((path.steps.size() + 1) * (segments.size() + 1), false) {}

  /// More than kMostWays are not looked for.
  std::vector<Match> run() {
    step(0, 0, {});
    return std::move(found_);
  }

 private:
  /// What a step does from a segment on does not depend on how it was reached, so a way that leads nowhere is taken
  /// once.
  void step(std::size_t step_index, std::size_t segment, Match so_far) {
    const std::size_t place = step_index * (segments_.size() + 1) + segment;
    if (dead_[place] || found_.size() > kMostWays) return;
    const std::size_t before = found_.size();
    take(step_index, segment, std::move(so_far));
    dead_[place] = found_.size() == before;
  }

  void take(std::size_t step_index, std::size_t segment, Match so_far) {
    if (step_index == path_.steps.size()) return finish(segment, std::move(so_far));
    const SelectorStep& wanted = path_.steps[step_index];
    if (wanted.kind == SelectorStep::Kind::kDoubleStar) {
      for (std::size_t s = segment; s <= segments_.size(); ++s) {
        step(step_index + 1, s, so_far);
        if (s < segments_.size() && segments_[s] == "*") so_far.levels.push_back({});
      }
      return;
    }
    if (segment == segments_.size()) return;
    const bool level = segments_[segment] == "*";
    if (wanted.kind == SelectorStep::Kind::kName && (level || segments_[segment] != wanted.name.text)) return;
    if (level) so_far.levels.push_back({0, -1, nullptr, true});
    ++segment;
    for (const syntax::Index& index : wanted.indices) {
      if (segment == segments_.size() || segments_[segment] != "*") return;
      so_far.levels.push_back(range_of(index));
      ++segment;
    }
    step(step_index + 1, segment, std::move(so_far));
  }

  /// A path that names a module selects all that is in it.
  void finish(std::size_t segment, Match match) {
    for (; segment < segments_.size(); ++segment)
      if (segments_[segment] == "*") match.levels.push_back({});
    found_.push_back(std::move(match));
  }

  const syntax::SelectorPath& path_;
  const std::vector<std::string_view>& segments_;
  std::vector<bool> dead_;
  std::vector<Match> found_;
};

/// Every path and prefix of a path in the model, as a selector would write it.
std::vector<std::string> known_paths(const model::Model& model) {
  std::set<std::string> paths;
  const auto add = [&](std::string_view path) {
    while (!path.empty() && paths.emplace(path).second) path = dotted::parent(path);
  };
  for (const auto& tensor : model.tensors) add(tensor.path);
  for (const auto& multiplier : model.multipliers) add(multiplier.path);
  return {paths.begin(), paths.end()};
}

std::string written(const syntax::SelectorPath& path) {
  std::string out;
  for (const auto& step : path.steps) {
    if (!out.empty()) out += '.';
    out += step.kind == SelectorStep::Kind::kName   ? step.name.text
           : step.kind == SelectorStep::Kind::kStar ? "*"
                                                    : "**";
    for (std::size_t i = 0; i < step.indices.size(); ++i) out += ".*";
  }
  return out;
}

/// The parts of a path that are kept, joined again.
template <class Keep>
std::string parts_of(std::string_view path, const Keep& keep) {
  std::string out;
  for (const std::string_view part : dotted::parts(path)) {
    if (!keep(part)) continue;
    if (!out.empty()) out += '.';
    out += part;
  }
  return out;
}

std::string without_stars(std::string_view path) {
  return parts_of(path, [](std::string_view part) { return part != "*"; });
}

std::string without_indices(std::string_view path) {
  return parts_of(path, [](std::string_view part) {
    return part.empty() || part.find_first_not_of("0123456789-") != std::string_view::npos;
  });
}

bool is_known_tag(const model::Model& model, const std::string& tag) {
  const auto& table = model::tag_table();
  const auto has = [&](const auto& part) { return part.tags.contains(tag); };
  return std::any_of(table.begin(), table.end(), [&](const auto& row) { return row.name == tag; }) ||
         std::any_of(model.tensors.begin(), model.tensors.end(), has) ||
         std::any_of(model.multipliers.begin(), model.multipliers.end(), has);
}

/// `@norm`, `@block@bias`: no path, and only tags of the language.
bool is_built_in(const syntax::SelectorPath& path) {
  const auto& table = model::tag_table();
  return path.steps.empty() && std::all_of(path.tags.begin(), path.tags.end(), [&](const syntax::Ident& tag) {
           return std::any_of(table.begin(), table.end(), [&](const auto& row) { return row.name == tag.text; });
         });
}

/// All tags as a selector writes them, for suggestions.
std::vector<std::string> marked_tags(const model::Model& model) {
  std::set<std::string> tags;
  for (const auto& row : model::tag_table()) tags.insert("@" + std::string(row.name));
  const auto add = [&](const auto& parts) {
    for (const auto& part : parts)
      for (const std::string& tag : part.tags) tags.insert("@" + tag);
  };
  add(model.tensors);
  add(model.multipliers);
  return {tags.begin(), tags.end()};
}

std::vector<Match> match_one(const syntax::SelectorPath& path, const std::string& name,
                             const std::set<std::string>& tags) {
  for (const auto& tag : path.tags)
    if (tag.text != "all" && !tags.contains(tag.text)) return {};
  for (const auto& tag : path.excluded)
    if (tag.text == "all" || tags.contains(tag.text)) return {};
  return Matcher(path, dotted::parts(name)).run();
}

/// The most ways in which it matches a part, and that part.
struct Ways {
  std::size_t count = 0;
  const std::string* path = nullptr;
};

Ways ways_of(const syntax::SelectorPath& path, const model::Model& model) {
  Ways most;
  const auto count = [&](const auto& parts) {
    for (const auto& part : parts) {
      const std::size_t ways = match_one(path, part.path, part.tags).size();
      if (ways > most.count) most = {ways, &part.path};
    }
  };
  count(model.tensors);
  count(model.multipliers);
  return most;
}

}  // namespace

bool Match::partial() const {
  return std::any_of(levels.begin(), levels.end(), [](const IndexRange& r) { return r.first != 0 || r.last != -1; });
}

bool Match::holds(std::span<const std::int64_t> indices, std::span<const std::int64_t> counts) const {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::int64_t first = levels[i].first < 0 ? levels[i].first + counts[i] : levels[i].first;
    const std::int64_t last = levels[i].last < 0 ? levels[i].last + counts[i] : levels[i].last;
    if (indices[i] < first || indices[i] > last) return false;
  }
  return true;
}

std::optional<std::size_t> Match::along_level() const {
  const auto innermost = [&](const auto& wanted) -> std::optional<std::size_t> {
    for (std::size_t i = levels.size(); i-- > 0;)
      if (wanted(levels[i])) return i;
    return std::nullopt;
  };
  if (const auto bound = innermost([](const IndexRange& r) { return r.bound != nullptr; })) return bound;
  if (const auto range = innermost([](const IndexRange& r) { return r.named && r.first != r.last; })) return range;
  if (const auto named = innermost([](const IndexRange& r) { return r.named; })) return named;
  return levels.empty() ? std::nullopt : std::optional<std::size_t>(0);
}

std::vector<Match> match(const syntax::Selector& selector, const std::string& path, const std::set<std::string>& tags) {
  std::vector<Match> out;
  for (const auto& alternative : selector.alternatives)
    for (Match& found : match_one(alternative, path, tags)) out.push_back(std::move(found));
  return out;
}

bool selects(const syntax::Selector& selector, const std::string& path, const std::set<std::string>& tags) {
  return std::any_of(selector.alternatives.begin(), selector.alternatives.end(),
                     [&](const auto& alternative) { return !match_one(alternative, path, tags).empty(); });
}

std::string meant_path(std::string_view written, const model::Model& model, std::span<const std::string> known) {
  constexpr std::size_t kMostOffered = 3;
  const std::string wanted = without_stars(written);
  std::vector<std::string> offered;
  std::vector<std::string> tails;
  std::vector<std::string> wholes;  // of the tails
  for (const std::string& path : known_paths(model)) {
    if (path.ends_with(".*")) continue;
    std::string tail = without_stars(path);
    while (!tail.empty()) {
      if (tail == wanted) offered.push_back("`" + path + "`");
      tails.push_back(tail);
      wholes.push_back(path);
      const auto point = tail.find('.');
      tail = point == std::string::npos ? "" : tail.substr(point + 1);
    }
  }
  if (offered.size() > kMostOffered) offered.resize(kMostOffered);
  if (!offered.empty()) return "; did you mean " + list_of(offered, "or") + "?";
  if (std::string near = did_you_mean(written, known); !near.empty()) return near;
  const auto near = nearest(without_indices(wanted), tails);
  if (!near) return "";
  const auto at = std::find(tails.begin(), tails.end(), *near) - tails.begin();
  return "; did you mean `" + wholes[static_cast<std::size_t>(at)] + "`?";
}

bool check_selector(const syntax::Selector& selector, const model::Model& model, bool must_match,
                    diag::DiagnosticSink& sink) {
  bool good = true;
  bool any_tag = false;                            // whether one of the language's tags selects something
  std::vector<const syntax::SelectorPath*> empty;  // those that do not
  for (const auto& alternative : selector.alternatives) {
    if (sink.full()) return false;
    bool tags_known = true;
    for (const auto* tags : {&alternative.tags, &alternative.excluded})
      for (const auto& tag : *tags) {
        if (is_known_tag(model, tag.text)) continue;
        sink.report<Code::E0402>(tag.span, tag.text, did_you_mean("@" + tag.text, marked_tags(model)));
        tags_known = false;
      }
    good = good && tags_known;
    if (!tags_known) continue;
    const Ways ways = ways_of(alternative, model);
    if (ways.count > kMostWays) {
      sink.report<Code::E0435>(alternative.span, *ways.path, kMostWays);
      good = false;
    }
    any_tag = any_tag || (ways.count > 0 && is_built_in(alternative));
    if (!must_match || ways.count > 0) continue;
    if (is_built_in(alternative)) {
      empty.push_back(&alternative);
      continue;
    }
    good = false;
    const std::string path = written(alternative);
    if (alternative.tags.empty()) {
      std::vector<std::string> known = known_paths(model);
      for (std::string& tag : marked_tags(model)) known.push_back(std::move(tag));
      sink.report<Code::E0401>(alternative.span, meant_path(path, model, known));
    } else {
      sink.report<Code::E0403>(alternative.span);
    }
  }
  if (any_tag) return good;
  for (const auto* alternative : empty) sink.report<Code::E0403>(alternative->span);
  return good && empty.empty();
}

}  // namespace cdp::scaling
