// `training { ... }`: words from closed sets, the schedule's shape, numbers in range.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/base/text.h"
#include "compiler/plan/words.h"
#include "compiler/sema/run_length.h"
#include "compiler/sema/spec.h"
#include "compiler/syntax/foreign_keys.h"

namespace cdp::sema {
namespace {

using diag::Code;

/// A key of `training` whose value is a word: its enum, by functions of text.
struct WordKey {
  std::string_view key;
  std::span<const std::string_view> words;
  std::string_view (*word)(const TrainingSettings&);
  bool (*set)(TrainingSettings&, std::string_view);  // false: there is no such word
};

template <auto kMember>
constexpr WordKey word_key(std::string_view key) {
  using Word = std::remove_reference_t<decltype(kMember(std::declval<TrainingSettings&>()))>;
  return {key, EnumWords<Word>::all, [](const TrainingSettings& settings) { return cdp::word(kMember(settings)); },
          [](TrainingSettings& settings, std::string_view text) {
            const auto known = find_word<Word>(text);
            if (known) kMember(settings) = *known;
            return known.has_value();
          }};
}

constexpr WordKey kWordKeys[] = {word_key < [](auto& settings) -> auto& {return settings.optimizer;
}  // namespace
> ("optimizer"), word_key < [](auto& settings) -> auto& {
  return settings.precision;
}
> ("precision"), word_key < [](auto& settings) -> auto& {
  return settings.schedule.kind;
}
> ("schedule"), word_key < [](auto& settings) -> auto& {
  return settings.task;
}
> ("task"), word_key < [](auto& settings) -> auto& {
  return settings.weight_decay;
}
> ("weight_decay"),
};  // namespace cdp::sema

const WordKey* find_word_key(std::string_view key) {
  const auto* const found =
      std::find_if(std::begin(kWordKeys), std::end(kWordKeys), [&](const WordKey& row) { return row.key == key; });
  return found == std::end(kWordKeys) ? nullptr : found;
}

/// The word that a one-name expression spells.
const syntax::Ident* word_of(const syntax::Expr& expr) {
  const auto* path = std::get_if<syntax::Path>(&expr.node);
  return path && path->parts.size() == 1 ? &path->parts.front() : nullptr;
}

class TrainingResolver {
 public:
  TrainingResolver(const Constants& constants, diag::DiagnosticSink& sink) : constants_(constants), sink_(sink) {}

  TrainingSettings run(const syntax::Statement* statement, const std::vector<const syntax::Setting*>& overrides) {
    std::map<std::string_view, const syntax::Setting*> last;
    for (const syntax::Setting* setting : overrides) last[setting->key.text] = setting;
    if (statement != nullptr) block(*statement, last);
    for (const auto& [key, setting] : last) {
      out_.set.insert_or_assign(setting->key.text, setting->span);
      apply(*setting);
    }
    return out_;
  }

 private:
  void block(const syntax::Statement& statement, const std::map<std::string_view, const syntax::Setting*>& overrides) {
    out_.span = statement.keyword;
    for (const auto& setting : std::get<syntax::Training>(statement.node).settings) {
      const auto [at, fresh] = out_.set.emplace(setting.key.text, setting.span);
      if (!fresh) {
        sink_.report<Code::E0225>(setting.key.span, setting.key.text).note(at->second, "first set here");
        continue;
      }
      if (!overrides.contains(setting.key.text)) apply(setting);
    }
  }

