import { SensorId, StationId } from "@datacityzen/hardware/identifiers";
import { mostReadings } from "@datacityzen/hardware/wire/batch";
import type { Command } from "commander";
import * as z from "zod";
import { quantityOfTaxon } from "../../cloud/src/quality/pollen/taxa.ts";
import type { Administration } from "../administration/cloud.ts";
import { createDesk } from "../administration/desk.ts";
import { createCommand, refuse } from "../command.ts";
import { measurementFileTexts } from "../measurement-file/texts.ts";
import type { Terminal } from "../terminal.ts";
import { askedTaxon, readCounts } from "./counts.ts";
import { pollenTexts } from "./texts.ts";

interface Options {
  readonly taxon?: string;
  readonly station?: string;
  readonly sensor: string;
  readonly zone?: string;
  readonly series?: string;
}

/** What the cloud says of one batch. */
const Accepted = z.object({
  accepted: z.number(),
  refused: z.number(),
  refusals: z.array(z.object({ detail: z.string().optional() }).loose()),
});

const SENSOR = "pollen-counts";

/** Puts the daily counts of a file into the cloud of this machine, as readings of a station that stands for the place. */
export const importCommand = (
  terminal: Terminal,
  administration: () => Promise<Administration>,
): Command => {
  const texts = pollenTexts[terminal.language];
  return createCommand(terminal, "import")
    .description(texts.importDescription)
    .argument("[FILE]", texts.file)
    .option("--taxon <TAXON>", texts.taxon)
    .option("--station <STATION>", texts.importStation)
    .option("--sensor <SENSOR>", texts.importSensor, SENSOR)
    .option("--zone <ZONE>", texts.zone)
    .option("--series <NAME>", measurementFileTexts[terminal.language].series)
    .addHelpText("after", `\n${texts.importHelp}\n`)
    .action((file: string | undefined, options: Options) =>
      importCounts(terminal, administration, file, options),
    );
};

const importCounts = async (
  terminal: Terminal,
  administration: () => Promise<Administration>,
  file: string | undefined,
  options: Options,
): Promise<void> => {
  const texts = pollenTexts[terminal.language];
  const asked = askedTaxon(terminal, options.taxon);
  if (typeof asked === "string") return refuse(terminal, asked);
  const { taxon } = asked;
  const station = StationId.safeParse(options.station);
  if (!station.success) return refuse(terminal, texts.importNoStation);
  const sensor = SensorId.safeParse(options.sensor);
  if (!sensor.success) return refuse(terminal, texts.importWrongSensor(options.sensor));
  const counts = await readCounts(terminal, file, { ...options, taxon });
  if (counts === undefined) return;

  const readings: object[] = [];
  counts.values.each((at, value) => {
    if (!Number.isNaN(value))
      readings.push({ at, sensor: sensor.data, values: { [quantityOfTaxon(taxon)]: value } });
  });
  if (readings.length === 0) {
    terminal.err.say(`${measurementFileTexts[terminal.language].nothing}\n`);
    return terminal.exit(1);
  }
  const { answerTo } = createDesk(terminal, administration);
  for (let first = 0; first < readings.length; first += mostReadings) {
    const some = readings.slice(first, first + mostReadings);
    const answer = await answerTo({
      method: "POST",
      path: "/api/v1/readings",
      // A repeat changes nothing, so a broken import is begun anew.
      body: {
        ...{ station: station.data, boot: "pollenimport", seq: first / mostReadings },
        ...{ clock: "ntp", readings: some },
      },
    });
    if (answer === undefined) return;
    const { refused, refusals } = Accepted.parse(answer.body);
    if (refused === 0) continue;
    terminal.err.say(`${texts.importRefused(refusals[0]?.detail ?? "")}\n`);
    return terminal.exit(1);
  }
  terminal.out.say(`${texts.imported(readings.length, taxon, station.data)}\n`);
};
