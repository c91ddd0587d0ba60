// See search.h.
#include "compiler/driver/search.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/columns.h"
#include "compiler/base/files.h"
#include "compiler/base/number_text.h"
#include "compiler/base/text.h"
#include "compiler/driver/command_table.h"
#include "compiler/driver/options.h"
#include "compiler/driver/session.h"
#include "compiler/driver/settings.h"
#include "compiler/driver/study.h"
#include "study/conduct/conduct.h"
#include "study/page/live.h"
#include "study/search/confirm.h"
#include "study/search/tuned.h"
#include "study/store/rows.h"

namespace cdp::driver {
namespace {

/// `width=512,depth=8` as axes.
Result<study::Scale> read_scale(const std::string& text, const char* option) {
  study::Scale scale;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view one = rest.substr(0, rest.find(','));
    const std::size_t is = one.find('=');
    if (is == std::string_view::npos || is == 0 || is + 1 == one.size())
      return Error{fmt::format("found `{}`; write a scale as in width=512,depth=8", text), option};
    scale.emplace_back(one.substr(0, is), one.substr(is + 1));
    rest.remove_prefix(std::min(rest.size(), one.size() + 1));
  }
  return scale;
}

std::string interval_text(const std::optional<study::MeanInterval>& interval, int digits) {
  if (!interval) return "-";
  if (!std::isfinite(interval->half)) return fmt::format("{:+.{}f} (one seed)", interval->mean, digits);
  return fmt::format("{:+.{}f} ({:+.{}f} to {:+.{}f})", interval->mean, digits, interval->low(), digits,
                     interval->high(), digits);
}

std::string found_text(const study::Found& found) {
  std::string text;
  const auto add = [&text](const char* name, const std::optional<study::Candidate>& one) {
    if (!one) return;
    text += fmt::format("  {:17}  {:.4f}, {}\n", name, one->mean(), counted(one->losses.size(), "seed"));
    for (const std::string& set : one->sets) text += "    " + set + "\n";
  };
  add("the spec as it is", found.start);
  add("best of base", found.global);
  add("best of modules", found.modules);
  return text;
}

std::string confirmed_text(const std::vector<study::Confirmation>& all, const std::vector<study::Trial>& trials) {
  std::vector<std::vector<Cell>> table = {
      {{"at", {}}, {"of", {}}, {"loss", {}}, {"tokens to equal loss", {}}, {"carried", {}}}};
  for (const study::Confirmation& one : all)
    for (const study::Comparison& pair : one.comparisons) {
      const std::string tokens = pair.tokens ? words(*pair.tokens) : "-";
      const std::string carried = pair.carried()      ? "yes"
                                  : pair.diverged > 0 ? fmt::format("no: {} diverged", pair.diverged)
                                                      : "no";
      table.push_back({{scale_text(one.at, trials), {}},
                       {fmt::format("{} against {}", pair.better, pair.worse), {}},
                       {interval_text(pair.loss, 4), {}},
                       {tokens, {}},
                       {carried, {}}});
    }
  return columns(table, std::vector<Align>(5, Align::kLeft), 2, Color::kNever);
}

class Searching {
 public:
  Searching(const SearchOptions& options, const Colors& colors) : options_(options), colors_(colors) {}

  Answer run() {
    if (options_.budget == 0)
      return failed({"say how many trials the search may train, as in --budget 60", "--budget"});
    if (const auto fault = read_options()) return failed(*fault);
    auto source = read_source(options_.spec);
    if (!source) return failed(source.error());
    spec_ = {*std::move(source), options_.target.empty() ? "reference" : options_.target, options_.config,
             options_.sets};
    auto first = study::compile(spec_, {search_.at, {}, 1});
    if (!first.plan) return refused(first);
    const auto space = pipeline::search_space(*first.opened.analysis);
    if (!space) return refused(first);
    if (space->dimensions.empty()) return failed({"its `search` block names nothing to search", options_.spec});
    search_.space = *space;
    search_.scale = study::scale_of(*first.plan);
    search_.flops = study::flops_of(*first.plan);
    search_.first_seed = first.plan->training.seed;
    search_.sampling.space = study::sampled(search_.space);
    search_.sampling.seed = options_.seed;
    search_.sampling.budget = options_.budget;
    search_.sampling.repeats = options_.repeats;
    const auto fleet = fleet_of(options_.fleet, *first.plan, options_.out);
    if (!fleet) return failed(fleet.error());
    fleet_ = *fleet;
    search_.window = static_cast<std::int64_t>(fleet_.count);
    auto store = open(*first.plan);
    if (!store) return failed(store.error());
    return train(*store);
  }

