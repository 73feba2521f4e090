import { Readable } from "node:stream";
import { openRecordsUnderTest, type RecordsUnderTest } from "../records/records.fixture.ts";
import { countryOf } from "./countries.ts";
import { type Imported, type ImportOptions, importFile } from "./import-file.ts";

export const france = countryOf("fr");

/** The header of a département's file of the Base Adresse Nationale. */
const BAN_HEADER =
  "id;id_fantoir;numero;rep;nom_voie;code_postal;code_insee;nom_commune;code_insee_ancienne_commune;nom_ancienne_commune;x;y;lon;lat;type_position;alias;nom_ld;libelle_acheminement;nom_afnor;source_position;source_nom_voie;certification_commune;cad_parcelles";

export interface BanStreet {
  /** "33063_1234". */
  readonly street: string;
  readonly name: string;
  /** "12", "12 bis". */
  readonly numbers: readonly string[];
  readonly postcode: string;
  readonly commune: string;
  readonly formerCommune?: string;
}

/** A file of the Base Adresse Nationale with these streets, each a little east of the one before. */
export const banFile = (streets: readonly BanStreet[]): string => {
  const lines = streets.flatMap(
    ({ street, name, numbers, postcode, commune, formerCommune = "" }, place) =>
      numbers.map((number, index) => {
        const [digits = "", suffix = ""] = number.split(" ");
        const insee = street.slice(0, 5);
        const id = `${street}_${digits.padStart(5, "0")}${suffix === "" ? "" : `_${suffix}`}`;
        const lon = (-0.58 + place / 1000).toFixed(6);
        const lat = (44.84 + index / 1000).toFixed(6);
        return `${id};;${digits};${suffix};${name};${postcode};${insee};${commune};;${formerCommune};416000.1;6423000.2;${lon};${lat};entrée;;;${commune.toUpperCase()};${name.toUpperCase()};commune;commune;1;`;
      }),
  );
  return `${[BAN_HEADER, ...lines].join("\n")}\n`;
};

export interface TerritoriesUnderTest extends RecordsUnderTest {
  import(file: string | Buffer, changes?: Partial<ImportOptions>): Promise<Imported>;
}

export const NOW = Date.UTC(2026, 10, 26);

/** Records in a database of the test's own, with what imports files into them. */
export const openTerritoriesUnderTest = async (): Promise<TerritoriesUnderTest> => {
  const under = await openRecordsUnderTest(() => NOW);
  return {
    ...under,
    import: (file, changes = {}) =>
      importFile(under.records.db, Readable.from([Buffer.from(file)]), {
        country: france,
        allowRemovals: false,
        isDemonstration: false,
        at: new Date(NOW),
        onLines: async () => undefined,
        onDone: async () => undefined,
        ...changes,
      }),
  };
};
