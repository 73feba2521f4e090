import { data } from "react-router";
import type { Asked } from "../api/client.ts";

/** What a page can fail with, as its reader needs to know it. */
export type Failure =
  | { readonly kind: "silent" }
  | { readonly kind: "station"; readonly id: string }
  | { readonly kind: "quantity"; readonly quantity: string }
  | { readonly kind: "missing" }
  | { readonly kind: "bug" }
  | { readonly kind: "records" }
  | { readonly kind: "forbidden" }
  | HeldForm;

/** A form that could not be taken now: what was typed is kept on the page, to be sent again. */
export interface HeldForm {
  readonly kind: "held";
  readonly reason: "session" | "again" | "silent" | "records";
  readonly action: string;
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Passwords and codes are not written into a page. */
  readonly hadSecrets: boolean;
}

const statuses = {
  silent: 503,
  station: 404,
  quantity: 404,
  missing: 404,
  bug: 500,
  records: 503,
  forbidden: 403,
} as const;

/** Thrown by a loader, it ends in the root's error page with the right status. */
export const fail = (failure: Failure): never => {
  throw data(failure, {
    status: failure.kind === "held" ? heldStatus(failure) : statuses[failure.kind],
  });
};

const heldStatus = ({ reason }: HeldForm): number =>
  ({ session: 401, again: 403, silent: 503, records: 503 })[reason];

/** The answer, or the failure that the whole page then shows; `refused` names what a 404 means here. */
export const answerOr = <T>(asked: Asked<T>, refused: Failure): T => {
  if (asked.ok) return asked.value;
  if (asked.reason !== "refused") return fail({ kind: asked.reason });
  if (asked.status === 404) return fail(refused);
  throw new Error(`the API refused a question of ours: ${asked.status} ${asked.code}`);
};
