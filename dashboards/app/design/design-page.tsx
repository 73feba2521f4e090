import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Form, SelectField, TextField, Tick } from "../forms/form.tsx";
import { useFormats } from "../site/formats-context.tsx";
import { StateMark } from "../stations/state-mark.tsx";
import { BigValue } from "./big-value.tsx";
import { Chip } from "./chip.tsx";
import { Disclosure } from "./disclosure.tsx";
import { Empty } from "./empty.tsx";
import { Fold } from "./fold.tsx";
import { Icon } from "./icon.tsx";
import { type IconName, icons } from "./icons.ts";
import { LEVELS } from "./level.ts";
import { LevelChip } from "./level-chip.tsx";
import { Notice } from "./notice.tsx";
import { Panel } from "./panel.tsx";
import { Picture, pictureNames } from "./picture.tsx";
import { SearchField } from "./search-field.tsx";
import { Spark } from "./spark.tsx";
import { Tabs } from "./tabs.tsx";
import { Trail } from "./trail.tsx";
import "./design.css";

/** A morning with its peak, in µg/m³. */
const morning = [6, 6, 7, 9, 14, 18, 16, 12, 10, 9, 8, 8];
const withGap = [6, 6, 7, 9, null, null, 16, 12, 18, 9, 8, 8];

const HOUR_MS = 3_600_000;
const now = 100 * HOUR_MS;
const states = [
  { kind: "online" },
  { kind: "starting", until: now + 120_000 },
  { kind: "silent", since: now - 3 * HOUR_MS },
  { kind: "catching_up", reached: now - 30 * HOUR_MS },
  { kind: "sleeping", since: now - HOUR_MS },
  { kind: "cut_off", since: now - HOUR_MS },
  { kind: "offline", since: now - 26 * HOUR_MS },
  { kind: "unknown" },
] as const;

