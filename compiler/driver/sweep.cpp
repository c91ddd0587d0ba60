// See sweep.h.
#include "compiler/driver/sweep.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/columns.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/driver/study.h"
#include "run/numbers.h"
#include "study/conduct/conduct.h"
#include "study/page/live.h"
#include "study/store/rows.h"
#include "study/sweep/sweep.h"

namespace cdp::driver {
namespace {

constexpr std::size_t kMostExtensions = 16;  // rounds of --until-bracketed

Result<study::Grid> grid_of(const SweepOptions& options, std::int64_t first_seed) {
  study::Grid grid;
  if (options.overs.empty())
    return Error{"names nothing to sweep; write it as in --over base.lr=2^-10..2^-5:2^0.5", "--over"};
  for (const std::string& text : options.overs) {
    auto over = study::read_over(text);
    if (!over) return over.error();
    grid.overs.push_back(*std::move(over));
  }
  for (const std::string& text : options.ats) {
    auto at = study::read_at(text);
    if (!at) return at.error();
    grid.scales.push_back(*std::move(at));
  }
  if (options.seeds == 0) return Error{"must be 1 or more, found `0`", "--seeds"};
  grid.seeds.clear();
  for (unsigned i = 0; i < options.seeds; ++i) grid.seeds.push_back(first_seed + i);
  return grid;
}

/// What is known of the study before a worker has said anything.
study::StudyInfo info_of(const SweepOptions& options, const study::StudiedSpec& spec, const plan::Plan& plan) {
  study::StudyInfo info;
  info.kind = "sweep";
  info.spec = options.spec;
  info.spec_sha256 = plan.spec.sha256;
  info.compiler = CDP_VERSION;
  info.settings = study::settings_text(spec);
  info.tags = study::tags_text(study::tags_of(plan));
  return info;
}

/// Begins a study, or opens the one that is there and holds it against what is asked for now.
Result<study::Store> open_store(const SweepOptions& options, const study::StudyInfo& info) {
  if (!options.resume) return study::Store::begin(options.out, info);
  auto store = study::Store::open(options.out, study::Access::kWrite);
  if (!store) return store;
  if (const Status same = study::same_study(store->info(), info, options.out); !same) return same.error();
  return store;
}

std::string cost_text(const study::Cost& cost, std::size_t scales, std::size_t workers, bool tokens) {
  std::string text =
      fmt::format("{} at {}: {} {}, {:.2g} FLOPs", counted(cost.trials, "trial"), counted(scales, "scale"),
                  with_suffix(cost.items), tokens ? "tokens" : "samples", cost.flops);
  if (cost.seconds)
    text += fmt::format(", about {} with {}", duration_text(*cost.seconds / static_cast<double>(workers)),
                        counted(workers, "worker"));
  return text + "\n";
}

std::string ends_text(const study::BestRow& row) {
  std::vector<std::string> parts = {fmt::format("{} finished", row.finished)};
  if (row.diverged > 0) parts.push_back(fmt::format("{} diverged", row.diverged));
  if (row.stopped > 0) parts.push_back(fmt::format("{} stopped", row.stopped));
  if (row.failed > 0) parts.push_back(fmt::format("{} failed", row.failed));
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string rows_text(const std::vector<study::BestRow>& rows, const std::vector<study::Trial>& trials) {
  std::vector<std::vector<Cell>> table;
  std::string edges;
  for (const study::BestRow& row : rows) {
    const std::string scale = scale_text(row.best.at, trials);
    table.push_back({{scale, {}},
                     {fmt::format("{}", fmt::join(row.best.sets, " ")), {}},
                     {loss_words(row.best), {}},
                     {ends_text(row), {}}});
    for (const std::string& set : row.edges)
      edges += fmt::format("at {} the best {} is at the edge of what was tried; --extend looks beyond\n", scale,
                           set.substr(0, set.find_first_of("*=")));
  }
  return "the best values at each scale, by mean held-out loss over seeds\n" +
         columns(table, std::vector<Align>(4, Align::kLeft), 2, Color::kNever) + edges;
}

class Sweep {
 public:
  Sweep(const SweepOptions& options, const Colors& colors) : options_(options), colors_(colors) {}

  Answer run() {
    auto source = read_source(options_.spec);
    if (!source) return failed(source.error());
    spec_ = {*std::move(source), options_.target.empty() ? "reference" : options_.target, options_.config,
             options_.sets};
    const auto first = study::compile(spec_, {});
    if (!first.plan) return refused(first, "");
    const auto grid = grid_of(options_, first.plan->training.seed);
    if (!grid) return failed(grid.error());
    grid_ = *grid;
    const auto points = study::points(grid_);
    if (!points) return failed(points.error());
    auto prepared = study::prepare(spec_, *points);
    if (const auto* no = std::get_if<study::Refused>(&prepared)) return refused(no->compiled, words(no->point));
    prepared_ = std::get<study::Prepared>(std::move(prepared));
    const auto fleet = fleet_of(options_.fleet, *first.plan, options_.out);
    if (!fleet) return failed(fleet.error());
    fleet_ = *fleet;
    return options_.dry_run ? tell_cost({}) : train(*first.plan);
  }

 private:
  Answer failed(const Error& error) { return could_not_run(error, colors_); }

  Answer refused(const study::CompiledTrial& compiled, const std::string& point) {
    Answer answer = compiled.opened.fault ? answer_of(*compiled.opened.fault, colors_) : Answer{};
    if (!compiled.opened.fault) answer.err = rendered(*compiled.opened.analysis, colors_.err);
    if (!point.empty()) answer.err += fmt::format("in the trial {}\n", point);
    answer.exit_code = kCouldNotRun;
    return answer;
  }

  Answer stopped(int signal) {
    Answer answer =
        failed({fmt::format("stopped; what has ended is kept: go on with --resume --out {}", options_.out), ""});
    answer.exit_code = 128 + signal;
    return answer;
  }

  /// Tells what the sweep costs, trained a few steps at each scale.
  Answer tell_cost(const std::vector<study::Trial>& known) {
    auto probed = study::probe(fleet_, prepared_.scales);
    if (const auto* error = std::get_if<Error>(&probed)) return failed(*error);
    if (const auto* signal = std::get_if<study::StoppedBy>(&probed)) return stopped(signal->signal);
    std::vector<double> seconds;
    for (const study::Probed& one : std::get<std::vector<study::Probed>>(probed)) seconds.push_back(one.seconds);
    Answer answer;
    const bool tokens = prepared_.scales.front().training.context.has_value();
    answer.out = cost_text(study::cost_of(prepared_, known, seconds), prepared_.scales.size(), fleet_.count, tokens);
    return answer;
  }

  Answer train(const plan::Plan& first) {
    auto store = open_store(options_, info_of(options_, spec_, first));
    if (!store) return failed(store.error());
    if (const Status added = store->add(prepared_.trials); !added) return failed(added.error());
    if (options_.only_begin) return begun(*store);
    Answer cost = tell_cost(store->trials());
    if (cost.exit_code != kClean) return cost;
    std::fputs(cost.out.c_str(), stderr);
    TrialLines lines(fleet_.count);
    study::LivePage page(*store, say_line);
    study::Conduct conduct{spec_, fleet_};
    conduct.ended = [&](const study::Store& kept, const study::Trial& trial) {
      lines.ended(kept, trial);
      page.ended();
    };
    if (options_.stop_hopeless) {
      conduct.hopeless = study::HopelessRule{};
      conduct.window = static_cast<std::int64_t>(fleet_.count);
    }
    for (std::size_t round = 0;; ++round) {
      const auto end = study::conduct(conduct, *store);
      if (const auto* error = std::get_if<Error>(&end)) return kept_failure(*error);
      if (const auto* signal = std::get_if<study::StoppedBy>(&end)) return stopped(signal->signal);
      const auto extended = extend(*store, round);
      if (!extended) return kept_failure(extended.error());
      if (!*extended) break;
    }
    Answer answer;
    answer.out =
        rows_text(study::best_rows(grid_, store->trials()), store->trials()) +
        (page.works() ? fmt::format("charts are in {}\n", study::LivePage::path_in(options_.out)) : "") +
        fmt::format("kept in {}; `cdp transfer {}` judges whether the optimum carries\n", options_.out, options_.out);
    return answer;
  }

  Answer begun(const study::Store& store) {
    Answer answer;
    answer.out = fmt::format("{} in {}; hand them out with `cdp study ask {}`\n",
                             counted(store.trials().size(), "trial"), options_.out, options_.out);
    return answer;
  }

  Answer kept_failure(const Error& error) {
    Answer answer = failed(error);
    answer.err += fmt::format("what has ended is kept: go on with --resume --out {}\n", options_.out);
    return answer;
  }

  /// Whether there are more trials, beyond edges.
  Result<bool> extend(study::Store& store, std::size_t round) {
    if (!options_.until_bracketed && !(options_.extend && round == 0)) return false;
    if (round == kMostExtensions) return false;
    std::vector<study::TrialPoint> points;
    for (const study::Edge& edge : study::edges(grid_, store.trials()))
      for (study::TrialPoint& point : study::beyond(edge, grid_, store.trials())) points.push_back(std::move(point));
    const std::size_t before = store.trials().size();
    auto prepared = study::prepare(spec_, points);
    if (const auto* no = std::get_if<study::Refused>(&prepared)) {
      std::fputs(fmt::format("cannot look beyond: {} does not compile\n", words(no->point)).c_str(), stderr);
      return false;
    }
    if (const Status added = store.add(std::get<study::Prepared>(std::move(prepared)).trials); !added)
      return added.error();
    return store.trials().size() > before;
  }

  const SweepOptions& options_;
  const Colors& colors_;
  study::StudiedSpec spec_;
  study::Grid grid_;
  study::Prepared prepared_;
  study::Fleet fleet_;
};

}  // namespace

Answer sweep(const SweepOptions& options, const Colors& colors) {
  return Sweep(options, colors).run();
}

Runner add_sweep(Options& command) {
  auto options = std::make_shared<SweepOptions>();
  add_spec(command, options->spec);
  command.list("--over", options->overs, "NAME=VALUES",
               "what to try, as in base.lr=2^-10..2^-5:2^0.5, '@hidden.lr*=0.5,1,2' or base.beta1=0.8..0.95:+0.05");
  command.list("--at", options->ats, "AXIS=VALUES",
               "scales to try them at, as in width=64,128,256; the reference otherwise");
  command.list("--set", options->sets, "NAME=VALUE", "what holds for all trials, as for compile");
  command.option("--target", options->target, "NAME", "begin at a target of the spec instead of its reference");
  command.option("--seeds", options->seeds, "N", "seeds of each, from the spec's on; 1 otherwise");
  add_fleet(command, options->fleet).required = true;
  command.option("--out", options->out, "DIR", "the study's folder").required = true;
  command.flag("--resume", options->resume, "go on with the study in DIR; what has ended is not trained again");
  command.flag("--dry-run", options->dry_run, "say what it costs and train nothing but a few steps to measure that");
  command.flag("--only-begin", options->only_begin,
               "make the study and train nothing: `cdp study ask` hands its trials out");
  command.flag("--extend", options->extend, "where the best value is the lowest or highest, try one beyond");
  command.flag("--until-bracketed", options->until_bracketed, "the same, until no best value is at an edge");
  command.flag("--stop-hopeless", options->stop_hopeless,
               "end trials that are behind two thirds of the others at a quarter or half of the run");
  add_config(command, options->config);
  return [options](const Colors& colors) { return sweep(*options, colors); };
}

}  // namespace cdp::driver
