import fc from "fast-check";
import { expect, test } from "vitest";
import { encryptPush } from "./push-encryption.ts";
import { decryptPush, openBrowser } from "./push-service.fixture.ts";

const bytes = (text: string) => Buffer.from(text, "base64url");

test("the example of RFC 8291, section 5, comes out letter by letter", () => {
  const keys = {
    p256dh:
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const drawn = {
    salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
    privateKey: bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
  };
  const sealed = encryptPush("When I grow up, I want to be a watermelon", keys, drawn);
  expect(sealed.toString("base64url")).toBe(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
});

test("the browser for which it was encrypted reads it, and no other", () => {
  const browser = openBrowser();
  const other = openBrowser();
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      const sealed = encryptPush(text, browser.keys);
      // Half a pair of UTF-16 becomes a replacement character in UTF-8.
      expect(decryptPush(sealed, browser)).toBe(Buffer.from(text).toString());
      expect(() => decryptPush(sealed, other)).toThrow();
    }),
  );
});

test("a point that is not on the curve is refused", () => {
  const { keys } = openBrowser();
  const wrong = Buffer.from(keys.p256dh, "base64url");
  wrong.writeUInt8(wrong.readUInt8(64) ^ 1, 64);
  expect(() => encryptPush("a", { ...keys, p256dh: wrong.toString("base64url") })).toThrow();
});
