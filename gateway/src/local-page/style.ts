import { tokensCss } from "@datacityzen/hardware/look/css";

/**
 * The look of the platform's pages, from the same list of colours and sizes. Text of 18 px that follows the reader's
 * own setting, contrast of 7:1 and more in both schemes, targets of 44 px; a table becomes a list of cards where the
 * screen is narrow. The letters are the device's own: this page loads nothing.
 */
export const style = `
${tokensCss()}
* { box-sizing: border-box; }
html { font-size: 112.5%; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font-family: var(--face-text); line-height: 1.5; overflow-wrap: break-word;
}
.page, .top { max-width: var(--width); margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2rem); }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 0 var(--space-5); padding-top: var(--space-2); }
.name { margin: 0; color: var(--accent); font-family: var(--face-display); font-size: 1.3rem; font-weight: 700; }
.skyline { display: block; width: 100%; height: 2.25rem; border-bottom: 1px solid var(--rule); background: linear-gradient(to bottom, transparent, var(--tint)); }
.skyline path { fill: none; stroke: var(--accent); stroke-width: 2.5; stroke-linecap: round; stroke-linejoin: round; }
.skyline circle { fill: var(--accent); }
h1, h2, h3 { font-family: var(--face-display); line-height: 1.2; text-wrap: balance; }
h1 { font-size: var(--text-page); margin: var(--space-4) 0 var(--space-2); }
h2 { font-size: var(--text-part); margin: 2rem 0 0.75rem; }
h3 { font-size: var(--text-lead); margin: 1.5rem 0 0.5rem; }
p { margin: 0.5rem 0; max-width: var(--measure); }
a { color: var(--accent); text-underline-offset: 0.2em; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
.action { display: inline-flex; align-items: center; min-height: var(--target); }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
dl { margin: 0; display: grid; gap: 0.75rem; }
.fact { background: var(--tint); border-left: 6px solid var(--accent); border-radius: 0 var(--radius-2) var(--radius-2) 0; padding: 0.6rem 1rem; }
.fact.watch { border-left-style: double; border-left-color: var(--wrong); background: var(--wrong-tint); }
dt { font-weight: 700; }
dd { margin: 0; max-width: var(--measure); }
.word { font-weight: 700; color: var(--accent); }
.watch .word { color: var(--wrong); }
table { width: 100%; border-collapse: collapse; margin: 0 0 1.5rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: baseline; padding: 0.55rem 0.75rem 0.55rem 0; border-bottom: 1px solid var(--rule); }
thead th { color: var(--ink-soft); border-bottom: 2px solid var(--edge); font-weight: 400; }
tbody th { font-weight: 400; }
.value { font-size: 1.3rem; font-weight: 700; white-space: nowrap; }
.actions { display: flex; flex-wrap: wrap; gap: 0 1.5rem; margin: 1rem 0; padding: 0; list-style: none; }
.qr { display: block; width: 11rem; max-width: 100%; margin: 0.5rem 0 1rem; }
.band { padding: 0.4rem 0.8rem; border: 1px solid var(--edge); border-radius: var(--radius-2); font-weight: 700; }
${[1, 2, 3, 4, 5, 6].map((band) => `.band-${band} { background: var(--band-${band}); color: var(--on-band-${band}); }`).join("\n")}
.source { color: var(--ink-soft); }
.trends { list-style: none; margin: 0 0 1.5rem; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 1rem 1.5rem; }
.trends svg { display: block; width: 100%; height: 3rem; border-bottom: 1px solid var(--rule); }
.trends path { fill: none; stroke: var(--line-0); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding: var(--space-3) 0 var(--space-5); color: var(--ink-soft); }
td.age { white-space: nowrap; }
.bench ul { margin: 0; padding: 0; list-style: none; }
.bench .values li { display: inline-block; margin-right: 1rem; }
@media (min-width: 44.01rem) { .bench th { white-space: nowrap; } .skyline { height: 5rem; } }
@media (max-width: 44rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; }
  tbody tr { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.75rem; padding: 0.5rem 0; border-bottom: 1px solid var(--rule); }
  th, td { border: 0; padding: 0; }
  tbody th { flex: 1 1 50%; }
  .bench tbody tr { display: block; }
  .trends { grid-template-columns: repeat(auto-fill, minmax(min(100%, 9rem), 1fr)); }
  td[data-label]::before { content: attr(data-label); color: var(--ink-soft); }
}
@media print {
  .actions, .skip, footer { display: none; }
  .page { max-width: none; padding: 0; }
  tr { break-inside: avoid; }
}
`;
