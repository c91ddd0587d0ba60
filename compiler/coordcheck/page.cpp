// A coordinate check as a page of small charts; see report.h.
#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "compiler/base/number_text.h"
#include "compiler/coordcheck/chart.h"
#include "compiler/coordcheck/report.h"
#include "run/chart.h"
#include "run/style.h"

namespace cdp::coordcheck {
namespace {

using run::escaped;

constexpr const char* kMoreStyle = R"css(
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(222px, 1fr)); gap: 22px 26px; margin-top: 16px; }
.card { min-width: 0; border-top: 2px solid var(--rule); padding-top: 8px; break-inside: avoid; }
.card.bad { border-top-color: var(--bad); }
.card h3 { font: 500 12.5px/1.4 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; margin: 0; overflow-wrap: anywhere; }
.card p { font-size: 12px; line-height: 1.45; margin: 2px 0 4px; }
.card.bad p.said { color: var(--bad); font-weight: 500; }
.small { display: block; width: 100%; height: auto; }
.small text { font-size: 10px; fill: var(--soft); }
.small text.y { text-anchor: end; }
.small text.x, .small text.none { text-anchor: middle; }
.small .grid { stroke: var(--rule); }
.small .step { fill: none; stroke: var(--train); stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round; }
.small circle { fill: var(--train); stroke: var(--paper); stroke-width: 1; }
.small .predicted { fill: none; stroke: var(--held-out); stroke-width: 1.6; stroke-dasharray: 5 4; }
.bad .small .step { stroke: var(--bad); }
.bad .small circle { fill: var(--bad); }
h2 span { color: var(--soft); font-weight: 400; }
h2 span.bad { color: var(--bad); font-weight: 500; }
h4 { font-size: 13.5px; font-weight: 600; margin: 34px 0 0; }
.key { display: flex; flex-wrap: wrap; gap: 6px 28px; margin: 22px 0 0; font-size: 12.5px; color: var(--soft); }
.key i { display: inline-block; width: 26px; height: 0; margin-right: 7px; vertical-align: middle; border-top: 2px solid var(--train); }
.key i.first { opacity: .3; }
.key i.dash { border-top: 2px dashed var(--held-out); }
)css";

std::string card(const Check& check, const Series& series) {
  const bool bad = fails(check.verdict);
  std::string html = fmt::format("<div class=\"card{}\"><h3>{}</h3>", bad ? " bad" : "", escaped(check.name));
  if (bad)
    html += fmt::format("<p class=\"said\">{}: {}</p>", word(check.quantity), escaped(check.words));
  else
    html += fmt::format("<p title=\"{}\">{}, {}</p>", escaped(check.words), measured_text(check),
                        check.predicted.unknown.empty() ? "predicted " + predicted_text(check.predicted)
                                                        : std::string("no prediction"));
  return html + small_chart(series, check) + "</div>\n";
}

/// What the chart of a check shows: of a first change all steps.
const Series& series_of(const Check& check, const StudyResult& study) {
  const Quantity shown = check.quantity == Quantity::kFirst ? Quantity::kChange : check.quantity;
  return *std::find_if(study.series.begin(), study.series.end(),
                       [&check, shown](const Series& one) { return one.name == check.name && one.quantity == shown; });
}

template <class Wanted>
std::string cards(const StudyResult& study, std::string_view heading, std::string_view note, const Wanted& wanted) {
  std::string html;
  for (const Check& check : study.checks)
    if (wanted(check)) html += card(check, series_of(check, study));
  if (html.empty()) return "";
  return fmt::format("<h4>{}</h4><p>{}</p><div class=\"cards\">\n{}</div>\n", heading, note, html);
}

std::string study_html(const StudyResult& study) {
  const auto failing = static_cast<std::size_t>(
      std::count_if(study.checks.begin(), study.checks.end(), [](const Check& one) { return fails(one.verdict); }));
  std::string html = fmt::format(
      "<section><h2>Along {} <span{}>{}</span></h2>\n", escaped(study.axis), failing > 0 ? " class=\"bad\"" : "",
      failing > 0 ? fmt::format("{} of {} fail", failing, counted(study.checks.size(), "check"))
                  : fmt::format("all {} pass", counted(study.checks.size(), "check")));
  html += cards(study, "What fails", "The worst first.", [](const Check& check) { return fails(check.verdict); });
  const auto passing = [](Quantity quantity) {
    return [quantity](const Check& check) { return check.quantity == quantity && !fails(check.verdict); };
  };
  html += cards(study, "How far activations move", "Root mean square of what training has changed, after each step.",
                passing(Quantity::kChange));
  html += cards(study, "Activations", "Root mean square of their entries; judged at initialisation.",
                passing(Quantity::kEntry));
  html += cards(study, "Gradients of tensors", "Root mean square of their entries; judged at the first step.",
                passing(Quantity::kGradient));
  html +=
      cards(study, "Updates relative to weights",
            "A step&#39;s update over the weights before it; judged at the first step.", passing(Quantity::kUpdate));
  return html + "</section>\n";
}

std::string figures(const CoordCheck& check) {
  std::string html = "<dl class=\"figures\">";
  const auto add = [&html](std::string_view name, std::string_view figure) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", escaped(name), escaped(figure));
  };
  add("verdict", fails(check) ? "fails" : "passes");
  for (const StudyResult& study : check.studies) {
    std::vector<std::string> scales;
    for (const double scale : study.scales) scales.push_back(short_number(scale));
    add(study.axis, fmt::format("{}", fmt::join(scales, " · ")));
  }
  add("steps", std::to_string(check.steps));
  add("seeds", std::to_string(check.seeds));
  return html + "</dl>\n";
}

}  // namespace

std::string to_html(const CoordCheck& check) {
  std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += fmt::format("<title>Coordinate check of {}</title>\n<style>{}{}</style></head>\n<body><main>\n",
                      escaped(check.spec), run::kStyle, kMoreStyle);
  html +=
      fmt::format("<header><h1>{} <span>under {}</span></h1>\n", escaped(check.spec), escaped(check.parameterization));
  html += figures(check) + "</header>\n";
  html += fmt::format(
      "<p style=\"margin-top:20px\">Each chart is one module at each scale, both axes logarithmic. An exponent fails "
      "where its "
      "whole 95% interval, over seeds and scales, is farther than {} from what is expected. Trained on {}, in fp32, at "
      "the "
      "peak learning rate, without clipping.</p>\n",
      short_number(check.tolerance), escaped(check.data));
  html +=
      "<div class=\"key\"><span><i class=\"first\"></i>first step</span><span><i></i>last step</span><span><i "
      "class=\"dash\"></i>predicted slope</span><span>dots: what is judged</span></div>\n";
  for (const StudyResult& study : check.studies) html += study_html(study);
  html += fmt::format("<footer>Measured by cdp {}.</footer>\n", CDP_VERSION);
  return html + "</main></body></html>\n";
}

}  // namespace cdp::coordcheck