export default function Design() {
  const { t } = useTranslation();
  const { figure } = useFormats();
  return (
    <>
      <title>{`${t("design.title")} – ${t("site.name")}`}</title>
      <meta name="robots" content="noindex" />
      <h1>{t("design.title")}</h1>
      <p>{t("design.lead")}</p>
      <p>{t("design.code")}</p>
      <Bands />
      <Part title={t("design.value.title")}>
        <div className="design-row">
          <BigValue value={figure(7.4, 1)} unit="µg/m³" sentence={t("design.value.good")}>
            <p className="design-chips">
              <LevelChip level={1} isLarge>
                {t("levels.1")}
              </LevelChip>
              <Chip icon="rising">{t("design.value.rising")}</Chip>
            </p>
          </BigValue>
          <BigValue value={undefined} unit="µg/m³" sentence={t("design.value.unknown")}>
            <p className="design-chips">
              <LevelChip level={null} isLarge>
                {t("levels.unknown")}
              </LevelChip>
            </p>
          </BigValue>
        </div>
      </Part>
      <Sparks />
      <Part title={t("design.chips.title")}>
        <p className="design-chips">
          <Chip icon="home">{t("design.chips.indoor")}</Chip>
          <Chip icon="person">{t("design.chips.measured")}</Chip>
          <Chip>{t("design.chips.plain")}</Chip>
        </p>
      </Part>
      <Part title={t("design.states.title")}>
        <ul className="design-states">
          {states.map((state) => (
            <li key={state.kind}>
              <StateMark state={state} via={undefined} now={now} />
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t("design.buttons.title")}>
        <p className="actions">
          <button type="button">{t("design.buttons.main")}</button>
          <button type="button" className="quiet">
            {t("design.buttons.quiet")}
          </button>
          <button type="button" className="quiet small">
            <Icon name="filter" className="button-icon" />
            {t("design.buttons.small")}
          </button>
          <a className="button" href="/design">
            <Icon name="download" className="button-icon" />
            {t("design.buttons.link")}
          </a>
        </p>
      </Part>
      <Fields />
      <Part title={t("design.notices.title")}>
        {(["info", "warning", "done", "wrong"] as const).map((kind) => (
          <Notice key={kind} kind={kind}>
            <p>{t(`design.notices.${kind}`)}</p>
          </Notice>
        ))}
      </Part>
      <Part title={t("design.tabs.title")}>
        <Tabs
          label={t("design.tabs.label")}
          tabs={[
            { href: "/design?view=day", label: t("design.tabs.day"), icon: "clock", isHere: true },
            { href: "/design?view=week", label: t("design.tabs.week"), isHere: false },
            { href: "/design?view=year", label: t("design.tabs.year"), isHere: false },
          ]}
        />
      </Part>
      <Part title={t("design.trail.title")}>
        <Trail
          label={t("design.trail.label")}
          steps={[
            { href: "/stations", label: t("design.trail.stations") },
            { href: "/design", label: t("design.trail.station") },
          ]}
          here={t("design.trail.here")}
        />
      </Part>
      <Part title={t("design.more.title")}>
        <Disclosure summary={t("design.more.summary")}>
          <p>{t("design.more.text")}</p>
        </Disclosure>
        <Disclosure summary={t("design.more.summary")} isOpen>
          <p>{t("design.more.text")}</p>
        </Disclosure>
        <Fold summary={t("design.more.foldSummary")}>
          <p>{t("design.more.foldText")}</p>
        </Fold>
      </Part>
      <Part title={t("design.cards.title")}>
        <Panel label={t("design.cards.heading")}>
          <h3>{t("design.cards.heading")}</h3>
          <p>{t("design.cards.text")}</p>
        </Panel>
      </Part>
      <Part title={t("design.empty.title")}>
        <Empty picture="none">
          <h3>{t("design.empty.heading")}</h3>
          <p>{t("design.empty.text")}</p>
          <p className="actions">
            <a className="button" href="/help">
              {t("design.empty.action")}
            </a>
          </p>
        </Empty>
      </Part>
      <Drawings />
      <Part title={t("design.type.title")}>
        <p>{t("design.type.text")}</p>
        <p className="design-sample">{t("design.type.sample")}</p>
        <p>{t("design.type.sample")}</p>
        <p>
          <a href="/fonts.txt">{t("design.type.licence")}</a>
        </p>
      </Part>
    </>
  );
}

const Part = ({ title, children }: { title: string; children: ReactNode }) => (
  <section>
    <h2>{title}</h2>
    {children}
  </section>
);

const Bands = () => {
  const { t } = useTranslation();
  return (
    <Part title={t("design.bands.title")}>
      <p>{t("design.bands.text")}</p>
      <ul className="design-chips">
        {LEVELS.map((level) => (
          <li key={level}>
            <LevelChip level={level}>{t(`levels.${level}`)}</LevelChip>
          </li>
        ))}
        <li>
          <LevelChip level={null}>{t("levels.unknown")}</LevelChip>
        </li>
      </ul>
    </Part>
  );
};

const Sparks = () => {
  const { t } = useTranslation();
  const lines = { line: morning, gap: withGap, flat: [7, 7, 7, 7] } as const;
  return (
    <Part title={t("design.spark.title")}>
      <p>{t("design.spark.text")}</p>
      <table>
        <caption>{t("design.spark.table")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("design.spark.name")}</th>
            <th scope="col">{t("design.spark.meaning")}</th>
          </tr>
        </thead>
        <tbody>
          {(["line", "gap", "flat"] as const).map((name) => (
            <tr key={name}>
              <td>
                <Spark values={lines[name]} label={t(`design.spark.${name}`)} />
              </td>
              <td>{t(`design.spark.${name}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Part>
  );
};

const Fields = () => {
  const { t } = useTranslation();
  return (
    <Part title={t("design.fields.title")}>
      <SearchField
        name="place"
        icon="place"
        label={t("design.fields.search")}
        hint={t("design.fields.searchHint")}
        submit={t("design.fields.find")}
      />
      <Form method="get" state={{ values: {}, faults: [{ field: "email", text: "email" }] }}>
        <TextField
          name="name"
          label={t("design.fields.name")}
          hint={t("design.fields.hint")}
          autoComplete="off"
          optional
        />
        <TextField
          name="email"
          type="email"
          label={t("design.fields.wrong")}
          preset="lea.example.org"
          autoComplete="off"
        />
        <SelectField
          name="period"
          label={t("design.fields.period")}
          options={[
            { value: "day", label: t("design.fields.day") },
            { value: "week", label: t("design.fields.week") },
          ]}
        />
        <Tick name="tell" label={t("design.fields.tick")} />
      </Form>
    </Part>
  );
};

const Drawings = () => {
  const { t } = useTranslation();
  return (
    <>
      <Part title={t("design.icons.title")}>
        <p>{t("design.icons.text")}</p>
        <ul className="design-icons">
          {(Object.keys(icons) as IconName[]).map((name) => (
            <li key={name}>
              <Icon name={name} />
              <code>{name}</code>
            </li>
          ))}
        </ul>
      </Part>
      <Part title={t("design.pictures.title")}>
        <ul className="design-pictures">
          {pictureNames.map((name) => (
            <li key={name}>
              <Picture name={name} />
              <code>{name}</code>
            </li>
          ))}
        </ul>
      </Part>
    </>
  );
};
