/** Why a request was not made, or its answer not taken; in both languages, with what to do. */
export interface RequestRefusal {
  readonly code: RefusalCode;
  readonly fr: string;
  readonly en: string;
  /** What was asked for could work later as it is: try again. */
  readonly isTemporary: boolean;
}

type Told = (thing: string) => { readonly fr: string; readonly en: string };

const told = {
  address_invalid: (url) => ({
    fr: `« ${url} » n'est pas une adresse Internet complète : donnez-la en entier, par exemple https://exemple.org/chemin.`,
    en: `"${url}" is not a complete Internet address: give it whole, for example https://example.org/path.`,
  }),
  not_https: (url) => ({
    fr: `« ${url} » ne commence pas par https:// : donnez l'adresse chiffrée du service.`,
    en: `"${url}" does not begin with https://: give the service's encrypted address.`,
  }),
  credentials_in_address: (host) => ({
    fr: `L'adresse de ${host} contient un nom ou un mot de passe avant « @ » : retirez-les.`,
    en: `The address of ${host} has a name or a password before "@": take them out.`,
  }),
  port_not_allowed: (host) => ({
    fr: `Le port de ${host} n'est pas permis : les ports permis sont 443 et 8443. L'administrateur peut ajouter ${host} à OUTGOING_EXCEPTIONS.`,
    en: `The port of ${host} is not allowed: the ports 443 and 8443 are. The administrator can add ${host} to OUTGOING_EXCEPTIONS.`,
  }),
  address_not_public: (host) => ({
    fr: `${host} n'est pas sur l'Internet public : donnez une adresse publique. L'administrateur peut ajouter ${host} à OUTGOING_EXCEPTIONS.`,
    en: `${host} is not on the public Internet: give a public address. The administrator can add ${host} to OUTGOING_EXCEPTIONS.`,
  }),
  name_unknown: (host) => ({
    fr: `Aucun serveur ne porte le nom ${host} : vérifiez l'adresse.`,
    en: `No server has the name ${host}: check the address.`,
  }),
  name_not_resolved: (host) => ({
    fr: `L'adresse de ${host} n'a pas pu être demandée au serveur de noms : réessayez plus tard.`,
    en: `The name server did not answer about ${host}: try again later.`,
  }),
  unreachable: (host) => ({
    fr: `${host} ne répond pas ou a coupé la connexion : réessayez plus tard, ou vérifiez l'adresse.`,
    en: `${host} does not answer, or closed the connection: try again later, or check the address.`,
  }),
  certificate_refused: (host) => ({
    fr: `Le certificat de ${host} n'est pas valable pour ce nom, a expiré, ou vient d'une autorité inconnue : le responsable du service doit le renouveler.`,
    en: `The certificate of ${host} is not valid for this name, has expired, or is of an unknown authority: whoever runs the service must renew it.`,
  }),
  answer_not_https: (host) => ({
    fr: `La réponse de ${host} ne suit pas le protocole HTTPS : vérifiez l'adresse et le port.`,
    en: `The answer of ${host} does not follow the HTTPS protocol: check the address and the port.`,
  }),
  too_slow: (host) => ({
    fr: `${host} n'a pas répondu entièrement dans le temps permis : réessayez plus tard.`,
    en: `${host} did not answer wholly in the time allowed: try again later.`,
  }),
  slow_lately: (host) => ({
    fr: `${host} n'a pas répondu à temps il y a peu, et n'est pas redemandé tout de suite : réessayez plus tard.`,
    en: `${host} did not answer in time a short while ago, and is not asked again yet: try again later.`,
  }),
  too_large: (host) => ({
    fr: `La réponse de ${host} est plus longue que permis : demandez-en une partie.`,
    en: `The answer of ${host} is longer than allowed: ask for a part of it.`,
  }),
  encoding_unknown: (host) => ({
    fr: `${host} répond dans un codage inconnu ou abîmé : le service doit envoyer gzip, br, deflate, ou aucun codage.`,
    en: `${host} answers in an encoding that is unknown or damaged: the service must send gzip, br, deflate, or none.`,
  }),
  too_many_redirects: (host) => ({
    fr: `${host} renvoie d'adresse en adresse : donnez l'adresse finale.`,
    en: `${host} redirects from address to address: give the final address.`,
  }),
  redirected: (host) => ({
    fr: `${host} renvoie vers une autre adresse, et un message n'est pas renvoyé ailleurs : donnez l'adresse finale.`,
    en: `${host} redirects to another address, and a message is not sent on elsewhere: give the final address.`,
  }),
  too_many_at_once: (host) => ({
    fr: `Trop de demandes vers ${host} sont déjà en cours : réessayez plus tard.`,
    en: `Too many requests to ${host} are under way already: try again later.`,
  }),
  stopped: (host) => ({
    fr: `La demande à ${host} a été abandonnée.`,
    en: `The request to ${host} was given up.`,
  }),
} as const satisfies { readonly [code: string]: Told };

export type RefusalCode = keyof typeof told;

const temporary: ReadonlySet<RefusalCode> = new Set([
  "name_not_resolved",
  "unreachable",
  "too_slow",
  "slow_lately",
  "too_many_at_once",
  "stopped",
]);

const SHOWN_LENGTH = 200;

export const refuse = (code: RefusalCode, thing: string): RequestRefusal => ({
  code,
  ...told[code](thing.length > SHOWN_LENGTH ? `${thing.slice(0, SHOWN_LENGTH)}…` : thing),
  isTemporary: temporary.has(code),
});
