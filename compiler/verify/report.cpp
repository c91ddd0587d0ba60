// See report.h.
#include "compiler/verify/report.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"
#include "compiler/plan/groups.h"
#include "compiler/plan/json_text.h"
#include "compiler/verify/names.h"

namespace cdp::verify {
namespace {

std::string shape_text(const Shape& shape) {
  return shape.empty() ? "one number" : fmt::format("{}", fmt::join(shape, " x "));
}

/// `512 x 2048`; with the type where it surprises: `512 x 2048, F64`.
std::string form_text(const Side& side) {
  const bool surprises = side.dtype && plan::dtype_kind(*side.dtype) != plan::DtypeKind::kFloat;
  return shape_text(side.shape) + (surprises ? fmt::format(", {}", plan::dtype_name(*side.dtype)) : "");
}

/// Items that differ only in indices.
struct Line {
  std::vector<std::vector<std::string>> plan;  // the names of each of the item's tensors
  std::vector<std::vector<std::string>> file;
  const Item* first = nullptr;
};

std::string key_of(const Item& item) {
  std::string key;
  for (const auto* side : {&item.plan, &item.file}) {
    for (const Side& tensor : *side) key += starred(tensor.name).pattern + " " + form_text(tensor) + "\n";
    key += "\n";
  }
  return key;
}

void add_names(const std::vector<Side>& tensors, std::vector<std::vector<std::string>>& names) {
  names.resize(tensors.size());
  for (std::size_t i = 0; i < tensors.size(); ++i) names[i].push_back(tensors[i].name);
}

std::vector<Line> lines_of(const std::vector<Item>& items) {
  std::vector<Line> lines;
  std::map<std::string, std::size_t> known;
  for (const Item& item : items) {
    const auto [at, is_new] = known.emplace(key_of(item), lines.size());
    if (is_new) lines.emplace_back();
    Line& line = lines[at->second];
    if (is_new) line.first = &item;
    add_names(item.plan, line.plan);
    add_names(item.file, line.file);
  }
  return lines;
}

/// On one line, whatever the file calls its tensors.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', '?');
  return text;
}

std::string folded(const std::vector<std::string>& names) {
  return one_line(fmt::format("{}", fmt::join(plan::fold_names(names), ", ")));
}

/// `h.0-11.attn.q.weight (768 x 768) + h.0-11.attn.k.weight (768 x 768)`
std::string side_text(const std::vector<std::vector<std::string>>& names, const std::vector<Side>& tensors) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i)
    text += fmt::format("{}{} ({})", i == 0 ? "" : " + ", folded(names[i]), form_text(tensors[i]));
  return text;
}

std::string line_text(const Line& line) {
  const std::vector<Side>& plan = line.first->plan;
  const std::vector<Side>& file = line.first->file;
  if (plan.empty() || file.empty()) return plan.empty() ? side_text(line.file, file) : side_text(line.plan, plan);
  if (plan.size() > 1 || file.size() > 1 || line.plan != line.file)
    return fmt::format("{} in the file, {} in the plan", side_text(line.file, file), side_text(line.plan, plan));
  const std::string names = folded(line.plan.front());
  const Shape& planned = plan.front().shape;
  const Shape& stored = file.front().shape;
  if (planned == stored) return fmt::format("{} ({})", names, form_text(file.front()));
  return fmt::format("{}: {} in the file, {} in the plan", names, shape_text(stored), shape_text(planned));
}

std::string finding_text(const Finding& finding) {
  std::string text = fmt::format("{} ({}): {}{}{}\n", kind_word(finding.kind), counted(finding.count, "tensor"),
                                 one_line(finding.what), finding.way_out.empty() ? "" : "; ", finding.way_out);
  for (const Rename& rename : finding.renames) text += fmt::format("  {}\n", one_line(text_of(rename)));
  if (finding.renames.empty())
    for (const Line& line : lines_of(finding.items)) text += fmt::format("  {}\n", line_text(line));
  return text;
}

std::string notes(const Verification& verification) {
  std::string text;
  if (verification.state > 0)
    text += fmt::format("; beside them the optimizer's state, {}", counted(verification.state, "tensor"));
  if (verification.ignored > 0) text += fmt::format("; ignored {}", counted(verification.ignored, "tensor"));
  return text;
}

void put_sides(plan::JsonText& out, std::string_view key, const std::vector<Side>& sides) {
  out.string(key);
  out.raw(": [");
  for (const Side& side : sides) {
    if (&side != &sides.front()) out.raw(", ");
    out.raw("{\"name\": ");
    out.string(side.name);
    out.raw(fmt::format(", \"shape\": [{}]", fmt::join(side.shape, ", ")));
    if (side.dtype) out.raw(fmt::format(", \"dtype\": \"{}\"", plan::dtype_name(*side.dtype)));
    out.raw('}');
  }
  out.raw(']');
}

void put_member(plan::JsonText& out, std::string_view key, std::string_view value) {
  out.string(key);
  out.raw(": ");
  out.string(value);
  out.raw(", ");
}

void put_finding(plan::JsonText& out, const Finding& finding) {
  out.raw('{');
  put_member(out, "kind", kind_word(finding.kind));
  out.raw(fmt::format("\"count\": {}, ", finding.count));
  put_member(out, "what", finding.what);
  put_member(out, "way_out", finding.way_out);
  out.raw("\"renames\": [");
  for (const Rename& rename : finding.renames) {
    if (&rename != &finding.renames.front()) out.raw(", ");
    out.string(text_of(rename));
  }
  out.raw("], \"items\": [");
  for (const Item& item : finding.items) {
    out.raw(&item == &finding.items.front() ? "\n      {" : ",\n      {");
    put_sides(out, "plan", item.plan);
    out.raw(", ");
    put_sides(out, "file", item.file);
    out.raw('}');
  }
  out.raw("\n    ]}");
}

}  // namespace

std::string to_text(const Verification& verification, const Subject& subject) {
  if (verification.findings.empty())
    return fmt::format("{}: all {} of {} are there, each once and with its shape{}\n", subject.weights,
                       counted(verification.planned, "tensor"), subject.plan, notes(verification));
  std::string text;
  for (const Finding& finding : verification.findings) text += finding_text(finding) + "\n";
  return text + fmt::format("{}: of the {} of {} {} are there with their shapes, {}{}\n", subject.weights,
                            counted(verification.planned, "tensor"), subject.plan, verification.claimed,
                            counted(verification.findings.size(), "finding"), notes(verification));
}

std::string to_json(const Verification& verification, const Subject& subject) {
  plan::JsonText out;
  out.raw("{\n  ");
  put_member(out, "format", "cdp-verification");
  out.raw("\"version\": 1,\n  ");
  put_member(out, "plan", subject.plan);
  put_member(out, "weights", subject.weights);
  out.raw(fmt::format("\"planned\": {}, \"stored\": {}, \"claimed\": {}, \"state\": {}, \"ignored\": {},\n",
                      verification.planned, verification.stored, verification.claimed, verification.state,
                      verification.ignored));
  out.raw("  \"findings\": [");
  for (const Finding& finding : verification.findings) {
    out.raw(&finding == &verification.findings.front() ? "\n    " : ",\n    ");
    put_finding(out, finding);
  }
  out.raw(verification.findings.empty() ? "]\n}\n" : "\n  ]\n}\n");
  return std::move(out).take();
}

}  // namespace cdp::verify
