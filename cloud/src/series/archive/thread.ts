import { parentPort } from "node:worker_threads";
import type { SeriesColumns } from "../sealed/sensor-rows.ts";
import { describeSealed, openSealedSources, verifySealed } from "./sealed-source.ts";
import { openSpools, type SpooledPoints } from "./spooled-points.ts";
import { readTextPart } from "./text-part.ts";
import type { TaskMessage, TaskName, ThreadTasks } from "./thread-messages.ts";

const sources = openSealedSources();
let spools: SpooledPoints | undefined;

const spooled = (): SpooledPoints => {
  if (spools === undefined) throw new Error("no spools are open");
  return spools;
};

type Answers = {
  readonly [task in TaskName]: (
    given: Parameters<ThreadTasks[task]>[0],
    onProgress: (bytes: number) => void,
  ) => Promise<ReturnType<ThreadTasks[task]>>;
};

const answers: Answers = {
  readText: readTextPart,
  describe: describeSealed,
  readSealed: ({ path, bytes, day, wanted }) => sources.read(path, bytes, day, wanted),
  async openSpools(given) {
    await spools?.close();
    spools = await openSpools(given);
    return spools.days;
  },
  countSpooled: (day) => spooled().countsOf(day),
  readSpooled: ({ day, sensors }) => spooled().read(day, sensors),
  verify: ({ path, bytes, day, expected }) => verifySealed(path, bytes, day, expected),
};

/** The memory of columns goes over to who asked. */
const buffersIn = (answer: unknown): ArrayBuffer[] => {
  if (!(answer instanceof Map)) return [];
  const found = new Set<ArrayBuffer>();
  for (const each of answer.values())
    for (const columns of [each].flat() as SeriesColumns[])
      if (typeof columns === "object")
        for (const { buffer } of [columns.at, columns.received, columns.value, columns.flags])
          found.add(buffer as ArrayBuffer);
  return [...found];
};

let last: Promise<unknown> = Promise.resolve();
parentPort?.on("message", ({ id, task, given }: TaskMessage) => {
  last = last.then(async () => {
    try {
      const work = answers[task] as (
        given: unknown,
        onProgress: (bytes: number) => void,
      ) => Promise<unknown>;
      const answer = await work(given, (progress) => parentPort?.postMessage({ id, progress }));
      parentPort?.postMessage({ id, answer }, buffersIn(answer));
    } catch (error) {
      parentPort?.postMessage({ id, error: (error as Error).message });
    }
  });
});
