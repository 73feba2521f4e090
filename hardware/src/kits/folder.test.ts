import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { findSensor } from "../find-sensor.ts";
import { quantities } from "../quantities.ts";
import { agenda, clock } from "./agenda.ts";
import { type KitFile, kitFiles, readKit } from "./folder.ts";
import { languages } from "./language.ts";
import { printKit } from "./print/page.ts";
import { purchaseList } from "./purchase.ts";
import { wireTable } from "./wiring/table.ts";

const root = new URL("../../kits/", import.meta.url);
const kits = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const textsOf = (kit: string): Record<KitFile, string> =>
  Object.fromEntries(
    kitFiles.map((file) => [file, readFileSync(new URL(`${kit}/${file}`, root), "utf8")]),
  ) as Record<KitFile, string>;
const open = (kit: string) => {
  const read = readKit(kit, textsOf(kit));
  if (!read.ok) throw new Error(read.sentences.join("\n"));
  return read.folder;
};

test("the four kits are there", () => {
  expect(kits.sort()).toEqual([
    "country-station",
    "indoor-station",
    "pollen-range-station",
    "street-station",
  ]);
});

describe.each(kits)("%s", (kit) => {
  test("holds every file that a kit must have, and each reads", () => {
    expect(readKit(kit, textsOf(kit))).toMatchObject({ ok: true });
  });

  test("its workshop has the same steps in both languages, and takes three hours", () => {
    const { fr, en } = open(kit).guides;
    const shape = (steps: typeof fr.steps) =>
      steps.map(({ number, minutes, checkpoint }) => ({ number, minutes, checkpoint }));
    expect(shape(en.steps)).toEqual(shape(fr.steps));
    expect(fr.steps.map(({ number }) => number)).toEqual(fr.steps.map((_, index) => index + 1));
    expect(agenda(fr.steps).at(-1)?.until).toBe(180);
    expect(fr.steps.filter(({ checkpoint }) => checkpoint).length).toBeGreaterThanOrEqual(5);
    const sections = (markdown: string) => markdown.match(/^#{1,3} /gmu);
    expect(sections(open(kit).guides.en.care)).toEqual(sections(open(kit).guides.fr.care));
  });

  test("its parts list has every part of its wiring", () => {
    const { bom, netlist } = open(kit);
    const needed = Map.groupBy(netlist.parts, (part) => part.bom);
    for (const [id, parts] of needed)
      expect(bom.find((line) => line.id === id)?.quantity, id).toBeGreaterThanOrEqual(parts.length);
    const joints = new Set(netlist.nets.flatMap(({ joint }) => joint ?? []));
    const headers = bom.find(({ id }) => id === "pin-header-40")?.quantity ?? 0;
    expect(headers * 40).toBeGreaterThanOrEqual(joints.size * netlist.jointWays);
  });

  test("its acceptance test reads what it says it measures, each check once", () => {
    const { kit: about, acceptance } = open(kit);
    expect(new Set(acceptance.checks.map(({ id }) => id)).size).toBe(acceptance.checks.length);
    const read = acceptance.checks.flatMap((check) =>
      check.by === "reading" ? check.quantity : [],
    );
    expect(about.measures).toEqual(expect.arrayContaining(read));
    expect(read.length).toBeGreaterThanOrEqual(4);
  });

  test("its acceptance test names sensors of the list, what they measure, and when they are warm", () => {
    const { acceptance, netlist } = open(kit);
    const named = new Set<string>();
    for (const check of acceptance.checks) {
      if (check.by === "hand") continue;
      const sensor = findSensor(check.sensor);
      expect(sensor?.model, check.id).toBe(check.sensor);
      if (sensor === undefined) continue;
      named.add(sensor.model);
      if (check.by !== "reading") continue;
      const measured = sensor.measures.find(({ quantity }) => quantity === check.quantity);
      // A microphone's samples give the A-weighted level, which its measures do not hold.
      if (sensor.bus.kind === "i2s") expect(check.quantity).toBe("laeq");
      else expect(measured, `${check.id}: ${check.quantity}`).toBeDefined();
      const [low, high] = measured?.range ?? quantities[check.quantity].plausible;
      expect(check.between[0]).toBeGreaterThanOrEqual(low);
      expect(check.between[1]).toBeLessThanOrEqual(high);
      const afterMs = Temporal.Duration.from(check.after).total("milliseconds");
      expect(afterMs, check.id).toBeGreaterThan(sensor.warmUpMs);
    }
    for (const { bom, pins } of netlist.parts)
      for (const { name } of findSensor(bom) === undefined ? [] : pins) {
        const known = (findSensor(bom)?.pins ?? []).map(({ pin }) => pin);
        expect(
          known.some((pin) => pin.includes(name)),
          `${bom}: ${name} of ${known}`,
        ).toBe(true);
      }
    const wired = netlist.parts.flatMap(({ bom }) => findSensor(bom)?.model ?? []);
    expect([...named].sort()).toEqual(wired.toSorted());
  });

  test("a guide speaks one language", () => {
    const { fr, en } = open(kit).guides;
    const words = (guide: typeof fr) => JSON.stringify(guide);
    expect(words(en)).not.toMatch(/\b(?:deux|trois|quatre|les|des|une|avec|dans)\b/u);
    expect(words(fr)).not.toMatch(/\b(?:the|with|and|into|from)\b/u);
  });

  test.each(languages)("prints as one page without any outside file (%s)", (language) => {
    const folder = open(kit);
    const workshop = readFileSync(new URL(`workshop.${language}.md`, root), "utf8");
    const page = printKit(folder, workshop, language);
    expect(page).not.toMatch(/(?:src|href)=|@import|url\(/u);
    expect(page).toContain(`<html lang="${language}">`);
    // The box taken apart, and its wiring.
    expect(page.match(/<svg/gu)).toHaveLength(2);
    for (const { title } of folder.guides[language].steps) expect(page).toContain(title);
    for (const part of folder.bom)
      expect(page).toContain(part[`part_${language}`].replaceAll('"', "&quot;"));
    const sizes = [...page.matchAll(/font(?:-size)?:\s*(\d+(?:\.\d+)?)pt/gu)].map(([, size]) =>
      Number(size),
    );
    // Page numbers and the line at the foot are the only smaller text.
    expect(sizes.filter((size) => size < 14)).toEqual([11, 11]);
    expect(sizes.length).toBeGreaterThan(4);
  });
});

test("all kits can be bought together", () => {
  const orders = kits.map((kit) => ({ kit, count: 2, lines: open(kit).bom }));
  expect(purchaseList(orders, 8)).toMatchObject({ ok: true, heads: 8 });
});

test("each part of the bill of materials has its step, and no other part", () => {
  const good = textsOf("country-station");
  const { parts } = JSON.parse(good["placement.json"]);
  const { "fuse-1a": _, ...lacking } = parts;
  const sentencesFor = (changed: object) =>
    readKit("country-station", {
      ...good,
      "placement.json": JSON.stringify({ kit: "country-station", parts: changed }),
    });
  expect(sentencesFor(lacking)).toEqual({
    ok: false,
    sentences: ["placement.json: fuse-1a of bom.csv is used in no step."],
  });
  expect(sentencesFor({ ...parts, gold: 3 })).toEqual({
    ok: false,
    sentences: ["placement.json: gold is no part of bom.csv."],
  });
  expect(sentencesFor({ ...parts, lr20: 11 })).toEqual({
    ok: false,
    sentences: ["placement.json: lr20 is used in step 11, which assembly.*.md does not have."],
  });
});

test("a guide counts the wires that its table has, and the fuse of the country station is one of its parts", () => {
  const words = {
    13: ["treize", "thirteen"],
    14: ["quatorze", "fourteen"],
    15: ["quinze", "fifteen"],
    17: ["dix-sept", "seventeen"],
  } as const;
  for (const kit of kits) {
    const { netlist, guides } = open(kit);
    const rows = wireTable(netlist, "en").length;
    const [fr, en] = words[rows as keyof typeof words] ?? [];
    expect(guides.fr.assembly, `${kit}: ${rows}`).toMatch(
      new RegExp(`\\*\\* : ${fr} fils cochés`, "u"),
    );
    expect(guides.en.assembly, `${kit}: ${rows}`).toMatch(
      new RegExp(`\\*\\*: ${en} wires ticked`, "u"),
    );
  }
  const ends = wireTable(open("country-station").netlist, "en").flatMap((row) => row.ends);
  expect(ends).toEqual(expect.arrayContaining(["1 A fuse a", "1 A fuse b"]));
});

test("for a broken folder the errors are sentences that name the file", () => {
  const good = textsOf("street-station");
  const wrong = (file: KitFile, text: string) =>
    readKit("street-station", { ...good, [file]: text });
  expect(wrong("kit.json", "{")).toMatchObject({
    ok: false,
    sentences: [expect.stringMatching(/^kit\.json is not JSON/)],
  });
  expect(wrong("netlist.json", "{}")).toMatchObject({
    ok: false,
    sentences: expect.arrayContaining([expect.stringMatching(/^netlist\.json, parts/)]),
  });
  expect(wrong("assembly.fr.md", "# Rien")).toMatchObject({
    ok: false,
    sentences: ["assembly.fr.md has no steps."],
  });
  expect(readKit("other", good)).toMatchObject({ ok: false });
});

test("minutes are shown as hours", () => {
  expect([0, 65, 180].map(clock)).toEqual(["0 h 00", "1 h 05", "3 h 00"]);
});
