import routes from "../dashboards/app/routes.ts";

/** What the addresses of pages are made of, on a site where somebody has each of it. */
export interface Known {
  readonly station: string;
  /** A station whose pollen is counted. */
  readonly counted: string;
  /** A station whose host looks. */
  readonly own: string;
  readonly commune: string;
  readonly group: string;
  readonly organisation: string;
  /** An organisation's alerts under its own name. */
  readonly practice: string;
  /** Somebody with an account. */
  readonly person: string;
  /** Somebody whose mediator looks. */
  readonly helped: string;
  /** A mail that was sent. */
  readonly mail: string;
  /** A message that was kept aside. */
  readonly message: string;
  /** An official list that was imported. */
  readonly list: string;
}

/** A page that depends on what happened just before is examined where that happens. */
interface Elsewhere {
  readonly journey: string;
}

type Address = ((known: Known) => string) | Elsewhere;

const at = (address: string) => () => address;
const own = (page: string) => (known: Known) => `/account/stations/${known.own}/${page}`;
const organisation = (page: string) => (known: Known) =>
  `/organisations/${known.organisation}${page}`;

/** Where each page of the list of routes is opened so that it shows something. */
const addresses: { readonly [pattern: string]: Address | readonly Address[] } = {
  "/": [at("/"), ({ commune }) => `/?place=${commune}`],
  "/accessibility": at("/accessibility"),
  "/account": at("/account"),
  "/account/acting": at("/account/acting"),
  "/account/codes": at("/account/codes"),
  "/account/consents": at("/account/consents"),
  "/account/data": at("/account/data"),
  "/account/email": at("/account/email"),
  "/account/erase": at("/account/erase"),
  "/account/keys": at("/account/keys"),
  "/account/language": at("/account/language"),
  "/account/name": at("/account/name"),
  "/account/passkeys": at("/account/passkeys"),
  "/account/password": at("/account/password"),
  "/account/sessions": at("/account/sessions"),
  "/account/stations": at("/account/stations"),
  "/account/stations/:station/credit": own("credit"),
  "/account/stations/:station/hand-over": own("hand-over"),
  "/account/stations/:station/measuring": own("measuring"),
  "/account/stations/:station/place": own("place"),
  "/account/stations/:station/place/:what": own("place/siting"),
  "/account/stations/:station/place/photo": own("place/photo"),
  "/account/stations/:station/retire": own("retire"),
  "/account/stations/:station/secret": own("secret"),
  "/account/stations/:station/sensor": own("sensor"),
  "/account/stations/:station/settings": own("settings"),
  "/account/stations/:station/share": own("share"),
  "/account/stations/:station/title": own("title"),
  "/account/terms": at("/account/terms"),
  "/admin": at("/admin"),
  "/admin/audit": at("/admin/audit"),
  "/admin/calibrations": at("/admin/calibrations"),
  "/admin/calibrations/:id": { journey: "tests/pages/calibrations.journeys.ts" },
  "/admin/calibrations/new": ({ station }) => `/admin/calibrations/new?station=${station}`,
  "/admin/conflicts": at("/admin/conflicts"),
  "/admin/fleet": at("/admin/fleet"),
  "/admin/jobs": at("/admin/jobs"),
  "/admin/operator": at("/admin/operator"),
  "/admin/outbox": at("/admin/outbox"),
  "/admin/outbox/:id": ({ mail }) => `/admin/outbox/${mail}`,
  "/admin/people": at("/admin/people"),
  "/admin/people/:id": ({ person }) => `/admin/people/${person}`,
  "/admin/quarantine": at("/admin/quarantine"),
  "/admin/quarantine/:id": ({ message }) => `/admin/quarantine/${message}`,
  "/admin/recomputes": at("/admin/recomputes"),
  "/admin/references": at("/admin/references"),
  "/admin/secret": ({ own: station }) => `/admin/secret?station=${station}`,
  "/admin/territories": at("/admin/territories"),
  "/admin/territories/:id": ({ list }) => `/admin/territories/${list}`,
  "/admin/token": at("/admin/token"),
  "/admin/waiting": at("/admin/waiting"),
  "/alerts": ({ station }) => `/alerts?station=${station}`,
  "/alerts/confirm": { journey: "tests/home/alerts.journeys.ts" },
  "/alerts/mine": { journey: "tests/home/alerts.journeys.ts" },
  "/alerts/why": { journey: "tests/home/alerts.journeys.ts" },
  "/atlas": [at("/atlas"), at("/atlas?search=aide&open=now")],
  "/atlas/:name": { journey: "tests/accounts/atlas.journeys.ts" },
  "/atlas/:name/history": { journey: "tests/accounts/atlas-contributions.journeys.ts" },
  "/atlas/confirm/:token": { journey: "tests/accounts/atlas-contributions.journeys.ts" },
  "/atlas/drafts": at("/atlas/drafts"),
  "/atlas/drafts/:id/:step": { journey: "tests/accounts/atlas-contributions.journeys.ts" },
  "/atlas/review": at("/atlas/review"),
  "/atlas/today": [at("/atlas/today"), ({ commune }) => `/atlas/today?place=${commune}`],
  "/bulletin": at("/bulletin"),
  "/bulletin/:code": ({ commune }) => `/bulletin/${commune}`,
  "/bulletin/:code/:day": ({ commune }) => `/bulletin/${commune}/2020-01-01`,
  "/bulletin/:code/subscribe": ({ commune }) => `/bulletin/${commune}/subscribe`,
  "/claim": at("/claim"),
  "/design": at("/design"),
  "/embed/places/:key": ({ commune }) => `/embed/places/${commune}`,
  "/embed/stations/:id": ({ station }) => `/embed/stations/${station}`,
  "/groups": at("/groups"),
  "/groups/:id": ({ group }) => `/groups/${group}`,
  "/groups/join": at("/groups/join"),
  "/groups/new": at("/groups/new"),
  "/help": at("/help"),
  "/legal-notice": at("/legal-notice"),
  "/map": [at("/map"), at("/map?quantity=pm2_5"), at("/map?view=coverage")],
  "/organisations": at("/organisations"),
  "/organisations/:id": organisation(""),
  "/organisations/:id/edit": organisation("/edit"),
  "/organisations/:id/members": organisation("/members"),
  "/organisations/:id/practice": organisation("/practice"),
  "/organisations/:id/workshops": organisation("/workshops"),
  "/organisations/:id/workshops/new": organisation("/workshops/new"),
  "/organisations/new": at("/organisations/new"),
  "/p/:slug": ({ practice }) => `/p/${practice}`,
  "/people": at("/people"),
  "/people/:id": ({ helped }) => `/people/${helped}`,
  "/people/new": at("/people/new"),
  "/privacy": at("/privacy"),
  "/sign-in": at("/sign-in"),
  "/sign-in/code": at("/sign-in/code"),
  "/sign-in/link": at("/sign-in/link?token=none"),
  "/sign-out": at("/sign-out"),
  "/stations": [at("/stations"), at("/stations?state=look&find=a")],
  "/stations/:id": [
    ({ station }) => `/stations/${station}?with=temperature`,
    ({ station }) => `/stations/${station}?range=week`,
  ],
  "/stations/:id/how": ({ station }) => `/stations/${station}/how?quantity=pm2_5`,
  "/stations/:id/notes": ({ station }) => `/stations/${station}/notes`,
  "/stations/:id/photo": { journey: "tests/station/photo.journeys.ts" },
  "/stations/:id/pollen": ({ counted }) => `/stations/${counted}/pollen`,
  "/stations/:id/trust": ({ station }) => `/stations/${station}/trust`,
  "/terms": at("/terms"),
  "/widget": ({ station }) => `/widget?station=${station}`,
  "/*": at("/none"),
};

interface Route {
  readonly path?: string | undefined;
  readonly file: string;
  readonly children?: readonly Route[] | undefined;
}

const patternsOf = (entries: readonly Route[], before = ""): readonly string[] =>
  entries.flatMap((entry) => {
    const pattern = entry.path === undefined ? before : `${before}/${entry.path}`;
    if (entry.children !== undefined) return patternsOf(entry.children, pattern);
    // What answers with a picture, a table or a sheet is no page.
    return entry.file.endsWith(".tsx") ? [pattern || "/"] : [];
  });

/** Every page that the dashboards have. */
export const pagePatterns: readonly string[] = patternsOf(await routes);

/** The addresses at which a page is looked at. */
export const addressesOf = (pattern: string): readonly Address[] =>
  [addresses[pattern] ?? []].flat();

/** Pages that nobody wrote down here, and what is written down of pages that are there no more. */
export const notInStep = (): readonly string[] => {
  const written = Object.keys(addresses);
  return [
    ...pagePatterns.filter((pattern) => !written.includes(pattern)),
    ...written.filter((pattern) => !pagePatterns.includes(pattern)),
  ];
};
