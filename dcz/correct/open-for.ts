import type { QuantityName } from "@datacityzen/hardware/quantities";
import { refuse } from "../command.ts";
import { type AskedFile, askedZone, openAskedFile } from "../measurement-file/open.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import type { Chosen } from "./recipe.ts";
import { correctTexts } from "./texts.ts";

/** Opens the file with the columns that the recipe needs; undefined when the person has been told what lacks. */
export const openFor = async (
  terminal: Terminal,
  path: string | undefined,
  options: { readonly zone?: string; readonly reference?: string },
  chosen: Chosen | undefined,
  quantity: QuantityName,
): Promise<AskedFile | undefined> => {
  const texts = correctTexts[terminal.language];
  const ofFiles = measurementFileTexts[terminal.language];
  const zone = askedZone(terminal, options.zone);
  if (zone === "refused") return undefined;
  const corrects = chosen?.correction.corrects ?? [quantity];
  const needs = chosen?.correction.needs ?? [];
  const takes: readonly QuantityName[] = corrects.includes("pm2_5") ? ["pm2_5_cf1", "pm10"] : [];
  const asked = await openAskedFile(terminal, path, {
    quantities: [...new Set([...corrects, ...takes, ...needs])],
    extra: options.reference === undefined ? [] : [options.reference],
    ...(needs.length === 0 ? { valueIs: corrects[0] ?? quantity } : {}),
    zone,
  });
  if (asked === undefined) return undefined;
  const { header, quantities } = asked.file;
  if (header.long !== undefined) {
    if (needs.length === 0) return asked;
    refuse(terminal, texts.long([...corrects.slice(0, 1), ...needs].join(", ")));
    return undefined;
  }
  const found = header.names;
  const lacking = needs.find((need) => !quantities.includes(need));
  const inputs: readonly QuantityName[] = corrects.includes("pm2_5")
    ? [...corrects, "pm2_5_cf1"]
    : corrects;
  if (lacking !== undefined) refuse(terminal, ofFiles.noColumn(lacking, found));
  else if (!inputs.some((input) => quantities.includes(input)))
    refuse(terminal, ofFiles.noValues(inputs, found));
  else return asked;
  return undefined;
};
