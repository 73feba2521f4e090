import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FormState } from "./form-state.ts";

interface PageProps {
  readonly title: string;
  /** Of the form on the page, after it was sent and not taken. */
  readonly state?: FormState | undefined;
  readonly back?: { readonly href: string; readonly label: string };
  /** Told once, after something was done. */
  readonly done?: string | undefined;
  readonly children: ReactNode;
}

/** A page for one person: what is wrong stands first, then the title. */
export const Page = ({ title, state, back, done, children }: PageProps) => {
  const { t } = useTranslation();
  const isWrong = state !== undefined && state.faults.length > 0;
  const heading = isWrong ? t("forms.errorTitle", { title }) : title;
  return (
    <>
      <title>{`${heading} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      {isWrong ? <ErrorSummary state={state} /> : null}
      {done === undefined ? null : (
        <p role="status" className="done">
          {done}
        </p>
      )}
      {back === undefined ? null : (
        <p className="way-back">
          <a href={back.href}>{back.label}</a>
        </p>
      )}
      <h1>{title}</h1>
      {children}
    </>
  );
};

/** What is wrong in a form, first on its page. */
export const ErrorSummary = ({ state }: { state: FormState }) => {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noAutofocus: whoever sent the form hears first what is wrong, also without script
    <div className="summary" role="alert" aria-labelledby="summary" tabIndex={-1} autoFocus>
      <h2 id="summary">{t("forms.summary")}</h2>
      <ul>
        {state.faults.map(({ field, text }) => (
          <li key={`${field} ${text}`}>
            {field === undefined ? (
              t(`forms.faults.${text}`)
            ) : (
              <a href={`#${field}`}>{t(`forms.faults.${text}`)}</a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
};
