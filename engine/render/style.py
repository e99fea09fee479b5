"""The style sheet of the HTML page: for the screen, light or dark, and for paper."""

STYLE = """:root{--ink:#1d2329;--soft:#56616c;--line:#d5dbe1;--paper:#fff;--tint:#f4f6f8;
--good:#17693a;--bad:#a32020;--open:#8a5a00;--link:#1f4f8f}
@media (prefers-color-scheme:dark){:root{--ink:#e6eaee;--soft:#a3aeb8;--line:#3a434c;--paper:#15191d;--tint:#1e2429;
--good:#7fd6a0;--bad:#ff9c94;--open:#f0c36a;--link:#9cc3ff}}
*{box-sizing:border-box}
html{font:17px/1.55 Charter,"Bitstream Charter","Iowan Old Style",Georgia,"DejaVu Serif",serif;color:var(--ink);background:var(--paper);
-webkit-text-size-adjust:100%}
body{margin:0}
main{max-width:56rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1,h2,h3,th,caption,dt,small,.mark,.soft,.ref,.references,cite{
font-family:system-ui,"Segoe UI",Roboto,"Helvetica Neue","DejaVu Sans",sans-serif}
h1{font-size:1.65rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.15rem;line-height:1.35;margin:2.4rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--line)}
h3{font-size:.9rem;margin:1.6rem 0 .2rem;color:var(--soft)}
p{margin:.35rem 0}
.lead{font-size:1.2rem;line-height:1.45;margin:.7rem 0}
.soft{color:var(--soft);font-size:.85rem}
blockquote{margin:.4rem 0 .4rem .2rem;padding-left:.9rem;border-left:3px solid var(--line);font-style:italic}
.wide{overflow-x:auto;margin:.6rem 0 .3rem}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums lining-nums}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{padding:.42rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:.2rem}
thead th{font-size:.76rem;color:var(--soft);font-weight:600;border-bottom:2px solid var(--line)}
tbody th{font-weight:400;font-family:inherit}
.amount{text-align:right;white-space:nowrap}
.date,.short{white-space:nowrap;width:1%}
td.ref,th.ref{text-align:right;line-height:2;width:1%;font-size:.76rem;color:var(--soft);white-space:nowrap}
tr.group th{font-weight:600;padding-top:1.1rem;background:none}
tr.total th,tr.total td{font-weight:700;background:var(--tint)}
small{display:block;color:var(--soft);font-size:.78rem;line-height:1.4}
.good{color:var(--good)}.bad{color:var(--bad)}.open{color:var(--open)}
.mark{font-weight:700}.mark.plain,.mark.soft{color:var(--soft);font-size:inherit}
.references{font-size:.78rem;line-height:1.5;color:var(--soft);margin:.4rem 0 1.2rem;padding-left:1.8rem}
.references :target{background:var(--tint);color:var(--ink)}
a{color:var(--link)}
dl{margin:.5rem 0 1rem;font-size:.92rem}
dl div{display:grid;grid-template-columns:8rem 1fr;gap:.2rem 1rem;padding:.16rem 0}
dt{color:var(--soft);font-size:.78rem;line-height:1.9}
dd{margin:0}
ul{list-style:none;margin:.2rem 0;padding-left:1.1rem;border-left:1px solid var(--line)}
ul.tree{padding-left:0;border-left:0}
li{margin:.45rem 0}
.references li{margin:0}
li p{margin:.1rem 0}
ul.tree li p:not(.head){color:var(--soft);font-size:.92rem;padding-left:1.2rem}
cite{font-style:normal;font-size:.78rem;color:var(--soft);display:block;padding-left:1.2rem}
.chart{margin:.8rem 0 1rem}.chart svg{display:block;width:100%;max-width:36rem;height:auto;font:13px system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
.chart text{fill:var(--ink)}.chart .label{fill:var(--soft)}.chart .more{fill:var(--link)}.chart .less{fill:var(--bad)}.chart .axis{stroke:var(--line)}
summary{cursor:pointer}
summary:focus-visible,.wide:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
@media (max-width:40rem){.chart svg{font-size:15px}dl div{grid-template-columns:1fr}th,td{padding:.35rem .4rem}}
@media (max-width:40rem){.stacked,.stacked tbody,.stacked tr,.stacked th,.stacked td{display:block;width:auto;text-align:left}
.stacked thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stacked tr{border-bottom:1px solid var(--line);padding:.5rem 0}.stacked th,.stacked td{border:0;padding:.1rem .2rem;white-space:normal}
.stacked td[data-label]{display:flex;justify-content:space-between;gap:1rem;text-align:right}
.stacked td[data-label]::before{content:attr(data-label);color:var(--soft);font-size:.8rem;text-align:left}.stacked td:empty{display:none}}
@media print{:root{--ink:#000;--soft:#333;--line:#999;--paper:#fff;--tint:#eee;--good:#000;--bad:#000;--open:#000;--link:#000}
html{font-size:10.5pt}main{max-width:none;padding:0}.wide{overflow:visible}
h2,h3,thead{break-after:avoid}tr,li>p,blockquote{break-inside:avoid}thead{display:table-header-group}
.chart{break-inside:avoid}.chart .less{fill:#777}details::details-content{content-visibility:visible;height:auto;display:block}summary{list-style:none}a{text-decoration:none}
@page{margin:18mm}}
"""
"""Plain CSS, without a font or an image from outside."""
