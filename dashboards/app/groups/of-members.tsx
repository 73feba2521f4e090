import { useTranslation } from "react-i18next";
import { Form } from "../forms/form.tsx";
import { useFormats } from "../site/formats-context.tsx";

interface OfMembersProps {
  readonly stations: readonly {
    readonly id: string;
    readonly isMine: boolean;
    readonly isShown: boolean;
  }[];
  readonly members: readonly {
    readonly person: string;
    readonly name: string;
    readonly since: string;
  }[];
  /** Stations of one's own that do not count in the group. */
  readonly others: readonly string[];
  /** Whoever reads made the group. */
  readonly isMine: boolean;
  /** Their account. */
  readonly self: string;
}

/** The stations and people of a group, for its members. */
export const OfMembers = ({ stations, members, others, isMine, self }: OfMembersProps) => {
  const { t } = useTranslation();
  const { date } = useFormats();
  return (
    <>
      <h2>{t("groups.stations")}</h2>
      {stations.length === 0 ? <p>{t("groups.noStations")}</p> : null}
      <ul className="messages">
        {stations.map(({ id, isMine: isOwn, isShown }) => (
          <li key={id}>
            <h3>{isShown ? <a href={`/stations/${encodeURIComponent(id)}`}>{id}</a> : id}</h3>
            {isShown ? null : <p className="note">{t("groups.notShown")}</p>}
            {isOwn ? (
              <Act act="remove" field={{ station: id }} name={id} label={t("groups.takeOut")} />
            ) : null}
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <>
          <h3>{t("groups.yours")}</h3>
          <p>{t("groups.yoursText")}</p>
          {others.map((station) => (
            <Act
              key={station}
              act="add"
              field={{ station }}
              name={station}
              label={t("groups.letCount")}
            />
          ))}
        </>
      )}
      <h2>{t("groups.membersTitle")}</h2>
      <ul className="messages">
        {members.map(({ person, name, since }) => (
          <li key={person}>
            <p>
              {name} ({t("hosting.since", { day: date(Date.parse(since)) })})
            </p>
            {isMine && person !== self ? (
              <Act act="member" field={{ person }} name={name} label={t("groups.takeMember")} />
            ) : null}
          </li>
        ))}
      </ul>
      {isMine ? (
        <Form submit={t("groups.drawCode")} quiet>
          <p>{t("groups.drawCodeText")}</p>
          <input type="hidden" name="act" value="code" />
        </Form>
      ) : null}
    </>
  );
};

/** One button, whose words name what it is about to those who hear the page. */
const Act = ({
  act,
  field,
  name,
  label,
}: {
  readonly act: string;
  readonly field: { readonly [name: string]: string };
  readonly name: string;
  readonly label: string;
}) => (
  <form method="post" className="form">
    <input type="hidden" name="act" value={act} />
    {Object.entries(field).map(([key, value]) => (
      <input key={key} type="hidden" name={key} value={value} />
    ))}
    <p className="actions">
      <button type="submit" className="quiet">
        {label}
        <span className="heard"> {name}</span>
      </button>
    </p>
  </form>
);
