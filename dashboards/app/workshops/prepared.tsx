import { showCode } from "@datacityzen/hardware/device/label";
import { useTranslation } from "react-i18next";

/** What is shown once: the answer to the form that prepared the boxes. */
export interface PreparedBoxes {
  readonly organisation: string;
  readonly title: string;
  /** Where people open the site. */
  readonly site: string;
  readonly stations: readonly {
    readonly station: string;
    readonly code: string;
    readonly secret: string;
  }[];
}

/** The file of a box, in its folder before the first start. */
const identityOf = ({ station, secret }: PreparedBoxes["stations"][number]): string =>
  `data:application/json,${encodeURIComponent(`${JSON.stringify({ name: station, secret }, undefined, 2)}\n`)}`;

/** A button that brings one document on paper: what it needs travels with it, since nobody keeps the codes. */
const PrintButton = (props: {
  readonly boxes: PreparedBoxes;
  readonly document: "labels" | "hand-over";
  readonly label: string;
}) => {
  const { organisation, title, site, stations } = props.boxes;
  const order =
    props.document === "labels"
      ? { title, site, stations: stations.map(({ station, code }) => ({ name: station, code })) }
      : { title, site, stations: stations.map(({ station }) => ({ name: station })) };
  return (
    <form method="post" action={`/organisations/${organisation}/workshops/print`}>
      <input type="hidden" name="document" value={props.document} />
      <input type="hidden" name="order" value={JSON.stringify(order)} />
      <p className="actions">
        <button type="submit">{props.label}</button>
      </p>
    </form>
  );
};

export const Prepared = ({ boxes }: { readonly boxes: PreparedBoxes }) => {
  const { t } = useTranslation();
  const { organisation, stations } = boxes;
  return (
    <>
      <p role="status" className="done">
        {t("workshops.prepared", { count: stations.length })}
      </p>
      <p>
        <strong>{t("workshops.once")}</strong>
      </p>
      <h2>{t("workshops.paper")}</h2>
      <p>{t("workshops.labelsText")}</p>
      <PrintButton boxes={boxes} document="labels" label={t("workshops.labels")} />
      <p>{t("workshops.handOverText")}</p>
      <PrintButton boxes={boxes} document="hand-over" label={t("workshops.handOver")} />
      <h2>{t("workshops.boxes")}</h2>
      <p>{t("workshops.identityText")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard scrolls what is wider than the page */}
      <section className="scroll" aria-label={t("workshops.boxes")} tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("workshops.number")}</th>
              <th scope="col">{t("workshops.station")}</th>
              <th scope="col">{t("workshops.code")}</th>
              <th scope="col">{t("workshops.file")}</th>
            </tr>
          </thead>
          <tbody>
            {stations.map((one, index) => (
              <tr key={one.station}>
                <th scope="row">{index + 1}</th>
                <td>
                  <code>{one.station}</code>
                </td>
                <td>
                  <code>{showCode(one.code)}</code>
                </td>
                <td>
                  <a href={identityOf(one)} download="identity.json">
                    identity.json
                    <span className="heard"> {t("workshops.ofBox", { number: index + 1 })}</span>
                  </a>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="actions">
        <a className="button quiet" href={`/organisations/${organisation}/workshops`}>
          {t("workshops.toList")}
        </a>
      </p>
    </>
  );
};
