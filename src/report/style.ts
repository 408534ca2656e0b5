import { CHART_CSS } from "../charts/chart-css.ts";
import { TOKENS } from "../charts/tokens.ts";

const BASE = `
*,*::before,*::after{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:4rem}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
body{margin:0;background:var(--paper);color:var(--ink);font:var(--t2)/1.5 var(--sans);font-feature-settings:"tnum","cv11";overflow-wrap:break-word}
h1,h2,h3,h4,p,ul,ol,dl,dd,figure,pre{margin:0;padding:0}
ul,ol{list-style:none}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
code,pre{font-family:var(--mono);font-size:.92em}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip{position:absolute;left:var(--s4);top:-4rem;background:var(--ink);color:var(--paper);padding:var(--s2) var(--s4);border-radius:0 0 6px 6px;z-index:9}
.skip:focus{top:0}
th[scope=row] .quiet{color:inherit}
.quiet,.support,.note,.window,.range{color:var(--ink-2)}
.support,.note,.window{font-size:var(--t1)}
.range{font-size:var(--t1);white-space:nowrap}
.dot{padding:0 .15em}
main,footer,.bar{max-width:76rem;margin:0 auto;padding-inline:var(--s4)}
@media (min-width:720px){main,footer,.bar{padding-inline:var(--s6)}}
main>section{padding-top:var(--s7)}
h2{font-size:var(--t5);line-height:1.2;letter-spacing:-.015em;font-weight:650}
h3{font-size:var(--t3);line-height:1.3;font-weight:650;letter-spacing:-.005em}
h4{font-size:var(--t2);font-weight:650}
.intro{color:var(--ink-2);max-width:46rem;margin-top:var(--s2);margin-bottom:var(--s5)}
main>section>h3{margin:var(--s6) 0 var(--s3)}
`;

const HEAD = `
.top{background:var(--surface);border-bottom:1px solid var(--line)}
.bar{display:flex;align-items:center;gap:var(--s2) var(--s5);flex-wrap:wrap;min-height:3.25rem;padding-block:var(--s2)}
.brand{display:flex;align-items:center;gap:var(--s2);font-weight:700;letter-spacing:-.01em}
.brand svg{fill:var(--accent)}
nav{flex:1 1 0;min-width:0}
nav ul{display:flex;flex-wrap:wrap;gap:var(--s1) var(--s4);font-size:var(--t1)}
nav a{color:var(--ink-2);text-decoration:none;display:inline-block;padding:var(--s1) 0}
nav a:hover{color:var(--ink);text-decoration:underline}
.all{font:inherit;font-size:var(--t1);color:var(--ink-2);background:none;border:1px solid var(--line-2);border-radius:999px;padding:.2rem .8rem;cursor:pointer}
.all:hover{color:var(--ink);border-color:var(--ink-2)}
.all[hidden]{display:none}
@media (max-width:719px){nav{order:3;flex-basis:100%}.all{margin-left:auto}}
@media (min-width:720px){.bar{flex-wrap:nowrap}.all{flex:none}}
.title{display:flex;flex-wrap:wrap;align-items:end;justify-content:space-between;gap:var(--s2) var(--s5);padding-top:var(--s4)}
h1{font-size:clamp(1.375rem,2.4vw,1.625rem);line-height:1.2;letter-spacing:-.02em;font-weight:680;max-width:46rem;text-wrap:balance}
.meta{display:flex;flex-wrap:wrap;gap:var(--s1) var(--s4);font-size:var(--t1)}
.meta dt{color:var(--ink-2);font-size:var(--t0)}
.meta dd{font-weight:550}
#answer{padding-top:var(--s3)}
`;

