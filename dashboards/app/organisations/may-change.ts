import type { Account } from "../api/answers.ts";

/** Only to show what may be used: the API decides. */
export const mayChange = (account: Account | undefined, id: string): boolean =>
  account?.roles.some(
    ({ role, scope }) =>
      (role === "administrator" || role === "coordinator") &&
      (scope.kind === "platform" || scope.id === id),
  ) === true;
