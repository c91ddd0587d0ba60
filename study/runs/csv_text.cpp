// Runs as comma-separated values; see csv.h.
#include <algorithm>
#include <set>
#include <vector>

#include "compiler/base/text.h"
#include "study/runs/csv.h"

namespace cdp::study {

namespace {

/// In quotes where the reader would take it for something else.
std::string field(const std::string& text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  const bool trimmed = !text.empty() && (is_blank(text.front()) || is_blank(text.back()));
  const bool has_mark = text.starts_with("\xEF\xBB\xBF");
  if (!trimmed && !has_mark && text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

template <class Value>
std::vector<std::string> names(const Runs& runs, std::map<std::string, Value> Run::*member) {
  std::set<std::string> found;
  for (const Run& run : runs.runs)
    for (const auto& [name, value] : run.*member) found.insert(name);
  return {found.begin(), found.end()};
}

/// The known axes first, in the order of their table.
std::vector<std::string> axis_names(const Runs& runs) {
  std::vector<std::string> all = names(runs, &Run::axes);
  const auto rank = [](const std::string& name) {
    return std::find(std::begin(kAxisNames), std::end(kAxisNames), name);
  };
  std::stable_sort(all.begin(), all.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return all;
}

std::string shown(double value) {
  return shortest(value);
}
std::string shown(const std::string& value) {
  return field(value);
}

template <class Value>
void put(std::string& text, const std::map<std::string, Value>& values, const std::vector<std::string>& columns) {
  for (const std::string& name : columns) {
    const auto found = values.find(name);
    if (found != values.end()) text += shown(found->second);
    text += ',';
  }
}

}  // namespace

std::string to_csv(const Runs& runs) {
  const auto axes = axis_names(runs);
  const auto values = names(runs, &Run::values);
  const auto tags = names(runs, &Run::tags);
  const auto any = [&runs](const auto& has) { return std::any_of(runs.runs.begin(), runs.runs.end(), has); };
  const bool seeds = any([](const Run& run) { return run.seed.has_value(); });
  const bool flops = any([](const Run& run) { return run.flops.has_value(); });
  std::string text;
  for (const auto* const part : {&axes, &values, &tags})
    for (const std::string& name : *part) text += field(name) + ",";
  text += seeds ? "seed," : "";
  text += flops ? "flops," : "";
  text += "loss\n";
  for (const Run& run : runs.runs) {
    put(text, run.axes, axes);
    put(text, run.values, values);
    put(text, run.tags, tags);
    if (seeds) text += (run.seed ? std::to_string(*run.seed) : "") + ",";
    if (flops) text += (run.flops ? shortest(*run.flops) : "") + ",";
    text += (run.loss ? shortest(*run.loss) : "diverged") + "\n";
  }
  return text;
}

}  // namespace cdp::study
