import { crc32 } from "node:zlib";
import { mistakenValues } from "@datacityzen/hardware/plausibility";
import { QuantityName, quantities } from "@datacityzen/hardware/quantities";
import * as z from "zod";
import type { StoreSize } from "./sum-hours.ts";
import { sumsSql } from "./sums-sql.ts";

/** How values are summed up, which versions of this program may change: sums of before are then made anew. */
export const rulesOfSums = (): number =>
  crc32(
    JSON.stringify(
      QuantityName.options.map((name) => {
        const { averaging, digits } = quantities[name];
        return [name, digits, mistakenValues(name), sumsSql(averaging)];
      }),
    ),
  );

const Size = z.object({ points: z.int(), choices: z.int(), flagChanges: z.int() });
const State = z.object({
  /** Which store it is of. */
  store: z.string(),
  rules: z.int(),
  /** What the store had then is in the blocks of `from` to `until`; what came later may be, too. */
  known: Size,
  /** Nothing that came after this can be in a block. */
  seen: Size,
  /** The last point of `seen`. */
  last: z.string(),
  /** Null: all days from the first on. */
  from: z.int().nullable(),
  until: z.int(),
});
/** What the file of sums says of itself. */
export type State = z.infer<typeof State>;

/** The state as it stands in the file, behind its checksum. */
export const asText = (state: State): string => {
  const text = JSON.stringify(state);
  return `${crc32(text)} ${text}`;
};

/** Undefined when the text is damaged, or of another form. */
export const readState = (text: string): State | undefined => {
  const [, sum = "", json = ""] = /^(\d+) (.*)$/s.exec(text) ?? [];
  if (Number(sum) !== crc32(json)) return undefined;
  return State.safeParse(JSON.parse(json)).data;
};

/** Whether a store of this size may have become the other: to each table rows are only added. */
export const isWithin = (size: StoreSize, other: StoreSize): boolean =>
  size.points <= other.points &&
  size.choices <= other.choices &&
  size.flagChanges <= other.flagChanges;
