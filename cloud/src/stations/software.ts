/** Three numbers of at most nine digits each. */
const VERSION = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/;

const numbersOf = (version: string): readonly number[] | undefined =>
  VERSION.exec(version)?.slice(1).map(Number);

/** Whether a version is older than another; what is not three numbers, such as a trial, is never old. */
export const isOlder = (one: string, other: string): boolean => {
  const [left, right] = [numbersOf(one), numbersOf(other)];
  if (left === undefined || right === undefined) return false;
  const index = left.findIndex((number, place) => number !== right[place]);
  return index >= 0 && (left[index] ?? 0) < (right[index] ?? 0);
};

/** "edge=0.2.0, gateway=0.2.1": the version of each program that stations should run; undefined if it is no such list. */
export const readSoftware = (text: string): ReadonlyMap<string, string> | undefined => {
  const pairs = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => /^([A-Za-z0-9_.-]{1,32})\s*=\s*(\S+)$/.exec(part));
  const known = new Map<string, string>();
  for (const pair of pairs) {
    const [, program, version] = pair ?? [];
    if (program === undefined || version === undefined || !VERSION.test(version)) return undefined;
    known.set(program, version);
  }
  return known;
};

/** Edge and gateway are released with the cloud, under its version. */
export const ownSoftware = (version: string): ReadonlyMap<string, string> =>
  new Map(["edge", "gateway"].map((program) => [program, version]));
