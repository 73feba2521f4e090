import type { Site } from "./site.ts";

/** What an attack has to work with. Everything listens on loopback addresses only. */
export interface Context {
  readonly site: Site;
  /** Numbers in [0, 1) that the seed decides. */
  readonly random: () => number;
  /** The amount for this run: `full` of it, or a part with `--short`. */
  amount(full: number): number;
  /** A figure or an observation for the table; no judgement. */
  note(text: string): void;
  /** Something that must not be: the attack counts as failed. */
  fault(text: string): void;
}

export type Target = "cloud" | "gateway" | "both";

export interface Attack {
  /** Kebab-case; what `--only` takes. */
  readonly name: string;
  readonly target: Target;
  /** What it does, in one sentence. */
  readonly what: string;
  /** Takes little: such attacks share their processes, one after the other. */
  readonly light?: true;
  /** Leaves names, files or limits used up behind it: in a short run nothing else follows on its processes. */
  readonly fills?: true;
  /** Left out of `--short`: too long for it, with the reason. */
  readonly longOnly?: string;
  /** Lays out what stands in the platform's folder before its processes begin. */
  prepare?(directory: string): Promise<void>;
  run(context: Context): Promise<void>;
}
