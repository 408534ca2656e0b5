/**
 * Styles of all charts, for any page that shows them. Colours come from the page's variables
 * (`--surface`, `--ink`, `--ink-2`, `--line`, `--bad`, `--middle`, `--good`, `--neutral`, `--accent`).
 * Bad, middle and good differ in lightness and pattern, not in hue alone.
 */
export const CHART_CSS = `
.fw-chart{display:block;width:100%;height:auto;font-family:inherit;overflow:visible}
.fw-text{fill:var(--ink-2)}
.fw-strong{fill:var(--ink);font-weight:600}
.fw-halo{paint-order:stroke;stroke:var(--surface);stroke-width:4px;stroke-linejoin:round}
.fw-grid{stroke:var(--line);stroke-width:1}
.fw-axis{stroke:var(--line-2);stroke-width:1}
.fw-reference{stroke:var(--ink-2);stroke-width:1.25;stroke-dasharray:2 4;stroke-linecap:round}
.fw-limit{fill:none;stroke:var(--ink-2);stroke-width:1;stroke-dasharray:8 4}
.fw-event{stroke:var(--ink-2);stroke-width:1}
.fw-signal{fill:none;stroke:var(--ink);stroke-width:1.75}
.fw-ribbon{fill:var(--accent);fill-opacity:.16}
.fw-line{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.fw-dashed{stroke-dasharray:5 4}
.fw-seen{fill:none;stroke:var(--ink);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.fw-beside{fill:none;stroke:var(--ink-2);stroke-width:1.25;stroke-dasharray:1.5 3;stroke-linecap:round}
.fw-earlier{fill:none;stroke:var(--bad);stroke-width:1.5;stroke-linejoin:round}
.fw-said{fill:var(--surface);stroke:var(--bad);stroke-width:1.75}
.fw-carried{fill:none;stroke:var(--line-2);stroke-width:1}
.fw-cell{fill:var(--ink)}
.fw-dot{fill:var(--accent);stroke:var(--surface);stroke-width:1.5}
.fw-edge-bad,.fw-edge-middle,.fw-edge-good,.fw-edge-neutral,.fw-edge-accent{fill:var(--surface);stroke-width:2}
.fw-edge-bad{stroke:var(--bad)}.fw-edge-middle{stroke:var(--middle)}.fw-edge-good{stroke:var(--good)}
.fw-edge-neutral{stroke:var(--ink-2)}.fw-edge-accent{stroke:var(--accent)}
.fw-whisker{stroke:var(--ink);stroke-width:1.5;stroke-linecap:round}
.fw-fill-bad{fill:var(--bad)}.fw-fill-middle{fill:var(--middle)}.fw-fill-good{fill:var(--good)}
.fw-fill-neutral{fill:var(--neutral)}.fw-fill-accent{fill:var(--accent)}.fw-fill-ink{fill:var(--ink)}
.fw-pattern{fill:var(--surface);fill-opacity:.55}
.fw-none{fill:var(--line-2)}
`;
