import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Command } from "commander";
import {
  type CalibrationFit,
  fitCalibration,
  LEAST_HOURS,
  validRange,
} from "../../cloud/src/quality/calibrations/fit.ts";
import { createHourlyPairs } from "../../cloud/src/quality/calibrations/pairs.ts";
import { rawPm25 } from "../../cloud/src/quality/corrections/correction.ts";
import { createCommand, refuse } from "../command.ts";
import { openFor } from "../correct/open-for.ts";
import { askedQuantity, type Chosen, chooseRecipe, type RecipeOptions } from "../correct/recipe.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import { calibrateTexts } from "./calibrate-texts.ts";

interface Options extends RecipeOptions {
  readonly zone?: string;
  readonly reference?: string;
}

/** `dcz quality calibrate`: the line from a sensor to a reference, from a person's own file and without a server. */
export const calibrateCommand = (terminal: Terminal): Command => {
  const texts = calibrateTexts[terminal.language];
  const ofFiles = measurementFileTexts[terminal.language];
  return createCommand(terminal, "calibrate")
    .description(texts.description)
    .argument("[FILE]", ofFiles.file)
    .option("--reference <COLUMN>", texts.reference)
    .option("-q, --quantity <NAME>", texts.quantity)
    .option("-r, --recipe <RECIPE>", texts.recipe)
    .option("-z, --zone <ZONE>", ofFiles.zone)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((file: string | undefined, options: Options) => calibrate(terminal, file, options));
};

const calibrate = async (
  terminal: Terminal,
  path: string | undefined,
  options: Options,
): Promise<void> => {
  const texts = calibrateTexts[terminal.language];
  const { reference } = options;
  if (reference === undefined) return refuse(terminal, texts.missingReference);
  const quantity = askedQuantity(terminal.language, options.quantity);
  if (typeof quantity === "object") return refuse(terminal, quantity.refusal);
  const base = options.recipe === undefined ? undefined : chooseRecipe(terminal.language, options);
  if (base !== undefined && "refusal" in base) return refuse(terminal, base.refusal);
  if (base !== undefined && !base.correction.corrects.includes(quantity))
    return refuse(terminal, texts.otherQuantity(base.correction.name, quantity));
  const asked = await openFor(terminal, path, options, base, quantity);
  if (asked === undefined) return;

  const found = createHourlyPairs();
  const series = new Set<string>();
  for await (const some of asked.rows())
    for (const { ms, values, extra, series: name } of some) {
      const [truth] = extra;
      const sensor =
        base === undefined
          ? quantity === "pm2_5"
            ? rawPm25(values)?.raw
            : values[quantity]
          : correctedOf(base, values, quantity);
      if (sensor === undefined || truth === undefined) continue;
      series.add(name);
      found.add({ at: ms, sensor, reference: truth });
    }
  if (series.size > 1) return refuse(terminal, texts.severalSensors([...series]));
  const outcome = fitCalibration(found.pairs());
  if (outcome.ok)
    return terminal.out.data(
      `${JSON.stringify(answerOf(outcome.fit, { quantity, reference, base }), undefined, 2)}\n`,
    );
  const { fault } = outcome;
  terminal.err.say(
    `${fault.kind === "too_few" ? texts.tooFew(fault.n, LEAST_HOURS) : texts[fault.kind]}\n`,
  );
  terminal.exit(1);
};

const correctedOf = (
  { correction }: Chosen,
  values: Parameters<Chosen["correction"]["correct"]>[0],
  quantity: string,
): number | undefined => {
  const outcome = correction.correct(values);
  return outcome.ok ? outcome.made.find((one) => one.quantity === quantity)?.value : undefined;
};

const answerOf = (
  fit: CalibrationFit,
  {
    quantity,
    reference,
    base,
  }: {
    readonly quantity: QuantityName;
    readonly reference: string;
    readonly base: Chosen | undefined;
  },
) => ({
  ...{ quantity, reference },
  of: base === undefined ? "raw" : `${base.correction.name}@${base.correction.version}`,
  hours: fit.n,
  from: new Date(fit.from).toISOString(),
  until: new Date(fit.until).toISOString(),
  slope: fit.slope,
  intercept: fit.intercept,
  slope_error: fit.slopeError,
  intercept_error: fit.interceptError,
  r2: fit.r2,
  bias_before: fit.biasBefore,
  rmse_before: fit.rmseBefore,
  rmse_after: fit.rmseAfter,
  seen: [fit.lowest, fit.highest],
  valid: validRange(quantity, fit),
});