  void apply(const syntax::Setting& setting) {
    static const std::vector<std::string> kKeys = {"task",      "optimizer", "schedule",    "grad_clip",
                                                   "precision", "seed",      "weight_decay"};
    const std::string& key = setting.key.text;
    if (key == "schedule") return schedule(*setting.value);
    if (const WordKey* row = find_word_key(key)) return word(setting, *row);
    if (key == "grad_clip") {
      const auto value = number(*setting.value, "grad_clip", 0, HUGE_VAL);
      if (value == 0) sink_.report<Code::E0258>(setting.value->span);
      if (value) out_.grad_clip = *value;
      return;
    }
    if (key == "seed") {
      const auto value = number(*setting.value, "seed", 0, 9007199254740992.0);
      if (value && *value != std::round(*value)) {
        sink_.report<Code::E0233>(setting.value->span, "seed", "a whole number", shortest(*value));
      } else if (value) {
        out_.seed = static_cast<std::int64_t>(*value);
      }
      return;
    }
    if (!report_steps(setting.key, *setting.value))
      sink_.report<Code::E0224>(setting.key.span, key, "training", syntax::meant_key(key, kKeys));
  }

  void word(const syntax::Setting& setting, const WordKey& row) {
    const auto* found = word_of(*setting.value);
    if (found && row.set(out_, found->text)) return;
    const std::vector<std::string> known(row.words.begin(), row.words.end());
    const std::string written = found ? found->text : "this";
    sink_.report<Code::E0232>(setting.value->span, setting.key.text, list_of(known, "or"),
                              did_you_mean(written, known));
  }

  /// A number without a unit within [least, most].
  std::optional<double> number(const syntax::Expr& expr, std::string_view what, double least, double most) {
    const auto value = evaluate_number(expr, constants_.context(0, sink_), what, sink_);
    if (!value) return {};
    const auto constant = value->constant();
    if (!constant) {
      sink_.report<Code::E0229>(expr.span, list_of(value->axes()));
      return {};
    }
    if (!(*constant >= least && *constant <= most)) {
      const std::string range =
          most == HUGE_VAL ? shortest(least) + " or more" : "between " + shortest(least) + " and " + shortest(most);
      sink_.report<Code::E0233>(expr.span, what, range, shortest(*constant));
      return {};
    }
    return constant;
  }

  void schedule(const syntax::Expr& expr) {
    const auto* call = std::get_if<syntax::Call>(&expr.node);
    const syntax::Ident* name = !call                            ? word_of(expr)
                                : call->callee.parts.size() == 1 ? &call->callee.parts.front()
                                                                 : nullptr;
    const auto kind = name ? find_word<plan::ScheduleKind>(name->text) : std::nullopt;
    if (!kind) {
      const auto known = strings<plan::ScheduleKind>();
      sink_.report<Code::E0232>(expr.span, "schedule", list_of(known, "or"),
                                did_you_mean(name ? name->text : "", known));
      return;
    }
    out_.schedule = {};
    out_.schedule.kind = *kind;
    if (*kind == plan::ScheduleKind::wsd) out_.schedule.decay = 0.2;
    if (call) schedule_arguments(call->arguments);
    if (out_.schedule.warmup + out_.schedule.decay > 1)
      sink_.report<Code::E0234>(expr.span, shortest(out_.schedule.warmup), shortest(out_.schedule.decay));
  }

  void schedule_arguments(const std::vector<syntax::Argument>& arguments) {
    std::map<std::string, double*> known = {{"warmup", &out_.schedule.warmup}};
    if (out_.schedule.kind != plan::ScheduleKind::constant) known["floor"] = &out_.schedule.floor;
    if (out_.schedule.kind == plan::ScheduleKind::wsd) known["decay"] = &out_.schedule.decay;
    std::vector<std::string> names;
    for (const auto& [name, slot] : known) names.push_back(name);
    std::map<std::string, Span> seen;
    for (const auto& argument : arguments) {
      if (!argument.name || !known.contains(argument.name->text)) {
        if (argument.name && report_steps(*argument.name, *argument.value)) continue;
        const std::string written = argument.name
                                        ? "`" + argument.name->text + "`" + foreign_advice(argument.name->text)
                                        : "an argument without a name";
        sink_.report<Code::E0235>(argument.name ? argument.name->span : argument.value->span, out_.schedule.kind,
                                  list_of(names), written);
        continue;
      }
      const auto [at, fresh] = seen.emplace(argument.name->text, argument.name->span);
      if (!fresh) {
        sink_.report<Code::E0225>(argument.name->span, argument.name->text).note(at->second, "first set here");
      } else if (const auto value = fraction(argument)) {
        *known[argument.name->text] = *value;
      }
    }
  }

