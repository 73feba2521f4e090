import type { QuantityName } from "@datacityzen/hardware/quantities";
import { type Outcome, rawPm25 } from "../../cloud/src/quality/corrections/correction.ts";
import type { MeasuredRow } from "../measurement-file/row.ts";
import type { Chosen } from "./recipe.ts";

/** The quantity of a row that names its answer, as it was measured. */
const mainOf = (
  { correction }: Chosen,
  { values }: MeasuredRow,
): {
  readonly quantity: QuantityName;
  readonly raw: number | null;
  readonly input: QuantityName;
} => {
  for (const quantity of correction.corrects) {
    const given = quantity === "pm2_5" ? rawPm25(values) : undefined;
    if (given !== undefined) return { quantity, ...given };
    const own = values[quantity];
    if (own !== undefined) return { quantity, raw: own, input: quantity };
  }
  const quantity = correction.corrects[0] ?? "pm2_5";
  return { quantity, raw: null, input: quantity };
};

/** The answer to a row: `at`, the corrected quantity under its own name, `raw`, `recipe`, `version`, `input`. */
export const answerCorrection = (
  chosen: Chosen,
  row: MeasuredRow,
  outcome: Outcome,
): { readonly [key: string]: unknown } => {
  const { correction } = chosen;
  const main = mainOf(chosen, row);
  const made = outcome.ok ? outcome.made : [];
  const found = made.find(({ quantity }) => quantity === main.quantity);
  const others = made.filter(({ quantity }) => quantity !== main.quantity);
  return {
    at: row.at,
    line: row.line,
    ...(row.series === "" ? {} : { series: row.series }),
    [main.quantity]: found?.value ?? null,
    raw: main.raw,
    // A gas stays in the file's ppm or ppb: its line was found there.
    ...(row.ratios[main.input] === undefined ? {} : { unit: row.ratios[main.input] }),
    recipe: correction.name,
    version: correction.version,
    input: main.input,
    ...Object.fromEntries(
      others.flatMap(({ quantity, value, raw }) => [
        [quantity, value],
        [`raw_${quantity}`, raw],
      ]),
    ),
    ...(outcome.ok
      ? {}
      : {
          [outcome.refusal.kind === "missing" ? "missing" : "out_of_range"]: [
            outcome.refusal.quantity,
          ],
        }),
    ...(Object.keys(chosen.chosen).length > 0 ? { parameters: chosen.chosen } : {}),
  };
};
