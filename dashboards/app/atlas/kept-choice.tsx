import { type AtlasQuery, atlasAddress } from "./atlas-query.ts";

/** What was chosen before, sent along with the next form. */
export const KeptChoice = ({ asked }: { asked: AtlasQuery }) => {
  const kept = new URL(atlasAddress({ ...asked, after: undefined }), "http://page").searchParams;
  return [...kept].map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={value} />
  ));
};
