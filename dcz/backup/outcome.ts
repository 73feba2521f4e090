export type BackupOutcome =
  | { readonly ok: true; readonly bytes: number }
  | { readonly ok: false; readonly fault: "no_token" | "unreachable"; readonly place: string }
  | { readonly ok: false; readonly fault: "refused" | "not_written"; readonly detail: string };

export type RestoreOutcome =
  | {
      readonly ok: true;
      readonly created: string;
      readonly tables: number;
      readonly files: number;
      readonly points: number;
      readonly erased: number;
      readonly aside?: string;
    }
  | { readonly ok: false; readonly detail: string };

/** Backups of the machine's cloud. */
export interface Backups {
  readonly dataDir: string;
  make(file: string, passphrase: string | undefined): Promise<BackupOutcome>;
  restore(
    file: string,
    options: { readonly passphrase: string | undefined; readonly replace: boolean },
  ): Promise<RestoreOutcome>;
  isEncrypted(file: string): Promise<boolean>;
}
