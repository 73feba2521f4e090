import { open, readFile } from "node:fs/promises";
import * as z from "zod";

const Done = z.object({
  /** Of the archive: its days may come from several sources. */
  source: z.string(),
  day: z.int(),
  /** The files in which the day stands since. */
  files: z.array(z.string()),
  points: z.int(),
  added: z.int(),
  repeats: z.int(),
  conflicts: z.int(),
});

/** A day that was imported. */
export type DoneDay = z.infer<typeof Done>;

/** What of an archive is in the store already, for an import that is begun again after it was broken off. */
export interface Journal {
  find(source: string, day: number): DoneDay | undefined;
  /** Once the day is durable. */
  add(done: DoneDay): Promise<void>;
  close(): Promise<void>;
}

export const openJournal = async (path: string): Promise<Journal> => {
  const text = await readFile(path, "utf8").catch(() => "");
  const known = new Map<string, DoneDay>();
  const nameOf = (source: string, day: number) => `${day} ${source}`;
  for (const line of text.split("\n")) {
    try {
      const done = Done.parse(JSON.parse(line));
      known.set(nameOf(done.source, done.day), done);
    } catch {
      // The last line may have been cut off: its day is imported again, which changes nothing.
    }
  }
  const file = await open(path, "a", 0o600);
  if (text !== "" && !text.endsWith("\n")) await file.write("\n");
  return {
    find: (source, day) => known.get(nameOf(source, day)),
    async add(done) {
      await file.write(`${JSON.stringify(done)}\n`);
    },
    close: () => file.close(),
  };
};
