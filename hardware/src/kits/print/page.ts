import { marked } from "marked";
import { quantities } from "../../quantities.ts";
import type { AcceptanceCheck } from "../acceptance.ts";
import { agenda, clock } from "../agenda.ts";
import { priceOfKit, sourceKinds } from "../bom.ts";
import { calloutsOf } from "../exploded/callouts.ts";
import { drawExploded } from "../exploded/svg.ts";
import type { KitFolder } from "../folder.ts";
import type { Language } from "../language.ts";
import { purchaseList } from "../purchase.ts";
import { awaited } from "../waiting.ts";
import { drawWiring, escapeXml } from "../wiring/svg.ts";
import { wireTable } from "../wiring/table.ts";
import { printTexts } from "./texts.ts";

/** A workshop of ten people builds so many. */
const STATIONS = 5;

/** A4, text of 14 pt and more, black on white, nothing that only colour tells. */
const style = (foot: string): string => `
@page { size: A4; margin: 11mm 10mm 13mm; @bottom-right { content: counter(page); font: 11pt sans-serif } @bottom-left { content: "${foot.replaceAll('"', "")}"; font: 11pt sans-serif } }
* { box-sizing: border-box }
body { font: 14pt/1.4 "DejaVu Sans", Verdana, sans-serif; color: #111; background: #fff; max-width: 190mm; margin: 0 auto }
h1 { font-size: 24pt; line-height: 1.2; margin: 0 0 4mm }
h2 { font-size: 19pt; margin: 8mm 0 3mm; break-after: avoid }
section.leaf > h2:first-child { margin-top: 0 }
h3 { font-size: 15.5pt; margin: 5mm 0 1.5mm; break-after: avoid }
p, ul, ol { margin: 0 0 3mm } li { margin-bottom: 1mm } dt { font-weight: bold } dd { margin: 0 0 2mm }
section.leaf { break-before: page }
section > p, article, li, tr, dl > div { break-inside: avoid }
table { border-collapse: collapse; width: calc(100% - 0.6mm); margin: 0 0.3mm 4mm }
th, td { border: 0.3mm solid #555; padding: 1mm 1.6mm; text-align: left; vertical-align: top; hyphens: auto }
thead { display: table-header-group } th { border-bottom: 0.7mm solid #111; hyphens: manual; white-space: nowrap }
td.number { text-align: right; white-space: nowrap }
td.box { text-align: center; font-size: 18pt; line-height: 1 }
svg { display: block; width: 100%; height: auto; max-height: 252mm }
.exploded svg { max-height: 120mm; margin: 0 0 4mm }
.swatch { display: inline-block; width: 5mm; height: 3mm; border: 0.3mm solid #111; margin-right: 1.5mm; print-color-adjust: exact }
footer { margin-top: 6mm; border-top: 0.3mm solid #555; padding-top: 2mm }
a { color: inherit }
`;

const decimal = (language: Language, value: number, digits = 2): string =>
  new Intl.NumberFormat(language === "fr" ? "fr-FR" : "en-GB", {
    maximumFractionDigits: digits,
  }).format(value);
/** "30 juin 2025". */
const dated = (language: Language, date: string): string =>
  new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    dateStyle: "long",
    timeZone: "UTC",
  }).format(new Date(date));
const euros = (language: Language, value: number): string =>
  new Intl.NumberFormat(language === "fr" ? "fr-FR" : "en-GB", {
    style: "currency",
    currency: "EUR",
  }).format(value);

const row = (cells: readonly string[]): string =>
  `<tr>${cells.map((cell) => (cell.startsWith("<td") ? cell : `<td>${cell}</td>`)).join("")}</tr>`;