const ANSWER = `
.answer{display:grid;gap:var(--s3);grid-template-columns:minmax(0,1fr)}
.panel{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);box-shadow:var(--shadow);padding:var(--s4);min-width:0}
@media (min-width:720px){.panel{padding:var(--s4) var(--s5)}}
@media (min-width:960px){.answer{grid-template-columns:repeat(12,minmax(0,1fr))}.panel-score{grid-column:span 5}.panel-worth{grid-column:span 7}.panel-steps{grid-column:span 7}.panel-withheld{grid-column:span 5}.panel-caveats{grid-column:span 7}.panel-sources{grid-column:span 5}.no-steps .panel-withheld{grid-column:1/-1}}
.panel>h3{font-size:var(--t1);font-weight:600;color:var(--ink-2);letter-spacing:0;margin-bottom:var(--s2)}
.panel .open-figure{margin-top:var(--s3)}
.label{font-weight:600}
.panel-steps .label{font-weight:500;font-size:var(--t1);color:var(--ink-2)}
.value{font-weight:680;letter-spacing:-.025em;line-height:1.05;font-variant-numeric:tabular-nums lining-nums}
.value small{font-size:.42em;font-weight:500;letter-spacing:0;color:var(--ink-2)}
.value-hero{font-size:var(--hero)}
.value-large{font-size:var(--t6)}
.value-medium{font-size:var(--t5)}
.value-long{font-size:var(--t4)}
.state{letter-spacing:-.01em;font-size:var(--t3)}
.state span{display:inline-block;font-size:var(--t3);font-weight:600;line-height:1.3;padding:.15em .6em;border-radius:6px;color:var(--ink-2)}
.state-too_few span{border:1.5px dashed var(--line-2)}
.state-too_early span{border:1.5px solid var(--line-2);border-left-width:6px}
.state-undefined span{border:1.5px solid transparent;background:var(--sunken)}
.state-not_measured span{border:1.5px dotted var(--line-2);background:repeating-linear-gradient(135deg,transparent 0 6px,var(--sunken) 6px 12px)}
.fw-strip{display:block;width:100%;max-width:22rem;height:auto;margin:var(--s2) 0 var(--s1) -.3rem}
.verdict{margin-top:var(--s2);max-width:36rem}
.scores{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:var(--s3);margin-top:var(--s3);padding-top:var(--s3);border-top:1px solid var(--line)}
.scores a{color:var(--ink-2);font-size:var(--t1);display:block}
.scores strong{font-size:var(--t4);font-weight:650;letter-spacing:-.01em;display:block;line-height:1.25}
.scores .support{display:block}
.statement{font-size:clamp(var(--t3),1.7vw,var(--t4));line-height:1.36;letter-spacing:-.01em;font-weight:560;text-wrap:pretty;max-width:44rem}
.evidence{display:flex;flex-wrap:wrap;gap:var(--s2) var(--s3);align-items:baseline;margin-top:var(--s3);font-size:var(--t1);color:var(--ink-2);max-width:44rem}
.evidence>span:last-child{flex:1 1 18rem}
.grade{display:inline-flex;align-items:center;gap:.5em;font-size:var(--t1);font-weight:600;color:var(--ink);white-space:nowrap}
.pips{display:inline-flex;gap:3px}
.pips i{width:6px;height:12px;border-radius:1.5px;border:1px solid var(--accent)}
.pips i.on{background:var(--accent)}
.panel h4{font-size:var(--t1);color:var(--ink-2);font-weight:600;margin-top:var(--s3);padding-top:var(--s3);border-top:1px solid var(--line)}
.links-short li{display:flex;flex-wrap:wrap;align-items:baseline;gap:var(--s1) var(--s3);padding-top:var(--s2)}
.links-short .support{margin-left:auto}
@media (max-width:480px){.links-short .support{margin-left:0;flex-basis:100%}}
.chip{display:inline-flex;align-items:center;gap:.4em;font-size:var(--t0);font-weight:600;line-height:1.2;padding:.25em .6em;border-radius:999px;white-space:nowrap;border:1px solid transparent}
.chip::before{content:"";width:.55em;height:.55em;flex:none}
.chip-useful{background:var(--good-soft);color:var(--good-ink)}.chip-useful::before{background:currentColor;border-radius:50%}
.chip-weak{background:var(--warn-soft);color:var(--warn-ink)}.chip-weak::before{border:1.5px solid currentColor;border-radius:50%}
.chip-none{background:var(--sunken);color:var(--ink-2)}.chip-none::before{height:2px;background:currentColor}
.chip-too_little{border:1px dashed var(--line-2);color:var(--ink-2)}.chip-too_little::before{border:1.5px dotted currentColor}
.fw-bar{display:block;width:100%;height:16px;margin:var(--s2) 0 var(--s3)}
.steps{display:grid;grid-template-columns:repeat(auto-fit,minmax(8.5rem,1fr));gap:var(--s3) var(--s4)}
.steps li{display:grid;grid-template-columns:auto 1fr;gap:0 var(--s2);align-items:baseline}
.steps li>*:not(.mark):not(.band){grid-column:1/-1}
.steps .mark{width:.7rem;height:.7rem;border-radius:2px;background:var(--neutral)}
.tone-bad .mark{background:var(--bad);clip-path:polygon(0 10%,100% 10%,50% 100%)}
.tone-middle .mark{background:var(--middle);clip-path:polygon(50% 0,100% 50%,50% 100%,0 50%)}
.tone-good .mark{background:var(--good);clip-path:polygon(50% 0,100% 90%,0 90%)}
.tone-accent .mark{background:var(--accent)}
@media (max-width:480px){.steps{grid-template-columns:minmax(0,1fr)}.steps li{grid-template-columns:auto 1fr auto}.steps li>.count{grid-column:3!important}.steps li>.worth{grid-column:2/-1!important}}
.band{font-weight:600}
.count strong{font-size:var(--t4);letter-spacing:-.01em}
.worth{font-size:var(--t1)}
.worth strong{font-size:var(--t2)}
.panel .note{margin-top:var(--s3)}
.withheld{display:grid;gap:var(--s2);font-size:var(--t1)}
.withheld+.open-figure .withheld{margin-top:var(--s2)}
.withheld li{padding-left:var(--s4);border-left:3px dotted var(--line-2)}
.withheld strong{display:block;font-size:var(--t2);font-weight:600}
.withheld span{color:var(--ink-2)}
.withheld .needs{display:block;color:var(--ink)}
.withheld .needs b{font-weight:600}
.empty{color:var(--ink-2);padding:var(--s4);border:1.5px dashed var(--line-2);border-radius:8px}
`;

