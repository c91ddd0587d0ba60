// See report.h.
#include "compiler/verify/report.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/dotted.h"
#include "compiler/base/number_text.h"
#include "compiler/plan/groups.h"
#include "compiler/plan/json_text.h"

namespace cdp::verify {
namespace {

std::string shape_text(const Shape& shape) {
  return shape.empty() ? "one number" : fmt::format("{}", fmt::join(shape, " x "));
}

/// `512 x 2048`; with the type where it surprises: `512 x 2048, F64`.
std::string form_text(const Side& side) {
  const bool surprises = side.dtype && weights::dtype_kind(*side.dtype) != weights::DtypeKind::kFloat;
  return shape_text(side.shape) + (surprises ? fmt::format(", {}", weights::dtype_name(*side.dtype)) : "");
}

/// Tensors of one form whose names differ only in indices.
struct Alikes {
  std::string key;
  const Side* first = nullptr;
  std::vector<std::string> names;
};

/// Items that differ only in indices.
struct Line {
  std::vector<Alikes> plan, file;
};

/// Those that stand together: q, k and v are three, the experts of a bank one.
std::vector<Alikes> alikes_of(const std::vector<Side>& tensors) {
  std::vector<Alikes> alikes;
  for (const Side& tensor : tensors) {
    std::string key = dotted::pattern(tensor.name) + " " + form_text(tensor);
    if (alikes.empty() || alikes.back().key != key) alikes.push_back({std::move(key), &tensor, {}});
    alikes.back().names.push_back(tensor.name);
  }
  return alikes;
}

std::string key_of(const Line& line) {
  std::string key;
  for (const auto* side : {&line.plan, &line.file}) {
    for (const Alikes& alikes : *side) key += alikes.key + "\n";
    key += "\n";
  }
  return key;
}

void add_names(const std::vector<Alikes>& more, std::vector<Alikes>& known) {
  for (std::size_t i = 0; i < more.size(); ++i)
    known[i].names.insert(known[i].names.end(), more[i].names.begin(), more[i].names.end());
}

std::vector<Line> lines_of(const std::vector<Item>& items) {
  std::vector<Line> lines;
  std::map<std::string, std::size_t> known;
  for (const Item& item : items) {
    Line line{alikes_of(item.plan), alikes_of(item.file)};
    const auto [at, is_new] = known.emplace(key_of(line), lines.size());
    if (is_new) {
      lines.push_back(std::move(line));
    } else {
      add_names(line.plan, lines[at->second].plan);
      add_names(line.file, lines[at->second].file);
    }
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
std::string side_text(const std::vector<Alikes>& tensors) {
  std::string text;
  for (const Alikes& alikes : tensors)
    text += fmt::format("{}{} ({})", text.empty() ? "" : " + ", folded(alikes.names), form_text(*alikes.first));
  return text;
}

std::string line_text(const Line& line) {
  const std::vector<Alikes>& plan = line.plan;
  const std::vector<Alikes>& file = line.file;
  if (plan.empty() || file.empty()) return side_text(plan.empty() ? file : plan);
  if (plan.size() > 1 || file.size() > 1 || plan.front().names != file.front().names)
    return fmt::format("{} in the file, {} in the plan", side_text(file), side_text(plan));
  const std::string names = folded(plan.front().names);
  const Shape& planned = plan.front().first->shape;
  const Shape& stored = file.front().first->shape;
  if (planned == stored) return fmt::format("{} ({})", names, form_text(*file.front().first));
  return fmt::format("{}: {} in the file, {} in the plan", names, shape_text(stored), shape_text(planned));
}

/// Whose renames do not tell all: the shapes are of interest too.
bool is_joined(const Finding& finding) {
  return std::any_of(finding.renames.begin(), finding.renames.end(), joins);
}

std::string finding_text(const Finding& finding) {
  std::string text = fmt::format("{} ({}): {}{}{}\n", kind_word(finding.kind), counted(finding.count, "tensor"),
                                 one_line(finding.what), finding.way_out.empty() ? "" : "; ", finding.way_out);
  for (const Rename& rename : finding.renames) text += fmt::format("  {}\n", one_line(text_of(rename)));
  if (finding.renames.empty() || is_joined(finding))
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
    if (side.dtype) out.raw(fmt::format(", \"dtype\": \"{}\"", weights::dtype_name(*side.dtype)));
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

std::string to_text(const Verification& verification, const ShownNames& names) {
  if (verification.findings.empty())
    return fmt::format("{}: all {} of {} are there, each once and with its shape{}\n", names.weights,
                       counted(verification.planned, "tensor"), names.plan, notes(verification));
  std::string text;
  for (const Finding& finding : verification.findings) text += finding_text(finding) + "\n";
  return text + fmt::format("{}: of the {} of {} {} are there with their shapes, {}{}\n", names.weights,
                            counted(verification.planned, "tensor"), names.plan, verification.claimed,
                            counted(verification.findings.size(), "finding"), notes(verification));
}

std::string to_json(const Verification& verification, const ShownNames& names) {
  plan::JsonText out;
  out.raw("{\n  ");
  put_member(out, "format", "cdp-verification");
  out.raw("\"version\": 1,\n  ");
  put_member(out, "plan", names.plan);
  put_member(out, "weights", names.weights);
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
