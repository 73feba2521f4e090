import { useTranslation } from "react-i18next";

/** The ways through a long list: back to its start, and on. `query` is what was asked for besides. */
export const ListPages = (props: {
  readonly address: string;
  readonly query: { readonly [name: string]: string };
  readonly isFirst: boolean;
  readonly next: string | undefined;
}) => {
  const { t } = useTranslation();
  const { address, query, isFirst, next } = props;
  if (isFirst && next === undefined) return null;
  const to = (more: { readonly [name: string]: string }) =>
    `${address}?${new URLSearchParams({ ...query, ...more })}`;
  return (
    <nav className="pages" aria-label={t("admin.listPages")}>
      {isFirst ? null : <a href={to({})}>{t("admin.newest")}</a>}
      {next === undefined ? null : <a href={to({ cursor: next })}>{t("admin.older")}</a>}
    </nav>
  );
};

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** What an address asks of a list: texts that are set, and where the page begins. */
export const listQuery = <Name extends string>(request: Request, ...names: readonly Name[]) => {
  const { searchParams } = new URL(request.url);
  const query = Object.fromEntries(
    names.flatMap((name) => {
      const value = (searchParams.get(name) ?? "").trim().slice(0, 100);
      return value === "" ? [] : [[name, value] as const];
    }),
  ) as { readonly [name in Name]?: string };
  const cursor = searchParams.get("cursor") ?? "";
  return { query, cursor: ID.test(cursor) ? cursor : undefined };
};