  /// What another trainer's word for one of ours would be here.
  static std::string foreign_advice(const std::string& word) {
    const auto* key = syntax::find_foreign_key(word);
    return key ? "; " + std::string(key->advice) : "";
  }

  /// Another trainer's `warmup_steps = 2000`, with the fraction that it comes to; false where that is not known.
  bool report_steps(const syntax::Ident& key, const syntax::Expr& value) {
    const auto* row = syntax::find_foreign_key(key.text);
    if (!row || (row->ours != "warmup" && row->ours != "decay")) return false;
    diag::DiagnosticSink trial;
    const auto found = evaluate(value, constants_.context(0, sink_), trial);
    const auto* quantity = found ? as<Quantity>(*found) : nullptr;
    const auto part = quantity ? part_of_run(*quantity) : std::nullopt;
    if (!part || part->is_all()) return false;
    sink_.report<Code::E0261>(key.span, key.text, row->ours, part->written(), shortest(part->steps),
                              shortest(part->of));
    return true;
  }

  /// A fraction of the run or of the peak. What is given in steps is an error that says which fraction it is.
  std::optional<double> fraction(const syntax::Argument& argument) {
    const std::string& name = argument.name->text;
    const auto* written = std::get_if<syntax::Number>(&argument.value->node);
    const bool percent = written && written->percent;
    diag::DiagnosticSink trial;  // number() reports what cannot be evaluated
    const auto value =
        name == "floor" || percent ? std::nullopt : evaluate(*argument.value, constants_.context(0, sink_), trial);
    const auto* quantity = value ? as<Quantity>(*value) : nullptr;
    const auto constant = quantity ? quantity->value.constant() : std::nullopt;
    if (!constant || (quantity->unit == Unit::kNone && *constant <= 1)) return number(*argument.value, name, 0, 1);
    const std::string unit = quantity->unit == Unit::kNone ? "" : " " + std::string(unit_name(quantity->unit));
    report_no_fraction(argument, "`" + shortest(*constant) + unit + "`", part_of_run(*quantity));
    return {};
  }

  void report_no_fraction(const syntax::Argument& argument, const std::string& found,
                          const std::optional<PartOfRun>& part) {
    const std::string& name = argument.name->text;
    const Span at = argument.value->span;
    const std::string_view usual = name == "decay" ? "20%" : "2%";
    if (!part)
      sink_.report<Code::E0250>(at, name, found, name, usual);
    else if (part->is_all())
      sink_.report<Code::E0260>(at, name, found, shortest(part->of), name, usual);
    else
      sink_.report<Code::E0259>(at, name, found, name, part->written(), shortest(part->steps), shortest(part->of));
  }

  std::optional<PartOfRun> part_of_run(const Quantity& quantity) {
    const auto length = run_length(constants_);
    return length ? length->part(quantity) : std::nullopt;
  }

  const Constants& constants_;
  diag::DiagnosticSink& sink_;
  TrainingSettings out_;
};

}  // namespace

std::span<const std::string_view> training_words(std::string_view key) {
  const WordKey* row = find_word_key(key);
  return row == nullptr ? std::span<const std::string_view>() : row->words;
}

std::string_view TrainingSettings::word(std::string_view key) const {
  const WordKey* row = find_word_key(key);
  CHECK(row != nullptr);
  return row->word(*this);
}

TrainingSettings resolve_training(const syntax::Statement* statement,
                                  const std::vector<const syntax::Setting*>& overrides, const Constants& constants,
                                  diag::DiagnosticSink& sink) {
  return TrainingResolver(constants, sink).run(statement, overrides);
}

}  // namespace cdp::sema
