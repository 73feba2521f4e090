import { agenda, clock } from "@datacityzen/hardware/kits/agenda";
import { priceOfKit } from "@datacityzen/hardware/kits/bom";
import { checkNetlist } from "@datacityzen/hardware/kits/check";
import { supplyLoads } from "@datacityzen/hardware/kits/check/supplies";
import { nameOf, readCircuit } from "@datacityzen/hardware/kits/circuit";
import type { KitFolder } from "@datacityzen/hardware/kits/folder";
import { quantities } from "@datacityzen/hardware/quantities";
import type { Terminal } from "../terminal.ts";
import { chooseKit, euros } from "./choose.ts";
import { kitNames } from "./read-kits.ts";
import { alignRows } from "./table.ts";
import { kitsTexts } from "./texts.ts";

const summary = ({ kit, bom }: KitFolder) => ({
  ...kit,
  parts: bom.length,
  priceEur: priceOfKit(bom),
  priceDate: bom
    .map(({ price_date }) => price_date)
    .sort()
    .at(-1),
});

export const listKits = async (terminal: Terminal, json: boolean): Promise<void> => {
  const texts = kitsTexts[terminal.language];
  const folders = kitNames().flatMap((name) => chooseKit(terminal, name) ?? []);
  if (json) {
    await terminal.out.data(`${JSON.stringify(folders.map(summary), undefined, 2)}\n`);
    return;
  }
  const rows = folders.map(({ kit, bom }) => [
    kit.id,
    kit.name[terminal.language],
    { right: String(bom.length) },
    { right: euros(terminal.language, priceOfKit(bom)) },
  ]);
  const [head, ...lines] = alignRows([texts.columns, ...rows]);
  terminal.out.say(`${terminal.out.style("bold", head ?? "")}\n${lines.join("\n")}\n`);
};

export const showKit = async (
  terminal: Terminal,
  name: string | undefined,
  json: boolean,
): Promise<void> => {
  const folder = chooseKit(terminal, name);
  if (folder === undefined) return;
  const { language } = terminal;
  const texts = kitsTexts[language];
  const { kit, bom, netlist, guides } = folder;
  if (json) {
    const whole = { ...summary(folder), bom, netlist, steps: guides[language].steps };
    await terminal.out.data(`${JSON.stringify(whole, undefined, 2)}\n`);
    return;
  }
  const title = (text: string) => `\n${terminal.out.style("bold", text)}`;
  const parts = bom.map((line) => [
    { right: String(line.quantity) },
    line[`part_${language}`],
    { right: euros(language, line.quantity * line.price_eur) },
  ]);
  const steps = agenda(guides[language].steps);
  const loads = supplyLoads(readCircuit(netlist)).map(({ supply, mA, maxMa }) => [
    nameOf(supply),
    texts.load(Math.ceil(mA), maxMa),
  ]);
  const lines = [
    terminal.out.style("bold", kit.name[language]),
    kit.summary[language],
    "",
    ...alignRows([
      [texts.measures, kit.measures.map((name) => quantities[name].symbol).join(", ")],
      [texts.power, kit.power[language]],
      [texts.link, kit.link[language]],
      [texts.limits, kit.limits[language]],
    ]),
    title(`${texts.parts} (${euros(language, priceOfKit(bom))})`),
    ...alignRows(parts),
    title(texts.steps(clock(steps.at(-1)?.until ?? 0))),
    ...alignRows(
      steps.map(({ step, from }) => [
        clock(from),
        `${step.number}. ${step.title}`,
        { right: texts.minutes(step.minutes) },
      ]),
    ),
    title(texts.supplies),
    ...alignRows(loads),
  ];
  terminal.out.say(`${lines.join("\n")}\n`);
};

/** Ends with 1 when there is a fault. */
export const checkKits = async (
  terminal: Terminal,
  names: readonly string[],
  json: boolean,
): Promise<void> => {
  const { language } = terminal;
  const texts = kitsTexts[language];
  const folders = (names.length === 0 ? kitNames() : names).map((name) =>
    chooseKit(terminal, name),
  );
  const checked = folders.flatMap((folder) =>
    folder === undefined ? [] : [{ kit: folder.kit.id, findings: checkNetlist(folder.netlist) }],
  );
  if (checked.some(({ findings }) => findings.length > 0)) terminal.exit(1);
  if (json) {
    await terminal.out.data(`${JSON.stringify(checked, undefined, 2)}\n`);
    return;
  }
  for (const { kit, findings } of checked) {
    if (findings.length === 0) terminal.out.say(`${texts.fine(kit)}\n`);
    for (const { problem, remedy } of findings)
      terminal.out.say(
        `${terminal.out.style("red", texts.finding(kit, problem[language]))}\n${texts.remedy(remedy[language])}\n`,
      );
  }
};
