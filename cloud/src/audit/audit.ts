import type { Principal } from "../access/principal.ts";
import type { Queries } from "../records/database.ts";
import type { AuditAction } from "./actions.ts";
import { auditEntry } from "./tables.ts";

/** Who did it: somebody who asked, or the program itself (a job, the removal of what has expired). */
export type Actor = Principal | { readonly kind: "system" };

export interface AuditGiven {
  readonly actor: Actor;
  /** The person for whom the actor acts: both are named. */
  readonly onBehalfOf?: string | undefined;
  /** The module, and what was done: "people.erase". */
  readonly action: AuditAction;
  /** The thing that was changed. */
  readonly thing?: string | undefined;
  /** What changed, and nothing that is personal or secret: never the content of a personal message. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Who changed what. Write it in the transaction of the change: both are there, or none. */
export interface Audit {
  write(tx: Queries, given: AuditGiven): Promise<void>;
}

const nameOf = (actor: Actor): string | null => {
  const { id } = actor as { readonly id?: unknown };
  return typeof id === "string" ? id : null;
};

export const createAudit = (now: () => number): Audit => ({
  async write(tx, { actor, onBehalfOf, action, thing, before, after }) {
    await tx.insert(auditEntry).values({
      at: new Date(now()),
      actorKind: actor.kind,
      actor: nameOf(actor),
      onBehalfOf: onBehalfOf ?? null,
      action,
      thing: thing ?? null,
      before: before ?? null,
      after: after ?? null,
    });
  },
});