 private:
  Answer failed(const Error& error) { return could_not_run(error, colors_); }

  Answer refused(const study::CompiledTrial& compiled) {
    Answer answer = compiled.opened.fault ? answer_of(*compiled.opened.fault, colors_) : Answer{};
    if (!compiled.opened.fault) answer.err = rendered(*compiled.opened.analysis, colors_.err);
    answer.exit_code = kCouldNotRun;
    return answer;
  }

  std::optional<Error> read_options() {
    const auto at = read_scale(options_.at, "--at");
    if (!at) return at.error();
    search_.at = *at;
    scales_ = {search_.at};
    for (const std::string& text : options_.confirm_at) {
      const auto scale = read_scale(text, "--confirm-at");
      if (!scale) return scale.error();
      scales_.push_back(*scale);
    }
    const auto sampler = sampling::find_sampler(options_.sampler);
    if (!sampler) {
      std::vector<std::string> known;
      for (const sampling::SamplerRow& row : sampling::samplers()) known.emplace_back(row.name);
      return Error{fmt::format("there is no sampler `{}`; choose {}", options_.sampler, list_of(known, "or")),
                   "--sampler"};
    }
    search_.sampling.sampler = *sampler;
    return {};
  }

  /// What must not change when a search goes on: its trials depend on all of it.
  Result<study::Store> open(const plan::Plan& plan) {
    study::StudyInfo info;
    info.kind = "search";
    info.spec = options_.spec;
    info.spec_sha256 = plan.spec.sha256;
    info.compiler = CDP_VERSION;
    info.settings = study::settings_text(spec_);
    // The budget shares it between stages, so it is part of how trials are chosen.
    info.method = fmt::format("{} trials by {}, seed {}, {} runs of a point, {} at once, at {}", options_.budget,
                              options_.sampler, options_.seed, options_.repeats, fleet_.count,
                              options_.at.empty() ? "the reference" : options_.at);
    info.tags = study::tags_text(study::tags_of(plan));
    std::vector<std::string> names;
    for (const auto& dimension : search_.space.dimensions) names.push_back(dimension.name);
    info.space = study::names_text(names);
    if (!options_.resume) return study::Store::begin(options_.out, info);
    auto store = study::Store::open(options_.out, study::Access::kWrite);
    if (!store) return store;
    if (const Status same = study::same_study(store->info(), info, options_.out); !same) return same.error();
    return store;
  }

  Answer train(study::Store& store) {
    std::fputs(fmt::format("{} over {} at {}: {} FLOPs each\n", counted(options_.budget, "trial"),
                           counted(search_.space.dimensions.size(), "dimension"),
                           options_.at.empty() ? "the reference" : options_.at, short_number(search_.flops))
                   .c_str(),
               stderr);
    TrialLines lines(fleet_.count);
    study::LivePage page(store, say_line);
    study::Conduct conduct{spec_, fleet_};
    conduct.window = search_.window;
    if (options_.stop_hopeless) conduct.hopeless = study::HopelessRule{};
    conduct.propose = [this](study::Store& kept) { return study::propose_next(search_, kept); };
    conduct.ended = [&](const study::Store& kept, const study::Trial& trial) {
      lines.ended(kept, trial);
      page.ended();
    };
    if (auto end = conducted(conduct, store)) return *end;
    const study::Found found = study::found(store.trials());
    if (!found.modules)
      return failed({"no trial finished: all diverged or failed; `cdp study status` lists them", options_.out});
    conduct.propose = nullptr;
    conduct.window = 0;
    conduct.hopeless.reset();
    if (const auto fault = confirm(found, store)) return *fault;
    if (auto end = conducted(conduct, store)) return *end;
    Answer answer = tell(found, store);
    if (answer.exit_code == kClean && page.works())
      answer.out += fmt::format("charts are in {}\n", study::LivePage::path_in(options_.out));
    return answer;
  }

