import type { Attack } from "../attack.ts";
import { type Answered, type People, peopleOf, type Visitor } from "../people.ts";

/** Crockford's alphabet, as labels have it. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const OF_ACCOUNT = 10;
const OF_INSTANCE = 100;
const ACCOUNTS = 11;

const claim = (visitor: Visitor, body: object) =>
  visitor.ask("POST", "/api/v1/stations/claims", body);

const accounts = (people: People, count: number): Promise<Visitor[]> =>
  Array.from({ length: count }).reduce(
    async (before: Promise<Visitor[]>, _, index) => [
      ...(await before),
      await people.signUp(`Guesser${index}`),
    ],
    Promise.resolve([]),
  );

/** Codes are drawn at once by many accounts: each may be wrong ten times, all together a hundred. */
export const claimCodes: Attack = {
  name: "claim-codes",
  target: "cloud",
  what: "wrong codes of boxes by eleven accounts, all at once; one box claimed forty times at once",
  light: true,
  async run({ site, random, amount, note, fault }) {
    const people = await peopleOf(site);
    const guessers = await accounts(people, ACCOUNTS);
    const [shared, guarded, other] = await people.prepareBoxes(3);
    if (shared === undefined || guarded === undefined || other === undefined) return;

    // Whoever is first has it, and nobody else.
    const race = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        claim(guessers[index % 4] as Visitor, { code: shared.code }),
      ),
    );
    const won = race.filter(({ status }) => status === 201).length;
    if (won !== 1) fault(`a box was given to ${won} of forty that claimed it at once`);

    const drawn = (): string =>
      Array.from({ length: 8 }, () => ALPHABET[Math.floor(random() * ALPHABET.length)]).join("");
    const tries = Math.max(2 * OF_ACCOUNT, amount(80));
    const answers = await Promise.all(
      guessers.map((guesser) =>
        Promise.all(Array.from({ length: tries }, () => claim(guesser, { code: drawn() }))),
      ),
    );
    for (const [index, own] of answers.entries()) {
      const lost = race.filter((one, at) => at % 4 === index && one.status === 403).length;
      const wrong = own.filter(({ status }) => status === 403).length;
      const spent = own.filter(({ status }) => status === 429).length;
      // Those that came too late for the shared box were wrong too, and spent their account.
      if (wrong + Math.min(lost, OF_ACCOUNT) !== OF_ACCOUNT || wrong + spent !== tries)
        fault(`an account was told "wrong" ${wrong} times and "too many" ${spent} times`);
    }
    const wrong = [...race, ...answers.flat()].filter(({ status }) => status === 403).length;
    note(`${wrong} codes were called wrong, ${answers.flat().length - wrong} not tried any more`);
    if (wrong < OF_INSTANCE) fault(`only ${wrong} wrong codes: there is nothing to defend`);

    // A right code is now answered like a wrong one: without the word of the box nobody learns that it fits.
    const late = await people.signUp("Late");
    const without = await claim(late, { code: guarded.code });
    const nonsense = await claim(late, { code: drawn() });
    const said = ({ status, body }: Answered) => `${status} ${body.code} ${body.detail}`;
    if (without.status !== 403 || said(without) !== said(nonsense))
      fault(`a right code without its word is told from a wrong one: ${said(without)}`);
    const spentOne = await claim(guessers[0] as Visitor, { code: other.code });
    if (spentOne.status !== 429) fault(`an account that is spent was answered ${spentOne.status}`);

    const odd = [
      "",
      "\0".repeat(8),
      "٠١٢٣٤٥٦٧",
      "'; --",
      "A".repeat(64),
      "🐝🐝🐝🐝🐝🐝🐝🐝",
      "ＡＢＣＤＥＦＧＨ",
    ];
    const texts = [
      ...odd.map((code) => JSON.stringify({ code })),
      ...odd.map((word) => JSON.stringify({ code: other.code, word })),
      `{"code":"${"A".repeat(300_000)}"}`,
      `{"code":${"[".repeat(50_000)}`,
      '{"code":"AAAAAAAA","__proto__":{"word":"x"}}',
      '{"code":{"$ne":1}}',
      "null",
    ];
    for (const text of texts) {
      const { status } = await late.ask("POST", "/api/v1/stations/claims", text);
      if (status < 400 || status >= 500) fault(`${text.slice(0, 60)} is answered ${status}`);
    }
    const mails = await people.administrator.ask("GET", "/api/v1/admin/outbox?limit=100");
    const warnings = mails.text.match(/"subject":"stations\.[^"]*"/g)?.length ?? 0;
    note(`${warnings} warnings to administrators`);
  },
};