const BODY = `
.measure{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);padding:var(--s4);margin-bottom:var(--s4)}
@media (min-width:720px){.measure{padding:var(--s5)}}
.measure>header{display:grid;gap:var(--s3) var(--s6);grid-template-columns:minmax(0,1fr)}
@media (min-width:960px){.measure>header{grid-template-columns:minmax(0,4fr) minmax(0,4fr) minmax(0,4fr)}}
@media (min-width:960px){.measure.single{display:grid;grid-template-columns:minmax(0,4fr) minmax(0,7fr);gap:var(--s6)}.measure.single>header{grid-template-columns:minmax(0,1fr);align-content:start}.measure.single .pair,.measure.single .slims{margin-top:0;grid-template-columns:minmax(0,1fr)}.measure.single>.open-figure{grid-column:1/-1}.measure.single>.open-figure .pair{grid-template-columns:repeat(auto-fit,minmax(26rem,1fr))}.measure.single>.open-figure .slims{grid-template-columns:repeat(auto-fill,minmax(19rem,1fr))}.measure.single{row-gap:0}}
.measure .verdict,.card .verdict{margin-top:0}
.window{margin-top:var(--s1)}
.related li{display:flex;flex-wrap:wrap;gap:0 var(--s2);align-items:baseline}
.target{display:grid;gap:var(--s1);font-size:var(--t1);margin-top:var(--s2)}
.target div{display:flex;justify-content:space-between;gap:var(--s3)}.target dt{color:var(--ink-2)}.target dd{text-align:end}
.notes{font-size:var(--t1);color:var(--ink-2);margin-top:var(--s2);display:grid;gap:var(--s1);max-width:46rem}
.notes.below{display:block;max-width:none;margin-top:var(--s4)}
.notes.below li{break-inside:avoid;padding-bottom:var(--s1)}
@media (min-width:960px){.notes.below{columns:2;column-gap:var(--s6)}}
.related{font-size:var(--t1);color:var(--ink-2);margin-top:var(--s2);display:grid;gap:var(--s1)}
.pair{display:grid;gap:var(--s5) var(--s6);grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));margin-top:var(--s5);align-items:start}
.slims{display:grid;gap:var(--s5) var(--s6);grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));margin-top:var(--s5);align-items:start}
.slims>*{min-width:0}.slim{max-width:24rem}
.measure>.open-figure{margin-top:var(--s3)}.measure>.open-figure+.open-figure{margin-top:0}
.pair>*{min-width:0;max-width:38rem}
.chain .chart{max-width:44rem}
.broad{display:grid;gap:var(--s5);grid-template-columns:minmax(0,1fr);margin-top:var(--s5)}
.lead{display:grid;gap:var(--s5) var(--s6);grid-template-columns:minmax(0,1fr);margin-top:var(--s5);align-items:start}
@media (min-width:1080px){.lead{grid-template-columns:minmax(0,20rem) minmax(0,1fr)}.lead.wide-first{grid-template-columns:minmax(0,38rem) minmax(0,1fr)}}
.chapter tbody th{min-width:8rem}
.broad>.table{width:fit-content;min-width:min(64rem,100%);max-width:100%}
.lead .table td.end .range,.table:has(th:nth-child(7)) td.end .range{display:block;margin-left:0}
@media (max-width:719px){.table td.end .range{display:block;margin-left:0}}
.chapter thead th{white-space:normal;vertical-align:bottom}
.chapter td.start:not(:first-child){min-width:9rem}
.chapter tr:has(>:nth-child(8))>td.start:not(:first-child){min-width:6rem}
.chapter>.measure{break-inside:auto}
figcaption{font-size:var(--t1);font-weight:600;margin-bottom:var(--s3)}
.narrow{display:none}
@media (max-width:480px){.wide{display:none}.narrow{display:block}}
.more{margin:var(--s6) 0 var(--s3)}
.cards{display:grid;gap:var(--s4);grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));align-items:start}
.card{border:1px solid var(--line);border-radius:var(--radius);background:var(--surface);padding:var(--s4);display:grid;gap:var(--s2);min-width:0}
.card:not(.card-estimate){background:transparent}
.card .window{margin-top:0}
details>summary{cursor:pointer;list-style:none}
details>summary::-webkit-details-marker{display:none}
.open-figure>summary{display:inline-flex;align-items:center;gap:.45em;font-size:var(--t1);color:var(--accent);padding:var(--s1) 0;border-radius:4px}
.open-figure>summary::before,.link>summary::before{content:"";width:.42em;height:.42em;border:solid currentColor;border-width:0 1.6px 1.6px 0;transform:rotate(-45deg);flex:none;transition:transform .12s}
.open-figure[open]>summary::before,.link[open]>summary::before{transform:rotate(45deg)}
.open-figure>summary:hover span:first-child{text-decoration:underline;text-underline-offset:.18em}
.facts{margin-top:var(--s2);padding:var(--s3) var(--s4);background:var(--sunken);border-radius:8px;font-size:var(--t1);display:grid;gap:var(--s2)}
.facts>div{display:grid;gap:0 var(--s4);grid-template-columns:minmax(0,1fr)}
@media (min-width:560px){.facts>div{grid-template-columns:6.5rem minmax(0,1fr)}}
.facts dt{color:var(--ink-2)}
.facts dd{min-width:0}
.queries{columns:20rem;font-size:var(--t1)}.queries details{break-inside:avoid}.queries details[open]{column-span:all}
.queries pre{margin:var(--s2) 0 var(--s3);padding:var(--s3);background:var(--surface);border:1px solid var(--line);border-radius:6px;overflow-x:auto;white-space:pre}
.scroll{position:relative;overflow-x:auto;border-radius:4px;max-width:100%}
table{border-collapse:collapse;width:100%;font-size:var(--t1);font-variant-numeric:tabular-nums lining-nums}
th,td{padding:.45rem .75rem;text-align:start;vertical-align:baseline;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{padding-left:0}
th:last-child,td:last-child{padding-right:0}
thead td{border-bottom-color:var(--line-2)}
thead th{color:var(--ink-2);font-weight:600;font-size:var(--t0);border-bottom-color:var(--line-2);white-space:nowrap}
tbody th{font-weight:550}
td.end,th.end{text-align:end}
td.end{white-space:nowrap}
td.end .range{margin-left:.35em}
.table .note{margin-top:var(--s2)}
.matrix{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);border-collapse:separate;border-spacing:0;min-width:36rem}
.matrix th,.matrix td{padding:var(--s3) .625rem;border-bottom:1px solid var(--line);vertical-align:top}
.matrix tr:last-child>*{border-bottom:0}
.matrix tbody th{font-size:var(--t2)}
.matrix td a{display:grid;gap:var(--s1);justify-items:start;color:inherit;text-decoration:none;border-radius:6px}
.matrix td a:hover .chip{text-decoration:underline}
.matrix th:first-child{padding-left:var(--s4)}
.matrix td strong{font-size:var(--t2);font-weight:650;letter-spacing:-.01em}
.matrix td .chip-too_little~strong,.matrix td .chip-none~strong{font-weight:400;color:var(--ink-2)}
.matrix .grade{white-space:normal}.matrix .chip{white-space:normal;border-radius:8px}
.link{background:var(--surface);border:1px solid var(--line);border-radius:var(--radius);margin-bottom:var(--s2)}
.link>summary{display:flex;flex-wrap:wrap;align-items:center;gap:var(--s1) var(--s3);padding:var(--s3) var(--s4)}
.link>summary h4{margin-right:auto}
.link>summary:hover{background:var(--sunken);border-radius:var(--radius)}
.link .size{font-variant-numeric:tabular-nums}
.link .body{padding:0 var(--s4) var(--s4);display:grid;gap:var(--s2);grid-template-columns:minmax(0,1fr)}
@media (min-width:720px){.link>summary,.link .body{padding-inline:var(--s5)}}
@media (min-width:960px){.link>summary{display:grid;grid-template-columns:auto minmax(0,1fr) 10rem 21rem 13.5rem}.link>summary .chip{justify-self:start}}
.link .statement{font-size:var(--t3)}
.link .pair{margin-top:var(--s3);grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr))}.link .slim{max-width:26rem}
.tight{font-size:var(--t1)}
.plain{display:grid;gap:var(--s2);padding-left:1.1em;list-style:disc}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,11rem),1fr));gap:var(--s4)}
.tiles dt{font-size:var(--t1);color:var(--ink-2)}
.tiles>div{display:flex;flex-direction:column-reverse;justify-content:flex-end}
.tiles dd{font-size:var(--t4);font-weight:650;letter-spacing:-.01em}
.unlock dt{font-weight:600}.unlock dd{color:var(--ink-2)}
.method{display:grid;gap:var(--s5) var(--s6);grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr))}
.method h3{font-size:var(--t2);margin-bottom:var(--s1)}
.method p{color:var(--ink-2)}
.grades{display:grid;gap:var(--s3);margin-top:var(--s3)}
.grades>div{display:grid;gap:var(--s1) var(--s5);grid-template-columns:minmax(0,1fr)}
@media (min-width:720px){.grades>div{grid-template-columns:14rem minmax(0,1fr)}}
.grades dd{color:var(--ink-2);max-width:46rem}
footer{padding-block:var(--s7) var(--s6);color:var(--ink-2);font-size:var(--t0);display:grid;gap:var(--s1)}
`;

