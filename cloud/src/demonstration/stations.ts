import type { connectivities, sitings } from "../places/known-station.ts";

/** A station of the demonstration: where it hangs, and what is around it. */
export interface DemonstrationStation {
  readonly name: string;
  /** As a host would call it. */
  readonly title: string;
  readonly lat: number;
  readonly lon: number;
  readonly siting: (typeof sitings)[number];
  readonly connectivity: (typeof connectivities)[number];
  /** What it is made of: dcz/simulate/sensors.ts. */
  readonly kit: "home" | "balcony" | "street" | "roof" | "observatory";
  /** 1 in the middle of the town, 0 in the country. */
  readonly urban: number;
  /** 0 a garden, 1 an avenue. */
  readonly street: number;
  /** Metres above the sea. */
  readonly height: number;
}

/** The station of real frames that `npm start` runs beside them: it has no place, and is called something. */
export const workshopStation = { name: "workshop", title: "L'atelier" } as const;

/** Names of the demonstration begin so: a page and a file tell by the name alone. */
export const DEMONSTRATION_PREFIX = "demo-";

/** A dozen stations of the invented territory: six in its town, six in a small town, a port and hamlets. */
export const demonstrationStations: readonly DemonstrationStation[] = [
  {
    title: "Place du Marché",
    ...{ name: "demo-place-du-marche", lat: 45.0712, lon: -5.1085 },
    ...{ siting: "facade", connectivity: "fibre", kit: "home" },
    ...{ urban: 1, street: 0.4, height: 42 },
  },
  {
    title: "Avenue de la Gare",
    ...{ name: "demo-avenue-de-la-gare", lat: 45.0655, lon: -5.1002 },
    ...{ siting: "facade", connectivity: "lte", kit: "street" },
    ...{ urban: 0.95, street: 1, height: 38 },
  },
  {
    title: "École Jules-Ferry",
    ...{ name: "demo-ecole-jules-ferry", lat: 45.0768, lon: -5.1201 },
    ...{ siting: "courtyard", connectivity: "fibre", kit: "home" },
    ...{ urban: 0.8, street: 0.2, height: 55 },
  },
  {
    title: "Médiathèque",
    ...{ name: "demo-mediatheque", lat: 45.0689, lon: -5.1148 },
    ...{ siting: "roof", connectivity: "fibre", kit: "observatory" },
    ...{ urban: 0.9, street: 0.3, height: 58 },
  },
  {
    title: "Quai des Tanneurs",
    ...{ name: "demo-quai-des-tanneurs", lat: 45.0741, lon: -5.0967 },
    ...{ siting: "balcony", connectivity: "adsl", kit: "balcony" },
    ...{ urban: 0.85, street: 0.55, height: 31 },
  },
  {
    title: "Cité des Acacias",
    ...{ name: "demo-cite-des-acacias", lat: 45.0585, lon: -5.1301 },
    ...{ siting: "balcony", connectivity: "wifi_shared", kit: "balcony" },
    ...{ urban: 0.7, street: 0.35, height: 64 },
  },
  {
    title: "Mairie de Bourg-Exemple",
    ...{ name: "demo-bourg-mairie", lat: 45.0688, lon: -4.9102 },
    ...{ siting: "facade", connectivity: "adsl", kit: "home" },
    ...{ urban: 0.4, street: 0.5, height: 96 },
  },
  {
    title: "Chemin des Vignes",
    ...{ name: "demo-chemin-des-vignes", lat: 45.0795, lon: -4.8987 },
    ...{ siting: "garden", connectivity: "adsl", kit: "home" },
    ...{ urban: 0.2, street: 0.05, height: 128 },
  },
  {
    title: "Vieux Port",
    ...{ name: "demo-vieux-port", lat: 45.2203, lon: -5.1189 },
    ...{ siting: "mast", connectivity: "lte", kit: "home" },
    ...{ urban: 0.45, street: 0.3, height: 6 },
  },
  {
    title: "École des Dunes",
    ...{ name: "demo-ecole-des-dunes", lat: 45.2307, lon: -5.1012 },
    ...{ siting: "courtyard", connectivity: "fibre", kit: "balcony" },
    ...{ urban: 0.3, street: 0.1, height: 14 },
  },
  {
    title: "Le Moulin",
    ...{ name: "demo-le-moulin", lat: 45.2148, lon: -4.9195 },
    ...{ siting: "garden", connectivity: "lora", kit: "home" },
    ...{ urban: 0.05, street: 0.02, height: 174 },
  },
  {
    title: "Ferme des Tilleuls",
    ...{ name: "demo-ferme-des-tilleuls", lat: 45.2251, lon: -4.8934 },
    ...{ siting: "roof", connectivity: "lora", kit: "observatory" },
    ...{ urban: 0.02, street: 0, height: 212 },
  },
];
