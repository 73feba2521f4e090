/** What was found in one process's data; nothing was changed. */
export interface Verified {
  readonly process: "cloud" | "gateway" | "edge";
  /** The file that was looked at. */
  readonly place: string;
  readonly state:
    | "absent"
    | "sound"
    | "damaged"
    /** Another process uses the data: nothing can be said of what it is writing. */
    | "in_use"
    /** Written by a later version of the program. */
    | "newer"
    /** The system does not let us read there. */
    | "refused";
  /** What the system or the database said. */
  readonly detail?: string;
  /** What can be read: points of the cloud, messages of the others that wait. */
  readonly present?: number;
  /** What is known to be gone: commits of the cloud, messages of the others; undefined when nobody knows. */
  readonly missing?: number;
  /** Whether everything that was acknowledged is there. */
  readonly isWhole: boolean;
}

/** A backup that was read to its end. */
export type VerifiedBackup =
  | {
      readonly isWhole: true;
      readonly file: string;
      readonly created: string;
      readonly encrypted: boolean;
      readonly tables: number;
      readonly files: number;
      readonly bytes: number;
    }
  | { readonly isWhole: false; readonly file: string; readonly detail: string };

/** Reads through what stands in a data folder, or in a backup. */
export interface Verifier {
  readonly dataDir: string;
  data(dataDir: string): Promise<readonly Verified[]>;
  isEncrypted(file: string): Promise<boolean>;
  backup(file: string, passphrase: string | undefined): Promise<VerifiedBackup>;
}