const table = (heads: readonly string[], rows: readonly string[]): string =>
  `<table><thead><tr>${heads.map((head) => `<th scope="col">${escapeXml(head)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
const number = (text: string): string => `<td class="number">${text}</td>`;
const box = '<td class="box">☐</td>';

/** Markdown of this project's own files as HTML. */
const prose = (markdown: string): string => marked.parse(markdown, { async: false });
/** The page has its own title: a file's title goes one level down, and so does what is under it. */
const lower = (markdown: string): string => markdown.replace(/^(#+) /gmu, "#$1 ");
/** Each part under a heading of the third level in one piece: a step is not cut by the end of a page. */
const inPieces = (html: string): string =>
  html
    .split(/(?=<h[123])/u)
    .map((piece) => (piece.startsWith("<h3") ? `<article>${piece}</article>` : piece))
    .join("");
/** Links lead to files that a sheet of paper does not have. */
const withoutLinks = (markdown: string): string =>
  markdown.replace(/\[([^\]]+)\]\([^)]+\)/gu, "$1");
/** A guide from its first section on: its title and summary stand on the first page already. */
const fromFirstSection = (markdown: string): string =>
  markdown.slice(Math.max(0, markdown.search(/^## /mu)));
/** A name amid others: its capital goes, unless it is one of a symbol (CO₂). */
const inside = (name: string): string =>
  /^.\p{Ll}/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const readableDuration = (duration: string): string =>
  `${/\d+/.exec(duration)?.[0]} ${duration.endsWith("M") ? "min" : "s"}`;

const expectation = (check: AcceptanceCheck, language: Language): string => {
  if (check.by !== "reading") return "";
  const quantity = quantities[check.quantity];
  const [low, high] = check.between;
  return `<br><strong>${escapeXml(
    `${capital(quantity.name[language])} (${check.sensor}). ${printTexts[language].expected(
      decimal(language, low),
      decimal(language, high),
      quantity.unitSymbol,
      readableDuration(check.after),
    )}`,
  )}</strong>`;
};

/** A line that nobody can tick today says so. */
const waiting = (check: AcceptanceCheck, language: Language): string => {
  const what = awaited(check);
  if (what === undefined) return "";
  return `<br><em>${escapeXml(printTexts[language].waiting(what))}</em>`;
};

/**
 * A kit as one HTML document without any outside file, for A4 paper: what it is, the workshop, parts, the box taken
 * apart, wiring, steps, acceptance test, calibration and maintenance.
 */
export const printKit = (folder: KitFolder, workshop: string, language: Language): string => {
  const texts = printTexts[language];
  const { kit, bom, netlist, enclosure, acceptance, placement } = folder;
  const drawn = new Set(netlist.parts.map((part) => part.bom));
  const guide = folder.guides[language];
  const colon = language === "fr" ? " :" : ":";
  const dates = bom.map(({ price_date }) => price_date).sort();
  const priced = texts.priced(dated(language, dates.at(-1) ?? ""));
  const bought = [1, STATIONS]
    .map((count) => purchaseList([{ kit: kit.id, count, lines: bom }], count))
    .flatMap((list) => (list.ok ? [list] : []))
    .map(({ heads, totalEur, perHeadEur }) =>
      texts.bought(heads, euros(language, totalEur), euros(language, perHeadEur)),
    )
    .join(" ");
  const about = [
    [
      texts.measures,
      kit.measures.map((name) => inside(quantities[name].name[language])).join(", "),
    ],
    [texts.power, kit.power[language]],
    [texts.link, kit.link[language]],
    [texts.limits, kit.limits[language]],
  ] as const;
  const agendaRows = agenda(guide.steps).map(({ step, from, until }) =>
    row([
      number(clock(from)),
      number(clock(until)),
      `${step.number}. ${escapeXml(step.title)}`,
      step.checkpoint ? box : "<td></td>",
    ]),
  );
  const placeOf = (id: string): string => {
    const place = placement.parts[id] ?? "";
    const when = typeof place === "number" ? String(place) : texts.places[place || "before"];
    return drawn.has(id) ? `${when} · ${texts.drawn}` : when;
  };
  const partRows = bom.map((line) =>
    row([
      `${escapeXml(line[`part_${language}`])}${
        line[`alternatives_${language}`] === ""
          ? ""
          : `<br><em>${texts.instead}${colon} ${escapeXml(line[`alternatives_${language}`])}</em>`
      }<br>${texts.sources}${colon} ${escapeXml([line.source_1, line.source_2].map((kind) => sourceKinds[kind][language]).join(", "))}`,
      escapeXml(placeOf(line.id)),
      number(decimal(language, line.quantity)),
      number(euros(language, line.quantity * line.price_eur)),
      box,
    ]),
  );
  const wireRows = wireTable(netlist, language).map((wire) =>
    row([
      number(`<strong>${wire.wire}</strong>`),
      `<span class="swatch" style="background:${wire.hex}"></span>${escapeXml(wire.colour)}${wire.joint === undefined ? "" : ` · ${escapeXml(wire.joint)}`}`,
      wire.ends.map(escapeXml).join("<br>"),
      box,
      box,
    ]),
  );
  const callouts = calloutsOf(enclosure, bom, language);
  const calloutRows = callouts.map(({ number: place, name }) =>
    row([number(`<strong>${place}</strong>`), escapeXml(name)]),
  );
  const acceptanceRows = acceptance.checks.map((check, index) =>
    row([
      number(String(index + 1)),
      `${escapeXml(check.what[language])}${expectation(check, language)}${waiting(check, language)}`,
      escapeXml(check.otherwise[language]),
      box,
    ]),
  );
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(kit.name[language])}</title>
<style>${style(`${kit.name[language]} · DataCityZen · ${priced.split(",")[0]}`)}</style>
<main>
<h1>${escapeXml(kit.name[language])}</h1>
<p>${escapeXml(kit.summary[language])}</p>
<dl>${about.map(([term, text]) => `<div><dt>${escapeXml(term)}</dt><dd>${escapeXml(capital(text))}</dd></div>`).join("")}</dl>
<section><h2>${texts.agenda}</h2>
${table([texts.from, texts.until, texts.step, texts.checkpoint], agendaRows)}
<footer>${escapeXml(texts.licence)}</footer></section>
<section class="leaf">${inPieces(prose(lower(withoutLinks(workshop))))}</section>
<section class="leaf"><h2>${texts.parts}</h2>
${table([texts.part, texts.place, texts.quantity, texts.price, texts.done], partRows)}
<p><strong>${texts.total}${colon} ${euros(language, priceOfKit(bom))}.</strong> ${escapeXml(priced)}</p>
<p>${escapeXml(bought)}</p></section>
<section class="leaf"><h2>${texts.exploded}</h2>
<p>${escapeXml(texts.explodedText)}</p>
<div class="exploded">${drawExploded(enclosure, callouts, kit.name[language], language)}</div>
${table(["", texts.part], calloutRows)}</section>
<section class="leaf"><h2>${texts.wiring}</h2>
${drawWiring(netlist, kit.name[language], language)}</section>
<section class="leaf"><p>${escapeXml(texts.legend)}</p>
<h2>${texts.wires}</h2>
${table([texts.wire, texts.colour, texts.ends, texts.done, texts.checked], wireRows)}</section>
<section class="leaf">${inPieces(prose(fromFirstSection(withoutLinks(guide.assembly))))}</section>
<section class="leaf"><h2>${texts.acceptance}</h2>
${table(["", texts.check, texts.otherwise, texts.done], acceptanceRows)}</section>
<section class="leaf">${inPieces(prose(lower(guide.care)))}</section>
</main>
</html>
`;
};
