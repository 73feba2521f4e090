import type { Account } from "../api/answers.ts";
import type { Api, Asked } from "../api/client.ts";
import { sendMedium } from "../forms/send-medium.ts";
import type { SentFile } from "../forms/sent-file.ts";
import type { Language } from "../i18n/language.ts";

const words = { fr: "Mandat signé de", en: "Signed mandate of" } as const;

/** The scan of the signed paper goes to the account's media; it is the person's once the mandate is given. */
export const sendScan = (
  api: Api,
  file: SentFile,
  about: { readonly name: string; readonly mediator: string; readonly language: Language },
  signal: AbortSignal,
): Promise<Asked<{ readonly id: string }>> =>
  sendMedium(
    api,
    file,
    {
      alt: `${words[about.language]} ${about.name}`,
      author: about.mediator,
      licence: "LicenseRef-all-rights-reserved",
      purpose: "mandate",
    },
    signal,
  );

export type MandateScope = Pick<Account["roles"][number]["scope"], "kind" | "id" | "title">;

/** In which of their roles a mediator may help; there is nothing to choose where there is one. */
export const scopesOf = ({ roles }: Pick<Account, "roles">): readonly MandateScope[] => {
  const scopes = roles.flatMap(({ role, scope }) => (role === "mediator" ? [scope] : []));
  return scopes.length > 1 ? scopes : [];
};

/** As a form's field writes it: "platform", or "organisation 0199…". */
export const scopeValue = ({ kind, id }: MandateScope): string =>
  id === undefined ? kind : `${kind} ${id}`;

export const scopeIn = (
  scopes: readonly MandateScope[],
  value: string,
): { readonly kind: MandateScope["kind"]; readonly id?: string } | undefined => {
  const found = scopes.find((scope) => scopeValue(scope) === value);
  if (found === undefined) return undefined;
  return { kind: found.kind, ...(found.id === undefined ? {} : { id: found.id }) };
};
