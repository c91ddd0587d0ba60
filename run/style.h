// The report's style sheet, for light and dark, screens and paper.
#pragma once

namespace cdp::run {

inline constexpr const char* kStyle = R"css(
:root {
  color-scheme: light dark;
  --paper: #fdfdfb; --ink: #22262b; --soft: #686f78; --rule: #e4e4de; --faint: #f4f4ef;
  --train: #2b6c99; --raw: #2b6c9955; --held-out: #c2541b; --level: #8a9099; --bad: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --ink: #e4e4e0; --soft: #9299a2; --rule: #2d3136; --faint: #1d2024;
    --train: #79b8e3; --raw: #79b8e350; --held-out: #f09a5c; --level: #7b828b; --bad: #f2857d;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; -webkit-text-size-adjust: 100%;
}
main { max-width: 1120px; margin: 0 auto; padding: 56px 40px 72px; }
h1 { font-size: 27px; font-weight: 600; letter-spacing: -.015em; line-height: 1.2; margin: 0; }
h1 span { color: var(--soft); font-weight: 400; }
h2 { font-size: 16px; font-weight: 600; margin: 52px 0 4px; }
p { margin: 4px 0 0; color: var(--soft); max-width: 92ch; }
p.alarm { color: var(--bad); margin-top: 14px; }
code { font: 12.5px/1.6 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
small { font-size: 12px; color: var(--soft); }

.figures { display: flex; flex-wrap: wrap; gap: 20px 44px; margin: 32px 0 0; padding: 0; }
.figures div { display: flex; flex-direction: column-reverse; }
.figures dd { margin: 0; font-size: 26px; font-weight: 500; letter-spacing: -.02em; line-height: 1.2; }
.figures dt { font-size: 13px; color: var(--soft); }

.chart { display: block; width: 100%; height: auto; margin-top: 12px; overflow: visible; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 44px; }
.pair > section { min-width: 0; }
.chart text { font-size: 12.5px; fill: var(--soft); }
.chart .grid { stroke: var(--rule); }
.chart .axis { stroke: var(--level); }
.chart .line { fill: none; stroke-linejoin: round; stroke-linecap: round; }
.chart .line.train { stroke: var(--train); stroke-width: 2; }
.chart .line.raw { stroke: var(--raw); stroke-width: 1; }
.chart .dots.held-out { fill: var(--held-out); stroke: var(--paper); stroke-width: 1.2; }
.chart .level { stroke: var(--level); stroke-dasharray: 2 4; stroke-linecap: round; stroke-width: 1.3; }
.chart .end { font-weight: 500; }
.chart .end.train { fill: var(--train); }
.chart .end.held-out { fill: var(--held-out); }
.chart .event line { stroke: var(--bad); stroke-dasharray: 5 4; }
.chart .event text { fill: var(--bad); font-weight: 500; }
.chart .reading rect { fill: transparent; }
.chart .reading > :not(rect) { visibility: hidden; pointer-events: none; }
.chart .reading:hover > :not(rect) { visibility: visible; }
.chart .reading line { stroke: var(--level); }
.chart .reading circle { fill: var(--train); stroke: var(--paper); stroke-width: 1.5; }
.chart .reading text { fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke; }

.wide { overflow: auto hidden; margin-top: 12px; }
table { border-collapse: collapse; font-size: 13.5px; line-height: 1.45; }
th { font-weight: 500; font-size: 12.5px; color: var(--soft); text-align: left; white-space: nowrap; }
th, td { padding: 8px 9px; border-bottom: 1px solid var(--rule); vertical-align: top; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
.n { text-align: right; white-space: nowrap; }
td small { display: block; }
td small.unit { display: inline; }
.plan { width: 100%; }
.plan tbody tr:hover { background: var(--faint); }
.names code { display: block; white-space: nowrap; }
.shape { white-space: nowrap; }
.tags span { display: inline-block; background: var(--faint); border-radius: 4px; padding: 0 6px; font-size: 12px; color: var(--soft); }
.rule { display: block; position: relative; width: 64px; height: 9px; margin: 2px 0 0 auto; border-bottom: 1px solid var(--rule); }
.rule b { position: absolute; bottom: -4px; width: 7px; height: 7px; margin-left: -3.5px; border-radius: 50%; background: var(--train); }
.scale th:nth-child(n+2) { text-align: right; }
.scale .arrow { color: var(--level); }
.scale .ratio { padding-left: 28px; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 0; margin: 12px 0 0; font-size: 13.5px; }
.facts dt, .facts dd { padding: 8px 0; margin: 0; border-bottom: 1px solid var(--rule); }
.facts dt { color: var(--soft); padding-right: 28px; }
.columns { display: grid; grid-template-columns: max-content 1fr; gap: 0 72px; align-items: start; }
footer { margin-top: 56px; font-size: 12.5px; color: var(--soft); overflow-wrap: anywhere; }

@media (max-width: 820px) {
  main { padding: 32px 18px 48px; }
  .pair, .columns { grid-template-columns: 1fr; }
  .chart text { font-size: 15px; }
  .wide > .chart { min-width: 720px; }
}
@media print {
  main { max-width: none; padding: 0; }
  .wide { overflow: visible; }
  section { break-inside: avoid; }
}
)css";

}  // namespace cdp::run
