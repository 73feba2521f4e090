import { type AtlasQuery, atlasAddress } from "./atlas-query.ts";

/** What is chosen, as parameters of an address. */
export const choiceOf = (asked: AtlasQuery): readonly [name: string, value: string][] => [
  ...new URL(atlasAddress({ ...asked, after: undefined }), "http://page").searchParams,
];

/** What was chosen before, sent along with the next form. */
export const KeptChoice = ({ asked }: { asked: AtlasQuery }) =>
  choiceOf(asked).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));
