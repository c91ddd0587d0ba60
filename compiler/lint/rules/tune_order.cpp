// tune-order: a `=` discards the factor that an earlier line gave some of the same tensors, though it is no exception
// to that line: it selects others too.
#include "compiler/lint/phrases.h"
#include "compiler/lint/rule.h"

namespace cdp::lint::rules {

namespace {

struct Overlap {
  std::vector<std::string> both;
  bool beyond = false;  // the later line selects what the earlier does not
};

Overlap overlap_of(const std::vector<TunedPart>& parts, const std::vector<Reach>& factor,
                   const std::vector<Reach>& setting) {
  Overlap found;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (setting[i] != Reach::kNone && factor[i] == Reach::kNone) found.beyond = true;
    if (setting[i] == Reach::kAll && factor[i] != Reach::kNone) found.both.push_back(parts[i].path);
  }
  return found;
}

/// Factors that act on the same parts of the same hyperparameter: told apart from a setting once.
struct Alike {
  const std::vector<Reach>* reach;
  std::vector<std::size_t> lines;
};

/// By hyperparameter and reach, in the order of their lines.
class Earlier {
 public:
  void add(const TuneLine& line, const std::vector<Reach>& reach, std::size_t index) {
    const auto [scale, is_new] = known_.try_emplace({line.hp, reach}, all_[line.hp].size());
    auto& of_hp = all_[line.hp];
    if (is_new) of_hp.push_back({&scale->first.second, {}});
    of_hp[scale->second].lines.push_back(index);
  }

  [[nodiscard]] const std::vector<Alike>& of(sema::Hp hp) { return all_[hp]; }

 private:
  std::map<std::pair<sema::Hp, std::vector<Reach>>, std::size_t> known_;
  std::map<sema::Hp, std::vector<Alike>> all_;
};

/// Earlier factors that a setting discards though it is no exception to them, with the parts of which it does.
std::map<std::size_t, std::string> discarded(const std::vector<TunedPart>& parts, const std::vector<Alike>& factors,
                                             const std::vector<Reach>& setting) {
  std::map<std::size_t, std::string> found;
  for (const Alike& alike : factors) {
    const Overlap overlap = overlap_of(parts, *alike.reach, setting);
    if (overlap.both.empty() || !overlap.beyond) continue;
    for (const std::size_t line : alike.lines) found.emplace(line, named(overlap.both));
  }
  return found;
}

}  // namespace

void tune_order(const CheckedSpec& checked, Findings& findings) {
  const auto& parts = checked.parts;
  const auto& lines = checked.text.facts.tune_lines;
  const auto reach = reaches(lines, parts);
  const auto text_of = [&](const TuneLine& line) { return checked.text.sources.text(line.adjustment.span); };
  Earlier factors;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!checked.acting.contains(lines[i].adjustment.span.begin)) continue;  // it is tune-overridden's
    if (lines[i].adjustment.op == syntax::AdjustOp::kMultiply) factors.add(lines[i], reach[i], i);
    if (lines[i].adjustment.op != syntax::AdjustOp::kSet) continue;
    for (const auto& [earlier, which] : discarded(parts, factors.of(lines[i].hp), reach[i]))
      findings.report(lines[i].adjustment.span, text_of(lines[i]), text_of(lines[earlier]), which)
          .note(lines[earlier].adjustment.span, "the factor");
  }
}

}  // namespace cdp::lint::rules
