import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Claims = { sub: string; email: string; email_verified: boolean; name?: string };
const oidcClient = { clientId: "selvedge-test", clientSecret: "s3cret" };

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const encodeBase64Url = (text: string | Buffer) => Buffer.from(text).toString("base64url");

/** An ID token as Google signs them: RS256, with the key that `/jwks` publishes by default. */
function signIdToken(claims: object, key = privateKey): string {
  const body = `${encodeBase64Url(JSON.stringify({ alg: "RS256", kid: "k1", typ: "JWT" }))}.${encodeBase64Url(JSON.stringify(claims))}`;
  return `${body}.${sign("sha256", Buffer.from(body), key).toString("base64url")}`;
}

type Grant = { claims: Claims; nonce: string; challenge: string; redirectUri: string };

async function readForm(req: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

const sendJson = (res: ServerResponse, status: number, body: object) =>
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

/** Whether the request's basic auth or form carries the application's keys. */
function isClientAuthenticated(req: IncomingMessage, form: URLSearchParams): boolean {
  const basic = `Basic ${Buffer.from(`${oidcClient.clientId}:${oidcClient.clientSecret}`).toString("base64")}`;
  const inForm = form.get("client_id") === oidcClient.clientId && form.get("client_secret") === oidcClient.clientSecret;
  return req.headers.authorization === basic || inForm;
}

/**
 * An OpenID provider in Google's place: discovery, an authorisation page that lets `person()` in at once, codes that work
 * once with their PKCE verifier, RS256 tokens and their keys. `forge` signs tokens with another key.
 */
export async function startOidcProvider(person: () => Claims, forge: () => boolean = () => false) {
  const grants = new Map<string, Grant>();
  const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  let issuer = "";

  function authorize(url: URL, res: ServerResponse): void {
    const of = (name: string) => url.searchParams.get(name) ?? "";
    const code = randomUUID();
    const redirectUri = of("redirect_uri");
    grants.set(code, { claims: person(), nonce: of("nonce"), challenge: of("code_challenge"), redirectUri });
    const back = new URL(redirectUri);
    back.searchParams.set("code", code);
    back.searchParams.set("state", of("state"));
    res.writeHead(302, { location: back.href }).end();
  }

  async function token(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const form = await readForm(req);
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const verifier = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    if (!grant || verifier !== grant.challenge || form.get("redirect_uri") !== grant.redirectUri)
      return void sendJson(res, 400, { error: "invalid_grant" });
    if (!isClientAuthenticated(req, form)) return void sendJson(res, 401, { error: "invalid_client" });
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: oidcClient.clientId, iat: now, exp: now + 300, nonce: grant.nonce };
    const signed = signIdToken({ ...claims, ...grant.claims }, forge() ? stranger : privateKey);
    sendJson(res, 200, { access_token: randomUUID(), token_type: "Bearer", expires_in: 300, id_token: signed });
  }

  const server = createServer((req, res) => {
    const url = new URL(req.url ?? "/", issuer);
    if (url.pathname === "/.well-known/openid-configuration")
      sendJson(res, 200, {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        userinfo_endpoint: `${issuer}/userinfo`,
        response_types_supported: ["code"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
      });
    else if (url.pathname === "/jwks")
      sendJson(res, 200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" }] });
    else if (url.pathname === "/authorize") authorize(url, res);
    else if (url.pathname === "/token") void token(req, res);
    else res.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    /** What the shop's settings are given instead of Google's addresses. */
    app: { ...oidcClient, issuer, wellKnown: `${issuer}/.well-known/openid-configuration` },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