const PRINT = `
@media print{
:root{--paper:#fff;--surface:#fff;--sunken:#f4f3ef;--ink:#111;--ink-2:#444;--line:#d5d2c9;--line-2:#8d8a80;--accent:#1f5673;--accent-soft:#e2edf2;--bad:#a32638;--middle:#e3ad3e;--good:#2a8272;--good-ink:#145c4e;--good-soft:#dff0eb;--warn-ink:#6f4a00;--warn-soft:#faeed2;--shadow:none}
@page{size:A4;margin:14mm}
html{font-size:12px;color-scheme:light}
body{print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,.all,.skip{display:none}
main,footer,.bar{max-width:none;padding-inline:0}
.answer{grid-template-columns:repeat(12,minmax(0,1fr))}
.panel-score{grid-column:span 5}.panel-worth{grid-column:span 7}.panel-steps{grid-column:span 7}.panel-withheld{grid-column:span 5}.panel-caveats{grid-column:span 7}.panel-sources{grid-column:span 5}.no-steps .panel-withheld{grid-column:1/-1}
.panel-score .open-figure,.panel-worth .open-figure{display:none}
#measures,#links,.chapter,#quality,#method{break-before:page;padding-top:0}
.panel,.card,.chart,.table tr,.method article,.facts>div{break-inside:avoid}
h2,h3,h4,figcaption{break-after:avoid}
.wide{display:block}.narrow{display:none}
.scroll{overflow:visible}
details::details-content{content-visibility:visible;display:block;block-size:auto;opacity:1}
.queries details::details-content{display:none}
summary::before{display:none!important}
.one{font-size:11px}.one .value-hero{font-size:3rem}.one footer{padding-block:var(--s4) 0}.one .open-figure{display:none}
}
`;

export const STYLE = `${TOKENS}${BASE}${HEAD}${ANSWER}${BODY}${CHART_CSS}${PRINT}`.replace(/\n+/g, "\n");
