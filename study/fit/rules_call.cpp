// See rules_call.h.
#include "study/fit/rules_call.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "compiler/base/text.h"
#include "stdlib/embedded.h"

namespace cdp::study {
namespace {

constexpr const char* kPlace = "--rules";

std::string trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1));
}

bool is_name(std::string_view text) {
  return !text.empty() && std::isdigit(static_cast<unsigned char>(text.front())) == 0 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; });
}

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || end != text.data() + text.size()) return {};
  return value;
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

/// `alpha = 1, decay = "m_N"`; null: it has another form.
std::optional<Pairs> pairs_of(std::string_view text) {
  Pairs pairs;
  while (!trimmed(text).empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view one = text.substr(0, end);
    const std::size_t equals = one.find('=');
    if (equals == std::string_view::npos) return {};
    pairs.emplace_back(trimmed(one.substr(0, equals)), trimmed(one.substr(equals + 1)));
    if (!is_name(pairs.back().first) || pairs.back().second.empty() ||
        pairs.back().second.find_first_of("(){}\r\n;/") != std::string::npos)
      return {};
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return pairs;
}

/// The parameters of `rules NAME(...)` in a file with their defaults; null: it does not declare it.
std::optional<Pairs> parameters_in(const std::string& file, const std::string& name) {
  const std::string mark = "rules " + name + "(";
  std::size_t at = file.starts_with(mark) ? 0 : file.find("\n" + mark);
  if (at == std::string::npos) return {};
  at = file.find('(', at) + 1;
  const std::size_t end = file.find(')', at);
  if (end == std::string::npos) return {};
  return pairs_of(std::string_view(file).substr(at, end - at)).value_or(Pairs{});
}

std::vector<std::string> library_names() {
  std::vector<std::string> names;
  for (const auto& [path, text] : stdlib::files())
    for (std::size_t at = text.find("\nrules "); at != std::string::npos; at = text.find("\nrules ", at + 1)) {
      const std::size_t begin = at + std::string_view("\nrules ").size();
      names.push_back(text.substr(begin, text.find('(', begin) - begin));
    }
  return names;
}

/// Says where the rule set stands and gives its parameters.
Result<Pairs> find_declaration(RulesCall& call, const std::string& file, ReadRules read) {
  if (!file.empty()) {
    const auto text = read(file);
    if (!text) return text.error();
    const auto found = parameters_in(*text, call.name);
    if (!found) return Error{fmt::format("`{}` declares no rule set `{}`", file, call.name), kPlace};
    call.use = "\"" + file + "\"";
    return *found;
  }
  for (const auto& [path, text] : stdlib::files())
    if (const auto found = parameters_in(text, call.name)) {
      call.use = path.substr(0, path.rfind('.'));
      std::replace(call.use.begin(), call.use.end(), '/', '.');
      return *found;
    }
  return Error{fmt::format("the library has no rule set `{}`{}; for one of your own write FILE.cdp:{}", call.name,
                           did_you_mean(call.name, library_names()), call.name),
               kPlace};
}

}  // namespace

std::optional<double> RulesCall::exponent(const std::string& parameter) const {
  for (const auto& [known, value] : exponents)
    if (known == parameter) return value;
  return {};
}

std::string RulesCall::text() const {
  std::string inside;
  for (const auto& [argument, value] : arguments)
    inside += fmt::format("{}{} = {}", inside.empty() ? "" : ", ", argument, value);
  return fmt::format("{}({})", name, inside);
}

Result<RulesCall> parse_rules_call(const std::string& text, ReadRules read) {
  RulesCall call;
  std::string rest = trimmed(text);
  std::string file;
  if (const std::size_t colon = rest.find(".cdp:"); colon != std::string::npos) {
    file = rest.substr(0, colon + 4);
    rest = trimmed(rest.substr(colon + 5));
  }
  const std::size_t open = std::min(rest.find('('), rest.size());
  call.name = trimmed(rest.substr(0, open));
  const bool closed = open == rest.size() || rest.back() == ')';
  const auto arguments = closed && open < rest.size()
                             ? pairs_of(std::string_view(rest).substr(open + 1, rest.size() - open - 2))
                             : Pairs{};
  if (!is_name(call.name) || !closed || !arguments || file.find_first_of("\"\n") != std::string::npos)
    return Error{
        fmt::format("expected a rule set as a spec calls it, `complete_d_p(duration_exponent = 0.5)`, found `{}`",
                    text),
        kPlace};
  call.arguments = *arguments;
  const auto parameters = find_declaration(call, file, read);
  if (!parameters) return parameters.error();
  for (const auto& argument : call.arguments)
    if (std::none_of(parameters->begin(), parameters->end(),
                     [&](const auto& one) { return one.first == argument.first; }))
      return Error{fmt::format("the rule set `{}` has no parameter `{}`", call.name, argument.first), kPlace};
  for (const char* parameter : {"duration_exponent", "batch_exponent"})
    for (const Pairs& pairs : {*parameters, call.arguments})
      for (const auto& [name, value] : pairs) {
        if (name != parameter) continue;
        const auto exponent = number(value);
        if (!exponent) return Error{fmt::format("`{}` must be a number, found `{}`", parameter, value), kPlace};
        call.exponents.erase(std::remove_if(call.exponents.begin(), call.exponents.end(),
                                            [&](const auto& one) { return one.first == parameter; }),
                             call.exponents.end());
        call.exponents.emplace_back(parameter, *exponent);
      }
  return call;
}

}  // namespace cdp::study
