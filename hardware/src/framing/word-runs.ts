import { crc8Sensirion } from "../checksums.ts";

/** Bytes between two places. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

const WORD = 3;
/** Fewer words than these have too few bits of CRC to be believed in the midst of noise. */
const ENOUGH_WORDS = 3;

/** Two bytes and their CRC-8. */
export const isWord = (bytes: Uint8Array, at: number): boolean =>
  at + WORD <= bytes.length && crc8Sensirion(bytes, at, at + 2) === bytes[at + 2];

/** Words that follow each other, each with its right CRC, as many as there are. */
const runsOf = (bytes: Uint8Array, phase: number): Span[] => {
  const runs: Span[] = [];
  let from = phase;
  for (let at = phase; at < bytes.length + WORD; at += WORD) {
    if (isWord(bytes, at)) continue;
    if (at > from) runs.push({ from, until: at });
    from = at + WORD;
  }
  return runs;
};

const wordsIn = ({ from, until }: Span): number => (until - from) / WORD;

/** Runs of which each is nearer to the next than the length of a reply. */
const neighbours = (runs: readonly Span[], count: number): Span[][] => {
  const groups: Span[][] = [];
  for (const run of runs) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && run.from - last.until < WORD * count)
      group.push(run);
    else groups.push([run]);
  }
  return groups;
};

/** Whole replies of `count` good words, counted from `from`. */
const repliesOn = (runs: readonly Span[], from: number, count: number): Span[] =>
  runs.flatMap((run) => {
    const length = WORD * count;
    const replies: Span[] = [];
    let at = from + Math.ceil((run.from - from) / length) * length;
    for (; at + length <= run.until; at += length) replies.push({ from: at, until: at + length });
    return replies;
  });

/**
 * Replies of `count` words with their CRCs, amid other bytes. The words alone do not say which is
 * the first. Where, from the first good word of a group to its last, whole replies fit, they stand
 * one after the other, and some words may be damaged. Else there is noise between them: then each
 * run of good words must be whole replies. A gap of one word is a damaged word, not noise. What
 * remains: three bytes of noise are a good word once in 256 times.
 */
export const locateWords =
  (count: number) =>
  (bytes: Uint8Array): Span[] => {
    const isWhole = (span: Span) => wordsIn(span) % count === 0;
    const candidates = [0, 1, 2].flatMap((phase) =>
      neighbours(runsOf(bytes, phase), count).flatMap((group) => {
        const [first, last] = [group[0], group.at(-1)];
        if (first === undefined || last === undefined) return [];
        const anchored = first.from === 0 || last.until === bytes.length;
        const words = group.reduce((total, run) => total + wordsIn(run), 0);
        if (words < ENOUGH_WORDS && !anchored) return [];
        if (isWhole({ from: first.from, until: last.until }))
          return repliesOn(group, first.from, count);
        const apart = group.every(
          (run, index) => run.from - (group[index - 1]?.until ?? Number.NEGATIVE_INFINITY) > WORD,
        );
        if (!apart || !group.every(isWhole)) return [];
        return group.flatMap((run) => repliesOn([run], run.from, count));
      }),
    );
    return candidates
      .filter((one) =>
        candidates.every(
          (other) => other === one || other.until <= one.from || other.from >= one.until,
        ),
      )
      .sort((one, other) => one.from - other.from);
  };
