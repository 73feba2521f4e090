import { readdirSync, readFileSync } from "node:fs";
import { type KitFile, kitFiles, type ReadKit, readKit } from "@datacityzen/hardware/kits/folder";
import type { Language } from "../language.ts";

/** Designs are data beside the code of hardware, not modules. */
const folder = new URL("../../hardware/kits/", import.meta.url);

/** The kits that there are: a kit is a folder. */
export const kitNames = (): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

export const openKit = (name: string): ReadKit => {
  const missing: string[] = [];
  const texts = Object.fromEntries(
    kitFiles.map((file) => {
      try {
        return [file, readFileSync(new URL(`${name}/${file}`, folder), "utf8")];
      } catch (error) {
        missing.push(`${file} cannot be read: ${(error as Error).message}.`);
        return [file, ""];
      }
    }),
  ) as Record<KitFile, string>;
  return missing.length > 0 ? { ok: false, sentences: missing } : readKit(name, texts);
};

/** What holds for the workshop of any kit, in Markdown. */
export const readWorkshop = (language: Language): string =>
  readFileSync(new URL(`workshop.${language}.md`, folder), "utf8");
