/** What WebAuthn takes and gives, between JSON and the browser's own buffers. Only for browsers. */

const toBuffer = (text: string): ArrayBuffer => {
  const bytes = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(bytes, (one) => one.charCodeAt(0)).buffer;
};

const toText = (buffer: ArrayBuffer | null): string | undefined => {
  if (buffer === null) return undefined;
  const bytes = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

interface Descriptor {
  readonly id: string;
  readonly type: "public-key";
}

const withBuffers = (descriptors: readonly Descriptor[] = []) =>
  descriptors.map((descriptor) => ({ ...descriptor, id: toBuffer(descriptor.id) }));

export const knowsPasskeys = (): boolean => typeof PublicKeyCredential === "function";

/** Asks our own origin: the session's cookie goes along by itself. */
const post = async (path: string, body?: object): Promise<unknown> => {
  const answer = await fetch(path, {
    method: "POST",
    ...(body === undefined
      ? {}
      : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  const told: unknown = await answer.json();
  if (!answer.ok) throw new PasskeyRefused(String((told as { code?: unknown }).code));
  return told;
};

export class PasskeyRefused extends Error {
  readonly code: string;
  constructor(code: string) {
    super(`the API refused a passkey: ${code}`);
    this.code = code;
  }
}

interface RequestOptions {
  readonly challenge: string;
  readonly allowCredentials?: readonly Descriptor[];
}

/** Signs in; gives what came of it. */
export const signInByPasskey = async (): Promise<{ readonly outcome: string }> => {
  const options = (await post("/api/v1/account/sign-in/passkey/options")) as RequestOptions;
  const credential = (await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBuffer(options.challenge),
      allowCredentials: withBuffers(options.allowCredentials),
    },
  })) as PublicKeyCredential | null;
  if (credential === null) throw new PasskeyRefused("none");
  const response = credential.response as AuthenticatorAssertionResponse;
  return (await post("/api/v1/account/sign-in/passkey", {
    response: {
      ...described(credential),
      response: {
        clientDataJSON: toText(response.clientDataJSON),
        authenticatorData: toText(response.authenticatorData),
        signature: toText(response.signature),
        userHandle: toText(response.userHandle),
      },
    },
  })) as { outcome: string };
};

interface CreationOptions {
  readonly challenge: string;
  readonly rp: PublicKeyCredentialRpEntity;
  readonly user: { readonly id: string; readonly name: string; readonly displayName: string };
  readonly pubKeyCredParams: PublicKeyCredentialParameters[];
  readonly excludeCredentials?: readonly Descriptor[];
}

/** Makes a passkey of this device, for whoever has signed in. */
export const addPasskey = async (name: string): Promise<void> => {
  const options = (await post("/api/v1/account/passkeys/options")) as CreationOptions;
  const credential = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBuffer(options.challenge),
      user: { ...options.user, id: toBuffer(options.user.id) },
      excludeCredentials: withBuffers(options.excludeCredentials),
    },
  })) as PublicKeyCredential | null;
  if (credential === null) throw new PasskeyRefused("none");
  const response = credential.response as AuthenticatorAttestationResponse;
  await post("/api/v1/account/passkeys", {
    name,
    response: {
      ...described(credential),
      response: {
        clientDataJSON: toText(response.clientDataJSON),
        attestationObject: toText(response.attestationObject),
        transports: response.getTransports?.() ?? [],
      },
    },
  });
};

const described = (credential: PublicKeyCredential) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  clientExtensionResults: credential.getClientExtensionResults(),
});
