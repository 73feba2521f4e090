import { data } from "react-router";
import type { Asked } from "../api/client.ts";

/** What a page can fail with, as its reader needs to know it. */
export type Failure =
  | { readonly kind: "silent" }
  | { readonly kind: "station"; readonly id: string }
  | { readonly kind: "quantity"; readonly quantity: string }
  | { readonly kind: "missing" }
  | { readonly kind: "bug" };

const statuses = { silent: 503, station: 404, quantity: 404, missing: 404, bug: 500 } as const;

/** Thrown by a loader, it ends in the root's error page with the right status. */
export const fail = (failure: Failure): never => {
  throw data(failure, { status: statuses[failure.kind] });
};

/** The answer, or the failure that the whole page then shows; `refused` names what a 404 means here. */
export const answerOr = <T>(asked: Asked<T>, refused: Failure): T => {
  if (asked.ok) return asked.value;
  if (asked.reason === "silent") return fail({ kind: "silent" });
  if (asked.status === 404) return fail(refused);
  throw new Error(`the API refused a question of ours: ${asked.status} ${asked.code}`);
};
