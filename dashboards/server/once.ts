interface Run {
  readonly result: Promise<unknown>;
  readonly started: number;
}

/** A second click comes soon: what the first brought is given to it as well. */
const SHARED_MS = 60_000;
const MOST_RUNS = 1_000;

/**
 * Does the work of a form once, though the form is sent twice. `id` is drawn for each form when it is shown;
 * undefined is given for a form that was sent long before, whose result is not kept.
 */
export type Once = <T>(id: string, run: () => Promise<T>) => Promise<T | undefined>;

export const createOnce = (now: () => number): Once => {
  const runs = new Map<string, Run>();
  return async <T>(id: string, run: () => Promise<T>): Promise<T | undefined> => {
    // A form without a number of its own is not one of ours, and is judged by its content alone.
    if (!/^[\w-]{36}$/.test(id)) return run();
    const known = runs.get(id);
    if (known !== undefined)
      return now() - known.started > SHARED_MS ? undefined : (known.result as Promise<T>);
    const oldest = runs.keys().next().value;
    if (runs.size >= MOST_RUNS && oldest !== undefined) runs.delete(oldest);
    const result = run();
    runs.set(id, { result, started: now() });
    const forget = () => runs.delete(id);
    // What failed may be tried again with the same form.
    void result.then((value) => {
      if ((value as { ok?: boolean }).ok === false) forget();
      else
        setTimeout(
          () => runs.set(id, { result: Promise.resolve(undefined), started: 0 }),
          SHARED_MS,
        ).unref();
    }, forget);
    return result;
  };
};
