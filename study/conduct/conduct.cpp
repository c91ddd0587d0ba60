// See conduct.h.
#include "study/conduct/conduct.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "compiler/plan/json.h"
#include "study/conduct/results.h"
#include "study/exports/journal.h"

namespace cdp::study {
namespace {

using Next = std::variant<Order, Nothing>;

class Conducting {
 public:
  Conducting(const Conduct& conduct, Store& store) : conduct_(conduct), store_(store) {}

  FleetCalls calls() {
    FleetCalls all;
    all.next = [this] { return next(); };
    all.ready = [this](const run::ReadyReply& reply) { return meet(reply); };
    all.progress = [this](const run::ProgressReply& reply) { return follow(reply); };
    all.ended = [this](const run::EndReply& reply) { return end(reply); };
    return all;
  }

 private:
  Result<Next> next() {
    while (true) {
      if (const Trial* trial = first_waiting()) {
        if (!within_window(*trial)) return Next(Nothing::kYet);
        auto ordered = order(*trial);
        if (!ordered) return ordered.error();
        if (*ordered) return Next(**std::move(ordered));
        continue;  // it has failed
      }
      if (!conduct_.propose) return Next(Nothing::kMore);
      const auto proposed = conduct_.propose(store_);
      if (!proposed) return proposed.error();
      if (const auto* nothing = std::get_if<Nothing>(&*proposed)) return Next(*nothing);
      if (first_waiting() == nullptr) return Next(open_.empty() ? Nothing::kMore : Nothing::kYet);
    }
  }

  /// The lowest trial that waits and that no worker has.
  const Trial* first_waiting() {
    const auto& trials = store_.trials();
    while (ended_ < trials.size() && has_ended(trials[ended_].result.state)) ++ended_;
    for (std::size_t i = ended_; i < trials.size(); ++i)
      if (trials[i].result.state == TrialState::kWaiting && !open_.contains(trials[i].number)) return &trials[i];
    return nullptr;
  }

  /// After first_waiting(): whether all that are a window or more before it have ended.
  [[nodiscard]] bool within_window(const Trial& trial) const {
    return conduct_.window == 0 || store_.trials()[ended_].number > trial.number - conduct_.window;
  }

  /// None: its values are out of range at its scale, which is the result.
  Result<std::optional<Order>> order(const Trial& trial) {
    const CompiledTrial compiled = compile(conduct_.spec, trial.point);
    if (compiled.plan) {
      open_[trial.number] = {};
      return std::optional(Order{trial.number, plan::to_json(*compiled.plan)});
    }
    if (!compiled.opened.analysis) return Error{"cannot be read any more", conduct_.spec.source.path};
    TrialResult failed;
    failed.state = TrialState::kFailed;
    failed.message = "does not compile: " + compiled.opened.analysis->sink.sorted().front().message;
    const std::int64_t number = trial.number;
    if (const Status kept = keep(number, failed); !kept) return kept.error();
    return std::optional<Order>();
  }

  /// The first worker says what the study is of, all others are held against it.
  Status meet(const run::ReadyReply& reply) {
    if (const Status same = same_workers(store_, reply); !same) return same;
    const StudyInfo found = info_by(store_.info(), reply);
    if (store_.info().data == found.data && store_.info().torch == found.torch) return Done{};
    return store_.keep(found);
  }

  bool follow(const run::ProgressReply& reply) {
    const auto open = open_.find(reply.trial);
    if (open == open_.end() || open->second.hopeless) return false;
    Open& trial = open->second;
    const double fraction =
        static_cast<double>(reply.step) / static_cast<double>(std::max<std::int64_t>(1, reply.steps));
    if (!trial.curve.empty() && fraction <= trial.curve.back().fraction) trial.curve.clear();  // its worker died
    trial.curve.push_back({fraction, reply.loss});
    if (!conduct_.hopeless || !std::isfinite(reply.loss)) return false;
    if (!reaches_a_judgement(trial.curve)) return false;
    std::vector<const Trial*> before;
    for (const Trial& other : store_.trials())
      if (other.number <= reply.trial - std::max<std::int64_t>(1, conduct_.window)) before.push_back(&other);
    trial.hopeless = why_hopeless(*conduct_.hopeless, trial_of(reply.trial), trial.curve, before);
    return trial.hopeless.has_value();
  }

  /// Whether its last point is the first beyond one of the rule's fractions.
  [[nodiscard]] bool reaches_a_judgement(const std::vector<CurvePoint>& curve) const {
    const double before = curve.size() > 1 ? curve[curve.size() - 2].fraction : 0;
    const auto& fractions = conduct_.hopeless->fractions;
    return std::any_of(fractions.begin(), fractions.end(),
                       [&](double fraction) { return before < fraction && fraction <= curve.back().fraction; });
  }

  /// Numbers are those of the store, from 1 on without gaps.
  [[nodiscard]] const Trial& trial_of(std::int64_t number) const {
    return store_.trials()[static_cast<std::size_t>(number - 1)];
  }

  Status end(const run::EndReply& reply) {
    auto open = open_.extract(reply.trial);
    TrialResult result = result_of(reply, open.empty() ? std::vector<CurvePoint>{} : std::move(open.mapped().curve));
    if (result.state == TrialState::kStopped && !open.empty() && open.mapped().hopeless)
      result.message = *open.mapped().hopeless;
    return keep(reply.trial, result);
  }

  Status keep(std::int64_t number, const TrialResult& result) {
    if (const Status kept = store_.end(number, result); !kept) return kept;
    if (const Status added = journal_.update(store_); !added) return added;
    if (conduct_.ended) conduct_.ended(store_, trial_of(number));
    return Done{};
  }

  struct Open {
    std::vector<CurvePoint> curve = {};
    std::optional<std::string> hopeless = {};
  };

  const Conduct& conduct_;
  Store& store_;
  Journal journal_;
  std::map<std::int64_t, Open> open_;  // trials that workers have
  std::size_t ended_ = 0;              // trials before it have all ended
};

}  // namespace

std::variant<Done, Error, StoppedBy> conduct(const Conduct& conduct, Store& store) {
  Conducting conducting(conduct, store);
  return run_fleet(conduct.fleet, conducting.calls());
}

}  // namespace cdp::study
