import { useTranslation } from "react-i18next";

/** A number that a telephone dials at a touch. */
export const Phone = ({ phone }: { phone: string }) => (
  <a className="phone" href={`tel:${phone.replace(/[^\d+]/g, "")}`}>
    {phone}
  </a>
);

export const Email = ({ email }: { email: string }) => <a href={`mailto:${email}`}>{email}</a>;

export const PostalAddress = ({ address }: { address: string }) => (
  <span className="postal">{address}</span>
);

interface ContactProps {
  readonly address?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly url?: string | undefined;
}

/** The rows of a list of facts that say how to reach somebody; what is not known has none. */
export const ContactRows = ({ address, phone, email, url }: ContactProps) => {
  const { t } = useTranslation();
  return (
    <>
      {address === undefined ? null : (
        <Row name={t("legal.address")}>
          <PostalAddress address={address} />
        </Row>
      )}
      {phone === undefined ? null : (
        <Row name={t("legal.phone")}>
          <Phone phone={phone} />
        </Row>
      )}
      {email === undefined ? null : (
        <Row name={t("legal.email")}>
          <Email email={email} />
        </Row>
      )}
      {url === undefined ? null : (
        <Row name={t("legal.web")}>
          <a href={url}>{url}</a>
        </Row>
      )}
    </>
  );
};

export const Row = ({ name, children }: { name: string; children: React.ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

/** Said to everybody, so that nobody takes a gap for the whole. */
export const Incomplete = () => {
  const { t } = useTranslation();
  return <p className="gap">{t("legal.incomplete")}</p>;
};
