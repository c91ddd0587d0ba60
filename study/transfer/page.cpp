// A transfer report as a page with the U-curves; see report.h.
#include <cmath>

#include <fmt/format.h>

#include "compiler/base/number_text.h"
#include "run/chart.h"
#include "run/style.h"
#include "study/charts/style.h"
#include "study/transfer/chart.h"
#include "study/transfer/report.h"
#include "study/transfer/words.h"

namespace cdp::study {

namespace {

using run::escaped;

void add_figure(std::string& html, std::string_view name, std::string_view figure, std::string_view css = "") {
  html += fmt::format("<div><dt>{}</dt><dd class=\"{}\">{}</dd></div>", escaped(name), css, escaped(figure));
}

std::string figures(const Transfer& transfer) {
  const TransferWord verdict = transfer.verdict.word;
  std::string html = "<dl class=\"figures\">";
  add_figure(html, "verdict", word(verdict), verdict == TransferWord::kSlow ? "slow" : "");
  if (transfer.drift) add_figure(html, "drift, octaves", with_sign(transfer.drift->value));
  if (!transfer.regrets.empty()) {
    add_figure(html, "regret, of the gap", percent(transfer.regrets.front().share.value));
    add_figure(html, "regret, of the compute", percent(transfer.regrets.front().compute.value));
  }
  if (transfer.margin && transfer.margin->identifiable)
    add_figure(html, "beta - alpha/2", with_sign(transfer.margin->value));
  return html + "</dl>\n";
}

std::string list(std::string_view heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  std::string html = fmt::format("<h2>{}</h2><ul class=\"reasons\">", heading);
  for (const std::string& line : lines) html += fmt::format("<li>{}</li>", escaped(line));
  return html + "</ul>\n";
}

std::string optimum_cell(const Curve& curve) {
  if (!curve.has_optimum()) return "<td class=\"n\">-</td><td class=\"n\">-</td>";
  const auto value = [](double x) { return signed_less(std::exp2(x)); };
  return fmt::format("<td class=\"n\">{}<small>{} to {}</small></td><td class=\"n\">{:.4f}</td>",
                     value(curve.optimum()), value(curve.interval.low), value(curve.interval.high), curve.lowest());
}

template <class Words>
std::string estimate_cell(const Estimate& one, const Words& words) {
  return fmt::format("<td class=\"n\">{}<small>{} to {}</small></td>", words(one.value), words(one.interval.low),
                     words(one.interval.high));
}

std::string table(const Transfer& transfer) {
  std::string html = fmt::format(
      "<h2>Numbers <span>with intervals of 95%</span></h2><div class=\"wide\"><table><thead><tr><th "
      "class=\"n\">{}</th><th class=\"n\">best {}</th><th class=\"n\">loss</th><th class=\"n\">gap</th><th "
      "class=\"n\">regret at {}</th><th class=\"n\">of the gap</th><th class=\"n\">of the "
      "compute</th><th></th></tr></thead><tbody>\n",
      escaped(transfer.sweep.axis), escaped(transfer.sweep.hyperparameter), with_suffix(transfer.curves.back().scale));
  for (const Curve& curve : transfer.curves) {
    html += fmt::format("<tr><td class=\"n\">{}</td>{}", with_suffix(curve.scale), optimum_cell(curve));
    const Regret* found = nullptr;
    for (const Regret& regret : transfer.regrets)
      if (regret.proxy == curve.scale) found = &regret;
    if (found != nullptr)
      html += estimate_cell(found->gap, signed_less) + estimate_cell(found->loss, signed_less) +
              estimate_cell(found->share, percent) + estimate_cell(found->compute, percent);
    else
      html += "<td></td><td></td><td></td><td></td>";
    html += fmt::format("<td>{}</td></tr>\n", escaped(remark(curve)));
  }
  return html + "</tbody></table></div>\n";
}

std::string facts(const Transfer& transfer) {
  if (!transfer.alpha) return "";
  std::string html = "<dl class=\"facts\">";
  const auto add = [&html](std::string_view name, const std::string& fact) {
    html += fmt::format("<dt>{}</dt><dd>{}</dd>", name, escaped(fact));
  };
  add("alpha, of the gap", rate_words(*transfer.alpha));
  add("beta, of the optimum", rate_words(*transfer.beta));
  add("beta - alpha/2", rate_words(*transfer.margin));
  add("compute", transfer.cost.words);
  return html + "</dl>\n";
}

std::string group_html(const Transfer& transfer) {
  std::string html = "<section>";
  if (!transfer.sweep.group.empty()) html += fmt::format("<h2>{}</h2>\n", escaped(transfer.sweep.group));
  html += figures(transfer);
  html += list("Why", transfer.verdict.reasons) + list("What would decide", transfer.verdict.decide);
  html += fmt::format("<h2>Loss against {} <span>a curve for each {}, the larger the darker</span></h2>\n",
                      escaped(transfer.sweep.hyperparameter), escaped(transfer.sweep.axis));
  html += curves_chart(transfer);
  html +=
      "<div class=\"key\"><span>filled dots: means the parabola goes through</span><span>hollow dots: left out of "
      "it</span><span>crosses at the top: a run diverged</span><span>orange: the optimum and its "
      "interval</span></div>\n";
  if (const std::string chart = optimum_chart(transfer); !chart.empty())
    html += fmt::format("<h2>Best {} <span>at each {}</span></h2>\n{}", escaped(transfer.sweep.hyperparameter),
                        escaped(transfer.sweep.axis), chart);
  return html + table(transfer) + facts(transfer) + list("Notes", transfer.sweep.notes) + "</section>\n";
}

}  // namespace

std::string to_html(const TransferReport& report) {
  std::string html = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
  html += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  html += fmt::format("<title>Transfer in {}</title>\n<style>{}{}</style></head>\n<body><main>\n", escaped(report.name),
                      run::kStyle, kStudyStyle);
  const std::string of = report.groups.empty()
                             ? ""
                             : fmt::format("transfer of {} along {}", report.groups.front().sweep.hyperparameter,
                                           report.groups.front().sweep.axis);
  html += fmt::format("<header><h1>{} <span>{}</span></h1></header>\n", escaped(report.name), escaped(of));
  for (const Transfer& group : report.groups) html += group_html(group);
  return html + fmt::format("<footer>Judged by cdp {}; the rule is in docs/transfer.md.</footer>\n", CDP_VERSION) +
         "</main></body></html>\n";
}

}  // namespace cdp::study
