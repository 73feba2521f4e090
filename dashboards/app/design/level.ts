/** A band of an index, from 1 (good) to 6 (extremely bad); `null` is not known, which is never good. */
export type Level = 1 | 2 | 3 | 4 | 5 | 6 | null;

export const LEVELS = [1, 2, 3, 4, 5, 6] as const;

/** The class that gives a part the colours of a band (`styles/components.css`). */
export const levelClass = (level: Level): string => `level-${level ?? "unknown"}`;
