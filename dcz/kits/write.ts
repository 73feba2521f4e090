import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildEnclosure } from "@datacityzen/hardware/kits/enclosure/build";
import { Enclosure } from "@datacityzen/hardware/kits/enclosure/enclosure";
import { checkFloorPlan } from "@datacityzen/hardware/kits/enclosure/floor-plan";
import { checkMesh } from "@datacityzen/hardware/kits/enclosure/mesh";
import { writeStl } from "@datacityzen/hardware/kits/enclosure/stl";
import { printKit } from "@datacityzen/hardware/kits/print/page";
import { drawWiring } from "@datacityzen/hardware/kits/wiring/svg";
import { refuse } from "../command.ts";
import type { Terminal } from "../terminal.ts";
import { chooseKit, chooseLanguage } from "./choose.ts";
import { readWorkshop } from "./read-kits.ts";
import { kitsTexts } from "./texts.ts";

export interface OutOptions {
  readonly out?: string;
  readonly lang?: string;
}

const write = async (terminal: Terminal, file: string, content: string | Uint8Array) => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  terminal.out.say(`${kitsTexts[terminal.language].written(file)}\n`);
};

/** Writes one text about a kit to --out. */
const writeText = async (
  terminal: Terminal,
  name: string | undefined,
  options: OutOptions,
  content: (chosen: {
    folder: NonNullable<ReturnType<typeof chooseKit>>;
    language: NonNullable<ReturnType<typeof chooseLanguage>>;
  }) => string,
): Promise<void> => {
  const folder = chooseKit(terminal, name);
  const language = folder && chooseLanguage(terminal, options.lang);
  if (folder === undefined || language === undefined) return;
  if (options.out === undefined) return refuse(terminal, kitsTexts[terminal.language].whichOut);
  await write(terminal, options.out, content({ folder, language }));
};

export const drawKit = (terminal: Terminal, name: string | undefined, options: OutOptions) =>
  writeText(terminal, name, options, ({ folder, language }) =>
    drawWiring(folder.netlist, folder.kit.name[language], language),
  );

export const printGuide = (terminal: Terminal, name: string | undefined, options: OutOptions) =>
  writeText(terminal, name, options, ({ folder, language }) =>
    printKit(folder, readWorkshop(language), language),
  );

/** Puts "inner.height=70" into the measures; undefined when it is no measure. */
const withMeasure = (measures: object, word: string): object | undefined => {
  const [path, number, ...rest] = word.split("=");
  const value = Number(number);
  const steps = path?.split(".") ?? [];
  if (rest.length > 0 || !number || !Number.isFinite(value) || steps.some((step) => step === ""))
    return undefined;
  const put = (into: unknown, [step, ...deeper]: readonly string[]): unknown =>
    step === undefined
      ? value
      : { ...(into as object), [step]: put((into as Record<string, unknown>)?.[step], deeper) };
  return put(measures, steps) as object;
};

const PETG_G_PER_MM3 = 1.27e-3;

export const writeEnclosure = async (
  terminal: Terminal,
  name: string | undefined,
  options: OutOptions & { readonly set?: readonly string[] },
): Promise<void> => {
  const texts = kitsTexts[terminal.language];
  const folder = chooseKit(terminal, name);
  if (folder === undefined) return;
  if (options.out === undefined) return refuse(terminal, texts.whichOut);
  let measures: object = folder.enclosure;
  for (const word of options.set ?? []) {
    const changed = withMeasure(measures, word);
    if (changed === undefined) return refuse(terminal, texts.badSet(word));
    measures = changed;
  }
  const parsed = Enclosure.safeParse(measures);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refuse(
      terminal,
      texts.wrongEnclosure(issue?.path.join(".") ?? "", issue?.message ?? ""),
    );
  }
  const [clash] = checkFloorPlan(parsed.data);
  if (clash !== undefined)
    return refuse(terminal, texts.clash[clash.reason](clash.what.join(", ")));
  const parts = buildEnclosure(parsed.data).map((part) => ({
    ...part,
    report: checkMesh(part.mesh),
  }));
  const broken = parts.find(
    ({ report }) => report.openEdges > 0 || report.degenerate > 0 || report.volume <= 0,
  );
  if (broken !== undefined) return refuse(terminal, texts.notSolid(broken.name));
  for (const { name: part, mesh, report } of parts) {
    const title = `${folder.kit.id} ${part}, mm, CERN-OHL-S-2.0`;
    await write(terminal, join(options.out, `${folder.kit.id}-${part}.stl`), writeStl(mesh, title));
    terminal.out.say(
      `  ${texts.printed(
        part,
        report.size.map((side) => side.toFixed(1)).join(" × "),
        Math.round(report.volume * PETG_G_PER_MM3),
        Math.round(report.overhang),
      )}\n`,
    );
  }
};