  /// The answer where it ended early.
  std::optional<Answer> conducted(const study::Conduct& conduct, study::Store& store) {
    const auto end = study::conduct(conduct, store);
    const std::string on = fmt::format("what has ended is kept: go on with --resume --out {}\n", options_.out);
    if (const auto* error = std::get_if<Error>(&end)) {
      Answer answer = failed(*error);
      answer.err += on;
      return answer;
    }
    if (const auto* signal = std::get_if<study::StoppedBy>(&end)) {
      Answer answer = failed({"stopped", ""});
      answer.err += on;
      answer.exit_code = 128 + signal->signal;
      return answer;
    }
    return {};
  }

  /// Adds the trials that confirm; a scale that the spec refuses is an answer.
  std::optional<Answer> confirm(const study::Found& found, study::Store& store) {
    std::vector<study::Trial> trials;
    for (const study::TrialPoint& point : study::confirming(search_, found, scales_, options_.confirm_seeds)) {
      const auto compiled = study::compile(spec_, point);
      if (!compiled.plan) return refused(compiled);
      study::Trial trial{0, point, study::scale_of(*compiled.plan), study::flops_of(*compiled.plan)};
      trial.origin.stage = study::kConfirmStage;
      trials.push_back(std::move(trial));
    }
    if (const Status added = store.add(std::move(trials)); !added) return failed(added.error());
    return {};
  }

  Answer tell(const study::Found& found, const study::Store& store) {
    const auto confirmed = study::confirmations(found, scales_, store.trials());
    const study::Tuned tuned{options_.spec, options_.out, search_, found, confirmed, store.trials().size()};
    Answer answer;
    answer.out =
        fmt::format("found at {}, by mean held-out loss\n", options_.at.empty() ? "the reference" : options_.at) +
        found_text(found) + "confirmed with new seeds: loss of the first less that of the second, 95% intervals\n" +
        confirmed_text(confirmed, store.trials()) + study::verdict_text(confirmed) + "\n";
    const std::string path = options_.write.empty() ? study::tuned_path(options_.spec) : options_.write;
    const auto text = study::tuned_text(tuned, spec_);
    if (!text) return failed(text.error());
    if (const Status written = write_file(path, *text); !written) return failed(written.error());
    answer.out += fmt::format("written to {}\n", path);
    return answer;
  }

  const SearchOptions& options_;
  const Colors& colors_;
  study::StudiedSpec spec_;
  study::Search search_;
  study::Fleet fleet_;
  std::vector<study::Scale> scales_;
};

/// `trust: ...; random: ...`
std::string sampler_words() {
  std::string text;
  for (const sampling::SamplerRow& row : sampling::samplers())
    text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", row.name, row.meaning);
  return text + "; trust otherwise";
}

}  // namespace

Answer search(const SearchOptions& options, const Colors& colors) {
  return Searching(options, colors).run();
}

Runner add_search(Options& command) {
  auto options = std::make_shared<SearchOptions>();
  add_spec(command, options->spec);
  command.option("--budget", options->budget, "N", "trials to train, without those that confirm").required = true;
  command.option("--at", options->at, "AXIS=VALUE,...", "the scale to search at; the reference otherwise");
  command.option("--sampler", options->sampler, "NAME", sampler_words());
  command.option("--repeats", options->repeats, "N", "runs of a point, with other seeds, before it leads; 2 otherwise");
  command.option("--seed", options->seed, "N", "of the samplers; 1 otherwise");
  command.list("--confirm-at", options->confirm_at, "AXIS=VALUE,...",
               "a held-out scale at which the best is held against the spec as it is; may be repeated");
  command.option("--confirm-seeds", options->confirm_seeds, "N", "seeds of each; 3 otherwise");
  command.list("--set", options->sets, "NAME=VALUE", "what holds for all trials, as for compile");
  command.option("--target", options->target, "NAME", "begin at a target of the spec instead of its reference");
  add_fleet(command, options->fleet).required = true;
  command.option("--out", options->out, "DIR", "the study's folder").required = true;
  command.option("--write", options->write, "FILE", "the tuned spec; beside the spec, as NAME.tuned.cdp, otherwise");
  command.flag("--resume", options->resume, "go on with the search in DIR");
  command.flag("--stop-hopeless", options->stop_hopeless, "as for sweep");
  add_config(command, options->config);
  return [options](const Colors& colors) { return search(*options, colors); };
}

}  // namespace cdp::driver
