#include "report/html_style.h"

namespace seiload::report {

// Colours of lines have a contrast of at least 3:1 to the page, those of text 4.5:1.
const std::string_view kHtmlStyle = R"(
:root{--page:#f6f7f9;--card:#fff;--ink:#1b2330;--soft:#566072;--rule:#dfe3ea;--blue:#1f6fc4;--green:#0d8a5f;
--orange:#c2570c;--purple:#9a4fb8;--red:#c42b3a;--grey:#7a8496;--yellow:#a67c00}
@media(prefers-color-scheme:dark){:root{--page:#12161d;--card:#1a202a;--ink:#e8ecf2;--soft:#a3adbd;
--rule:#313a48;
--blue:#5aa9f5;--green:#3ecf99;--orange:#f59a4d;--purple:#cb8ee6;--red:#f2707c;--grey:#97a3b6;
--yellow:#e3bb4a}}
*{box-sizing:border-box}
html{color-scheme:light dark}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans","DejaVu Sans",sans-serif;overflow-wrap:anywhere}
main,header,footer{max-width:1180px;margin:0 auto;padding:0 20px}
header{padding-top:28px}
h1{font-size:15px;font-weight:600;color:var(--soft);margin:0 0 14px}
h2{font-size:20px;margin:36px 0 12px}
h3{font-size:16px;margin:0}
.verdict{border-left:6px solid var(--green);background:var(--card);border-radius:6px;padding:16px 20px;
font-size:19px;line-height:1.45}
.verdict.limited{border-color:var(--yellow)}
.verdict.bad{border-color:var(--red)}
.verdict p{margin:0}
.verdict p+p{margin-top:6px;font-weight:600}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin:16px 0 0;
padding:0;
list-style:none}
.tiles li{background:var(--card);border-radius:6px;padding:10px 14px}
.tiles b{display:block;font-size:22px;font-weight:650;font-variant-numeric:tabular-nums;line-height:1.25}
.tiles span{color:var(--soft);font-size:13px}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,500px),1fr));gap:16px}
figure{margin:0;background:var(--card);border-radius:6px;padding:16px 18px 12px;min-width:0}
figcaption p{margin:2px 0 8px;color:var(--soft);font-size:13px}
.legend{display:flex;flex-wrap:wrap;gap:2px 16px;margin:0 0 6px;padding:0;list-style:none;font-size:13px}
.legend i{display:inline-block;width:18px;height:0;border-top:4px solid;margin-right:6px;
vertical-align:middle}
.legend i.dashed{border-top-style:dotted}
.plot{position:relative}
svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font-size:12.5px;font-variant-numeric:tabular-nums}
.bar svg{height:36px;border-radius:4px}
.grid{stroke:var(--rule);stroke-width:1;fill:none}
.axis{stroke:var(--soft);stroke-width:1;fill:none}
.line{stroke:currentColor;stroke-width:2.2;fill:none;stroke-linejoin:round}
.line.dashed{stroke-dasharray:2 5;stroke-linecap:round}
.dot{stroke:currentColor;stroke-width:6;stroke-linecap:round;fill:none}
.part{fill:currentColor}
.area{fill:currentColor;stroke:var(--card);stroke-width:.7}
.blue{color:var(--blue)}.green{color:var(--green)}.orange{color:var(--orange)}.purple{color:var(--purple)}
.red{color:var(--red)}.grey{color:var(--grey)}.yellow{color:var(--yellow)}
details{margin-top:6px;font-size:13px}
summary{cursor:pointer;color:var(--soft)}
.scroll{overflow:auto;max-height:320px}
.wide{background:var(--card);border-radius:6px;padding:8px 18px;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13px;font-variant-numeric:tabular-nums}
th,td{padding:4px 12px 4px 0;text-align:right;border-bottom:1px solid var(--rule);vertical-align:top;
white-space:nowrap}
th:first-child,td.text{text-align:left}
td.text,th.text{white-space:normal;overflow-wrap:anywhere;text-align:left;min-width:8em}
td.text:last-child{min-width:14em}
thead th{color:var(--soft);font-weight:500}
tbody th{font-weight:500}
dl{display:grid;grid-template-columns:minmax(110px,max-content) minmax(0,1fr);gap:4px 18px;margin:0;
background:var(--card);border-radius:6px;padding:14px 18px}
dt{color:var(--soft)}dd{margin:0}
.warning{border-left:4px solid var(--yellow);background:var(--card);border-radius:6px;padding:8px 14px;
margin:12px 0 0}
footer{padding-top:28px;padding-bottom:36px;color:var(--soft);font-size:13px}
.tip{position:absolute;top:0;pointer-events:none;background:var(--ink);color:var(--card);font-size:12px;
line-height:1.4;
padding:6px 10px;border-radius:4px;white-space:pre;z-index:1}
.mark{position:absolute;top:0;bottom:0;width:1px;background:var(--soft);pointer-events:none}
@media(max-width:620px){main,header,footer{padding-left:12px;padding-right:12px}.verdict{font-size:17px}
figure{padding:14px 12px 10px}svg text{font-size:19px}.line{stroke-width:3.4}.tiles b{font-size:19px}
.tiles{grid-template-columns:repeat(auto-fit,minmax(130px,1fr))}dl{grid-template-columns:1fr;gap:0}
dd{margin-bottom:8px}}
@media print{:root{--page:#fff;--card:#fff;--ink:#000;--soft:#444;--rule:#ccc;--blue:#1f6fc4;--green:#0d8a5f;
--orange:#c2570c;--purple:#9a4fb8;--red:#c42b3a;--grey:#7a8496;--yellow:#a67c00}html{color-scheme:light}
body{font-size:11px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
figure,.verdict,dl,.tiles li{break-inside:avoid;border:1px solid var(--rule)}.verdict{border-left-width:6px}
.verdict{font-size:13px;padding:10px 14px}.tiles b{font-size:14px}h2{margin:18px 0 8px}
.tiles{grid-template-columns:repeat(auto-fit,minmax(84px,1fr));gap:6px}header{padding-top:0}
.tiles li{padding:6px 8px}.tiles span,figcaption p,.legend{font-size:10px}figure{padding:8px 10px}
.charts{grid-template-columns:1fr 1fr;gap:8px}details:not([open]){display:none}.scroll{max-height:none}
h2{break-after:avoid}}
)";

// Shows the row of a chart's table that is nearest to the pointer.
const std::string_view kHtmlScript = R"(
"use strict";
for (const plot of document.querySelectorAll(".plot")) {
  const svg = plot.firstElementChild, figure = plot.closest("figure");
  const heads = [...figure.querySelectorAll("thead th")].map(e => e.textContent);
  const rows = [...figure.querySelectorAll("tbody tr")];
  const xs = rows.map(r => +r.dataset.x);
  const tip = document.createElement("div"), mark = document.createElement("div");
  tip.className = "tip"; mark.className = "mark"; tip.hidden = mark.hidden = true;
  plot.append(mark, tip);
  plot.addEventListener("pointermove", event => {
    const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
    const at = (event.clientX - box.left) / scale;
    let best = 0;
    xs.forEach((x, i) => { if (Math.abs(x - at) < Math.abs(xs[best] - at)) best = i; });
    const cells = [...rows[best].children].map(e => e.textContent.trim());
    tip.textContent = cells.map((c, i) => heads[i] + "  " + c).join("\n");
    tip.hidden = mark.hidden = false;
    const x = xs[best] * scale;
    mark.style.left = x + "px";
    tip.style.left = Math.max(0, Math.min(x + 12, box.width - tip.offsetWidth)) + "px";
  });
  plot.addEventListener("pointerleave", () => { tip.hidden = mark.hidden = true; });
}
)";

}  // namespace seiload::report
