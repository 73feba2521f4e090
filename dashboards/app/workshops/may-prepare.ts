import type { Account } from "../api/answers.ts";

/** Only to show what may be used: the API decides. */
export const mayPrepare = (account: Account | undefined, id: string): boolean =>
  account?.roles.some(
    ({ role, scope }) =>
      (role === "mediator" || role === "coordinator" || role === "administrator") &&
      (scope.kind === "platform" || scope.id === id),
  ) === true;
