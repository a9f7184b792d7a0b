import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { AuthenticationResponse, RegistrationResponse } from "@/server/staff/passkeys/schema";

const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64url");
const sha = (data: Uint8Array | string) => createHash("sha256").update(data).digest();

/** CBOR (RFC 8949) of the few kinds that an attestation needs. */
function cbor(value: number | string | Buffer | Map<number | string, unknown>): Buffer {
  const head = (major: number, n: number): Buffer => {
    if (n < 24) return Buffer.from([(major << 5) | n]);
    return n < 256 ? Buffer.from([(major << 5) | 24, n]) : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  };
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === "string") return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  const entries = [...value].flatMap(([k, v]) => [cbor(k), cbor(v as Parameters<typeof cbor>[0])]);
  return Buffer.concat([head(5, value.size), ...entries]);
}

type Lies = { origin?: string; rpId?: string; verified?: boolean; counter?: number };

/** A software authenticator (ES256, no attestation) for one passkey; `lies` make its responses invalid. */
export class Authenticator {
  readonly id = randomBytes(32);
  readonly #private: KeyObject;
  readonly #public: KeyObject;
  #counter = 0;
  readonly origin: string;
  readonly rpId: string;
  constructor(origin: string) {
    this.origin = origin;
    this.rpId = new URL(origin).hostname;
    const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#private = pair.privateKey;
    this.#public = pair.publicKey;
  }

  #client = (type: string, challenge: string, lies: Lies) =>
    Buffer.from(JSON.stringify({ type, challenge, origin: lies.origin ?? this.origin, crossOrigin: false }));

  /** Presence and verification of the user, and `more` flags. */
  #data({ rpId = this.rpId, verified = true, counter = ++this.#counter }: Lies, more: number, attested = Buffer.of()) {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    return Buffer.concat([sha(rpId), Buffer.from([1 | (verified ? 4 : 0) | more]), count, attested]);
  }

  /** Creates the passkey for this challenge. */
  make(challenge: string, lies: Lies = {}): RegistrationResponse {
    const { x = "", y = "" } = this.#public.export({ format: "jwk" });
    const key = new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]);
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.id.length]), this.id, cbor(key)]);
    const attestation = new Map<string, unknown>([
      ["fmt", "none"],
      ["attStmt", new Map()],
      ["authData", this.#data({ counter: 0, ...lies }, 0x40, attested)],
    ]);
    return {
      id: b64(this.id),
      rawId: b64(this.id),
      type: "public-key",
      clientExtensionResults: {},
      response: {
        clientDataJSON: b64(this.#client("webauthn.create", challenge, lies)),
        attestationObject: b64(cbor(attestation)),
        transports: ["internal"],
      },
    };
  }

  /** Signs this challenge. */
  use(challenge: string, lies: Lies = {}): AuthenticationResponse {
    const client = this.#client("webauthn.get", challenge, lies);
    const data = this.#data(lies, 0);
    const signature = createSign("sha256").update(data).update(sha(client)).sign(this.#private);
    return {
      id: b64(this.id),
      rawId: b64(this.id),
      type: "public-key",
      clientExtensionResults: {},
      response: { clientDataJSON: b64(client), authenticatorData: b64(data), signature: b64(signature) },
    };
  }
}
