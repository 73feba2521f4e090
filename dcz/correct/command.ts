import type { QuantityName } from "@datacityzen/hardware/quantities";
import type { Command } from "commander";
import { createAgreement } from "../../cloud/src/quality/corrections/agreement.ts";
import { type Outcome, rawPm25 } from "../../cloud/src/quality/corrections/correction.ts";
import { createCommand, refuse } from "../command.ts";
import { type AskedFile, writeList } from "../measurement-file/open.ts";
import type { MeasuredRow } from "../measurement-file/row.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import { answerCorrection } from "./answer.ts";
import { openFor } from "./open-for.ts";
import { askedQuantity, type Chosen, chooseRecipe, type RecipeOptions } from "./recipe.ts";
import { correctTexts } from "./texts.ts";

interface Options extends RecipeOptions {
  readonly zone?: string;
  readonly reference?: string;
  readonly compare?: boolean;
  readonly fit?: boolean;
}

/** So many rows without an answer are named. */
const MOST_NAMED = 1000;

export const correctCommand = (terminal: Terminal): Command => {
  const texts = correctTexts[terminal.language];
  const ofFiles = measurementFileTexts[terminal.language];
  return createCommand(terminal, "correct")
    .description(texts.description)
    .argument("[FILE]", ofFiles.file)
    .option("-r, --recipe <RECIPE>", texts.recipe)
    .option("--kappa <NUMBER>", texts.kappa)
    .option("--dry-below <PERCENT>", texts.dryBelow)
    .option("--humidity-most <PERCENT>", texts.humidityMost)
    .option("--slope <NUMBER>", texts.slope)
    .option("--intercept <NUMBER>", texts.intercept)
    .option("-q, --quantity <NAME>", texts.quantity)
    .option("--batch <BATCH>", texts.batch)
    .option("--reference <COLUMN>", texts.reference)
    .option("--compare", texts.compare)
    .option("--fit", texts.fit)
    .option("-z, --zone <ZONE>", ofFiles.zone)
    .addHelpText("after", `\n${texts.examples}\n`)
    .action((file: string | undefined, options: Options) => correct(terminal, file, options));
};

const correct = async (
  terminal: Terminal,
  path: string | undefined,
  options: Options,
): Promise<void> => {
  const texts = correctTexts[terminal.language];
  const wantsReference = options.compare === true || options.fit === true;
  if (options.fit === true && (options.recipe !== undefined || options.compare === true))
    return refuse(terminal, texts.fitOrRecipe);
  if (wantsReference && options.reference === undefined)
    return refuse(terminal, texts.missingReference);
  const chosen = options.fit === true ? undefined : chooseRecipe(terminal.language, options);
  if (chosen !== undefined && "refusal" in chosen) return refuse(terminal, chosen.refusal);
  const quantity = askedQuantity(terminal.language, options.quantity);
  if (typeof quantity === "object") return refuse(terminal, quantity.refusal);
  const asked = await openFor(terminal, path, options, chosen, quantity);
  if (asked === undefined) return;
  if (chosen === undefined) return fitLine(terminal, asked, quantity, options.reference ?? "");
  if (options.compare === true) return compare(terminal, asked, chosen, options.reference ?? "");
  let isAnyKnown = false;
  async function* answers({ rows }: AskedFile, recipe: Chosen) {
    const unanswered = createUnanswered(terminal);
    for await (const some of rows())
      yield some.map((row) => {
        const outcome = recipe.correction.correct(row.values);
        if (outcome.ok) isAnyKnown = true;
        else unanswered.name(row, outcome);
        return answerCorrection(recipe, row, outcome);
      });
    unanswered.end();
  }
  await writeList(terminal, answers(asked, chosen));
  if (!isAnyKnown) sayNothing(terminal);
};

const sayNothing = (terminal: Terminal): void => {
  terminal.err.say(`${measurementFileTexts[terminal.language].nothing}\n`);
  terminal.exit(1);
};

/** Names the rows that the recipe could not answer. */
const createUnanswered = (terminal: Terminal) => {
  const texts = correctTexts[terminal.language];
  const ofFiles = measurementFileTexts[terminal.language];
  let count = 0;
  return {
    name: ({ line }: MeasuredRow, { refusal }: Extract<Outcome, { ok: false }>): void => {
      count += 1;
      if (count > MOST_NAMED) return;
      const sentence = refusal.kind === "missing" ? texts.lacks : texts.impossible;
      terminal.err.say(`${ofFiles.line(line, sentence(refusal.quantity))}\n`);
    },
    end: (): void => {
      if (count > MOST_NAMED) terminal.err.say(`${ofFiles.more(count - MOST_NAMED)}\n`);
    },
  };
};

const json = (terminal: Terminal, value: object): Promise<void> =>
  terminal.out.data(`${JSON.stringify(value, undefined, 2)}\n`);

/** Bias and RMSE of the same rows, before and after. */
const compare = async (
  terminal: Terminal,
  { rows }: AskedFile,
  { correction, chosen }: Chosen,
  reference: string,
): Promise<void> => {
  const [before, after] = [createAgreement(), createAgreement()];
  for await (const some of rows())
    for (const { values, extra } of some) {
      const [truth] = extra;
      const outcome = correction.correct(values);
      if (truth === undefined || !outcome.ok) continue;
      const [first] = outcome.made;
      if (first === undefined) continue;
      before.add(first.raw, truth);
      after.add(first.value, truth);
    }
  const [raw, corrected] = [before.figures(), after.figures()];
  if (raw === undefined || corrected === undefined) return sayNothing(terminal);
  const without = ({ n: _, ...figures }: typeof raw) => figures;
  await json(terminal, {
    recipe: correction.name,
    version: correction.version,
    ...(Object.keys(chosen).length > 0 ? { parameters: chosen } : {}),
    reference,
    n: raw.n,
    raw: without(raw),
    corrected: without(corrected),
  });
};

/** The line from the sensor to the reference. */
const fitLine = async (
  terminal: Terminal,
  { rows }: AskedFile,
  quantity: QuantityName,
  reference: string,
): Promise<void> => {
  const agreement = createAgreement();
  for await (const some of rows())
    for (const { values, extra } of some) {
      const sensor = quantity === "pm2_5" ? rawPm25(values)?.raw : values[quantity];
      const [truth] = extra;
      if (sensor !== undefined && truth !== undefined) agreement.add(sensor, truth);
    }
  const line = agreement.line();
  const figures = agreement.figures();
  if (line === undefined || figures === undefined) {
    terminal.err.say(`${correctTexts[terminal.language].noLine}\n`);
    terminal.exit(1);
    return;
  }
  await json(terminal, {
    quantity,
    reference,
    n: line.n,
    slope: line.slope,
    intercept: line.intercept,
    slope_error: line.slopeError,
    intercept_error: line.interceptError,
    r2: line.r2,
    rmse: line.rmse,
    bias: figures.bias,
    rmse_before: figures.rmse,
    orthogonal: line.orthogonal ?? null,
  });
};
