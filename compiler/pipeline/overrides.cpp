// See overrides.h.
#include "compiler/pipeline/overrides.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/format/format.h"
#include "compiler/syntax/parse.h"

namespace cdp::pipeline {
namespace {

class Lines {
 public:
  explicit Lines(const SourceMap& sources) : sources_(sources) {}

  std::string run(const std::vector<syntax::Statement>& overrides, const std::string& extended) {
    for (const syntax::Statement& statement : overrides) {
      if (const auto* base = std::get_if<syntax::Base>(&statement.node)) take(base->settings, base_);
      if (const auto* training = std::get_if<syntax::Training>(&statement.node)) take(training->settings, training_);
      if (const auto* tune = std::get_if<syntax::Tune>(&statement.node))
        for (const auto& adjustment : tune->adjustments) take(*tune, adjustment);
    }
    std::string text = extended.empty() ? "" : "extends \"" + quoted(extended) + "\"\n\n";
    text += block("base", base_);
    for (const TuneBlock& tune : tunes_) text += fmt::format("tune {} {{ {} }}\n", tune.selector, tune.text);
    return text + block("training", training_);
  }

 private:
  using Entries = std::vector<std::pair<std::string, std::string>>;

  struct TuneBlock {
    std::string selector, text;
    std::set<std::string> hyperparameters;
  };

  static std::string quoted(const std::string& path) {
    std::string out;
    for (const char c : path) out += c == '"' || c == '\\' ? std::string{'\\', c} : std::string{c};
    return out;
  }

  static std::string block(std::string_view keyword, const Entries& entries) {
    if (entries.empty()) return "";
    std::string text = fmt::format("{} {{", keyword);
    for (const auto& [key, value] : entries) text += fmt::format("\n{} = {}", key, value);
    return text + "\n}\n";
  }

  /// The last value of a key, in the place of its first.
  void take(const std::vector<syntax::Setting>& settings, Entries& entries) {
    for (const syntax::Setting& setting : settings) {
      const auto known = std::find_if(entries.begin(), entries.end(),
                                      [&](const auto& entry) { return entry.first == setting.key.text; });
      if (known == entries.end())
        entries.emplace_back(setting.key.text, value_of(*setting.value));
      else
        known->second = value_of(*setting.value);
    }
  }

  /// As typed; a complement, whose 1 stands before the value, as the difference that it is.
  [[nodiscard]] std::string value_of(const syntax::Expr& value) const {
    const std::string text(sources_.text(value.span));
    const auto* difference = std::get_if<syntax::Binary>(&value.node);
    if (difference == nullptr || difference->left->span.begin >= value.span.begin) return text;
    const bool simple = std::holds_alternative<syntax::Number>(difference->right->node);
    return simple ? "1 - " + text : "1 - (" + text + ")";
  }

  /// Behind what was said of the selector before, unless something in between says the same hyperparameter of others:
  /// then the order may matter.
  void take(const syntax::Tune& tune, const syntax::Adjustment& adjustment) {
    const std::string selector(sources_.text(tune.selector.span));
    const std::string& hyperparameter = adjustment.hyperparameter.text;
    const auto says = [&](const TuneBlock& one) {
      return one.selector == selector || one.hyperparameters.count(hyperparameter) > 0;
    };
    auto into = std::find_if(tunes_.rbegin(), tunes_.rend(), says);
    if (into == tunes_.rend() || into->hyperparameters.count(hyperparameter) > 0) {
      tunes_.push_back({selector, "", {}});
      into = tunes_.rbegin();
    }
    if (!into->text.empty()) into->text += "; ";
    into->text += fmt::format("{}{} {} {}", adjustment.complement ? "1 - " : "", hyperparameter, sign(adjustment.op),
                              sources_.text(adjustment.value->span));
    into->hyperparameters.insert(hyperparameter);
  }

  const SourceMap& sources_;
  Entries base_, training_;
  std::vector<TuneBlock> tunes_;
};

}  // namespace

std::vector<syntax::Statement> read_overrides(const std::vector<std::string>& sets, SourceMap& sources,
                                              diag::DiagnosticSink& sink) {
  if (sets.empty()) return {};
  std::string text;
  for (std::string set : sets) {
    std::replace_if(
        set.begin(), set.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    text += set + '\n';
  }
  return syntax::parse_overrides(sources, sources.add("--set", std::move(text)), sink);
}

std::string override_lines(const std::vector<syntax::Statement>& overrides, const SourceMap& sources,
                           const std::string& extended) {
  SourceMap written;
  diag::DiagnosticSink sink;
  const FileId file = written.add("", Lines(sources).run(overrides, extended));
  auto formatted = format::format(written, file, sink);
  CHECK(formatted);
  return *std::move(formatted);
}

}  // namespace cdp::pipeline
