import type { Delivery } from "../outbox/outbox.ts";

/** What keeps mail from leaving, whoever it is for. */
export interface MailFault {
  readonly code: MailFaultCode;
  readonly fr: string;
  readonly en: string;
}

type Told = (server: string) => { readonly fr: string; readonly en: string };

const told = {
  login_refused: (server) => ({
    fr: `Le serveur de courrier ${server} refuse le nom ou le mot de passe : corrigez SMTP_URL, puis redémarrez.`,
    en: `The mail server ${server} refuses the name or the password: correct SMTP_URL, then start again.`,
  }),
  no_tls: (server) => ({
    fr: `Le serveur de courrier ${server} ne propose pas de connexion chiffrée (STARTTLS) : essayez smtps:// avec le port 465 dans SMTP_URL, ou, pour un serveur de votre réseau et sans mot de passe, ?tls=none.`,
    en: `The mail server ${server} offers no encrypted connection (STARTTLS): try smtps:// with port 465 in SMTP_URL or, for a server of your own network and without a password, ?tls=none.`,
  }),
  certificate_refused: (server) => ({
    fr: `Le certificat du serveur de courrier ${server} n'est pas valable pour ce nom, a expiré, ou vient d'une autorité inconnue : renouvelez-le, ou écrivez dans SMTP_URL le nom qu'il porte.`,
    en: `The certificate of the mail server ${server} is not valid for this name, has expired, or is of an unknown authority: renew it, or write the name that it has into SMTP_URL.`,
  }),
  name_unknown: (server) => ({
    fr: `Aucun serveur ne porte le nom ${server} : corrigez SMTP_URL.`,
    en: `No server has the name ${server}: correct SMTP_URL.`,
  }),
  unreachable: (server) => ({
    fr: `Le serveur de courrier ${server} ne répond pas ou coupe la connexion : vérifiez le nom et le port dans SMTP_URL, et que le pare-feu les laisse passer.`,
    en: `The mail server ${server} does not answer, or closes the connection: check name and port in SMTP_URL, and that the firewall lets them pass.`,
  }),
  too_slow: (server) => ({
    fr: `Le serveur de courrier ${server} ne termine pas à temps ; le message sera envoyé de nouveau plus tard.`,
    en: `The mail server ${server} does not finish in time; the message is sent again later.`,
  }),
  sender_refused: (server) => ({
    fr: `Le serveur de courrier ${server} refuse l'expéditeur : mettez dans MAIL_FROM une adresse que ce compte peut utiliser.`,
    en: `The mail server ${server} refuses the sender: set MAIL_FROM to an address that this account may use.`,
  }),
} as const satisfies { readonly [code: string]: Told };
export type MailFaultCode = keyof typeof told;

export const mailFault = (code: MailFaultCode, server: string): MailFault => ({
  code,
  ...told[code](server),
});

/** What nodemailer says of a failure, as far as it is needed. */
export interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/** Codes of OpenSSL for a certificate that is not believed. */
const CERTIFICATE = /CERT|ISSUER|SELF_SIGNED|ERR_TLS_CERT/;

const faultOf = (error: SmtpError): MailFaultCode => {
  const { code = "", command = "" } = error;
  const reason = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? code;
  if (code === "EAUTH" || code === "ENOAUTH") return "login_refused";
  if (CERTIFICATE.test(reason) || /certificate/i.test(error.message)) return "certificate_refused";
  if (code === "ETLS" || command === "STARTTLS") return "no_tls";
  if (code === "EDNS") return "name_unknown";
  if (code === "ETIMEDOUT" || code === "EABORT") return "too_slow";
  if (command === "MAIL FROM") return "sender_refused";
  return "unreachable";
};

/** "550 5.1.1" of a server's answer: the rest of it often holds the address. */
const numbers = ({ responseCode, response = "" }: SmtpError): string => {
  const [, enhanced] = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response) ?? [];
  return [responseCode, enhanced].filter((part) => part !== undefined).join(" ");
};

/** Steps whose answer concerns this message: its recipient, its content. */
const OF_MESSAGE: ReadonlySet<string> = new Set(["RCPT TO", "DATA"]);

/** What a failed attempt means for the message, and for the server where it is the server's fault. */
export const judgeFailure = (
  error: SmtpError,
  server: string,
): { readonly delivery: Delivery; readonly fault?: MailFault } => {
  const { responseCode = 0, command = "" } = error;
  if (OF_MESSAGE.has(command) && responseCode >= 400) {
    const permanent = responseCode >= 500;
    const what = command === "DATA" ? "the message" : "the recipient";
    const does = permanent ? "refuses" : "does not take yet";
    return {
      delivery: {
        ok: false,
        permanent,
        fault: `The mail server ${does} ${what} (${numbers(error)}).`,
        ...(permanent && command === "RCPT TO" ? { recipientIsRefused: true } : {}),
      },
    };
  }
  const fault = mailFault(faultOf(error), server);
  const delivery = { ok: false, permanent: false, fault: fault.code } as const;
  // A message that the server does not finish may be the reason itself: its attempts count.
  return {
    delivery: fault.code === "too_slow" ? delivery : { ...delivery, wayIsOut: true },
    fault,
  };
};
