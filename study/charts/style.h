// The style of the pages of studies, on top of that of a run's report (run/style.h).
#pragma once

namespace cdp::study {

inline constexpr const char* kStudyStyle = R"css(
.u .curve { fill: none; stroke: var(--train); stroke-width: 1.8; }
.u circle.in { fill: var(--train); }
.u circle.out { fill: var(--paper); stroke: var(--train); stroke-width: 1.3; }
.u .cross { fill: none; stroke: var(--bad); stroke-width: 1.5; }
.u circle.best { fill: var(--held-out); stroke: var(--paper); stroke-width: 1.2; }
.u .interval { stroke: var(--held-out); stroke-width: 3; stroke-linecap: round; opacity: .55; }
.u .join { fill: none; stroke: var(--held-out); stroke-width: 1.2; stroke-dasharray: 4 4; opacity: .7; }
.u .scale { font-weight: 500; fill: var(--train); }
.figures dd.slow { color: var(--bad); }
h2 span { color: var(--soft); font-weight: 400; }
.key { display: flex; flex-wrap: wrap; gap: 6px 26px; margin: 10px 0 0; font-size: 12.5px; color: var(--soft); }
ul.reasons { margin: 10px 0 0; padding-left: 20px; max-width: 92ch; }
)css";

}  // namespace cdp::study
