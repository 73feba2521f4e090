import { answerFor, demandAccount, type LoaderContext } from "../account/session.ts";
import { ask, patience } from "../api/client.ts";
import { requestApi, services } from "../services.ts";
import type { MandateScope } from "./mandate-scan.ts";

interface Mandate {
  readonly id: string;
  readonly since: string;
  readonly until: string;
  readonly revoked?: string;
  /** A medium: the signed paper. */
  readonly scan?: string;
  /** In which of their roles the mediator helps, while the mandate counts. */
  readonly scope?: MandateScope;
}

/** Somebody whom a mediator helps, or has helped, with the mandate that counts last. */
export interface Assisted {
  readonly id: string;
  readonly name: string;
  readonly signInName?: string;
  readonly mandate: Mandate;
  readonly isActive: boolean;
}

/** One line for each person: of several mandates the one that ends last. */
export const assistedPeople = (
  rows: readonly Omit<Assisted, "isActive">[],
  now: number,
): Assisted[] => {
  const people = new Map<string, Assisted>();
  for (const row of rows) {
    const { revoked, until } = row.mandate;
    const one = { ...row, isActive: revoked === undefined && Date.parse(until) > now };
    const known = people.get(row.id);
    const isLater =
      known === undefined ||
      (one.isActive && !known.isActive) ||
      (one.isActive === known.isActive && Date.parse(until) > Date.parse(known.mandate.until));
    if (isLater) people.set(row.id, one);
  }
  return [...people.values()].toSorted(
    (a, b) => Number(b.isActive) - Number(a.isActive) || a.name.localeCompare(b.name),
  );
};

export const askAssisted = async (
  request: Request,
  context: LoaderContext,
): Promise<Assisted[]> => {
  await demandAccount(request, context);
  const signal = patience(request.signal);
  const { people } = answerFor(
    request,
    await ask(context.get(requestApi).GET("/api/v1/people", { signal })),
  );
  return assistedPeople(people, context.get(services).now());
};
