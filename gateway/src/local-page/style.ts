/**
 * Text of 18 px that follows the reader's own setting, contrast of 7:1 and more in both schemes,
 * targets of 44 px; a table becomes a list of cards where the screen is narrow.
 */
export const style = `
:root {
  color-scheme: light dark;
  --text: #1b1b1b; --soft: #3d3d3d; --ground: #ffffff; --panel: #f3f5f7; --line: #767676;
  --link: #003c8f; --good: #0b4a1e; --watch: #7a1500;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #f2f2f2; --soft: #d0d0d0; --ground: #121416; --panel: #1e2226; --line: #9a9a9a;
    --link: #a8cdff; --good: #a5e8b7; --watch: #ffc2a8;
  }
}
* { box-sizing: border-box; }
html { font-size: 112.5%; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font-family: system-ui, sans-serif; line-height: 1.5; overflow-wrap: break-word;
}
.page { max-width: 60rem; margin: 0 auto; padding: 1rem; }
.top { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0.5rem 0; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 2rem 0 0.75rem; }
h3 { font-size: 1.1rem; margin: 0.5rem 0; }
p { margin: 0.5rem 0; max-width: 65ch; }
a { color: var(--link); text-underline-offset: 0.2em; }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 2px; }
.action { display: inline-flex; align-items: center; min-height: 44px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { position: static; }
dl { margin: 0; display: grid; gap: 0.75rem; }
.fact { background: var(--panel); border-left: 6px solid var(--good); padding: 0.6rem 0.9rem; }
.fact.watch { border-left-style: double; border-left-color: var(--watch); }
dt { font-weight: 700; }
dd { margin: 0; }
.word { font-weight: 700; color: var(--good); }
.watch .word { color: var(--watch); }
table { width: 100%; border-collapse: collapse; margin: 0 0 1.5rem; }
th, td { text-align: left; vertical-align: baseline; padding: 0.5rem 0.75rem 0.5rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); border-bottom-width: 2px; }
tbody th { font-weight: 400; }
.value { font-weight: 700; white-space: nowrap; font-variant-numeric: tabular-nums; }
.actions { display: flex; flex-wrap: wrap; gap: 0 1.5rem; margin: 1rem 0; }
.qr { display: block; width: 11rem; max-width: 100%; margin: 0.5rem 0 1rem; }
footer { margin-top: 2rem; border-top: 1px solid var(--line); padding-top: 0.5rem; color: var(--soft); }
td.age { white-space: nowrap; }
@media (max-width: 44rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; }
  tbody tr { padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
  th, td { border: 0; padding: 0; }
  tbody th { font-weight: 700; }
  .value { font-size: 1.3rem; }
  td[data-label]::before { content: attr(data-label); color: var(--soft); }
}
@media print {
  .actions, .skip, footer { display: none; }
  .page { max-width: none; padding: 0; }
  tr { break-inside: avoid; }
}
`;
