import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { type ErrorResponse, useLocation } from "react-router";
import type { Failure, HeldForm } from "./failures.ts";
import { HeldFormPage } from "./held-form.tsx";

/** The failure that a loader threw; a status without one comes from the router itself (405: nothing takes a form here). */
export const kindOf = ({ status, data }: ErrorResponse): Failure => {
  if (typeof data === "object" && data !== null && "kind" in data) return data as Failure;
  return status === 404 || status === 405 ? { kind: "missing" } : { kind: "bug" };
};

/** Says what happened, what it means for the readings, and what to do. */
export const FailurePage = ({ failure }: { failure: Failure }) =>
  failure.kind === "held" ? <HeldFormPage held={failure} /> : <Told failure={failure} />;

const Told = ({ failure }: { failure: Exclude<Failure, HeldForm> }) => {
  const { t } = useTranslation();
  const { pathname, search } = useLocation();
  const { title, texts } = words(failure, t);
  return (
    <div className="failure">
      <title>{`${title} – ${t("site.name")}`}</title>
      <h1>{title}</h1>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
      <p className="actions">
        {["silent", "bug", "records"].includes(failure.kind) ? (
          <a className="button" href={`${pathname}${search}`}>
            {t("failure.retry")}
          </a>
        ) : null}
        <a className="button quiet" href="/">
          {t("failure.toHome")}
        </a>
      </p>
    </div>
  );
};

const words = (
  failure: Exclude<Failure, HeldForm>,
  t: TFunction,
): { title: string; texts: readonly string[] } => {
  switch (failure.kind) {
    case "silent":
      return {
        title: t("failure.silentTitle"),
        texts: [t("failure.silentText"), t("failure.silentHelp")],
      };
    case "station":
      return {
        title: t("failure.stationTitle"),
        texts: [t("failure.stationText", { id: failure.id })],
      };
    case "quantity":
      return {
        title: t("failure.quantityTitle"),
        texts: [t("failure.quantityText", { quantity: failure.quantity })],
      };
    case "missing":
      return { title: t("failure.missingTitle"), texts: [t("failure.missingText")] };
    case "bug":
      return { title: t("failure.bugTitle"), texts: [t("failure.bugText")] };
    case "records":
      return { title: t("refused.recordsTitle"), texts: [t("refused.recordsText")] };
    case "forbidden":
      return { title: t("refused.forbiddenTitle"), texts: [t("refused.forbiddenText")] };
    default:
      return failure satisfies never;
  }
};
