import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTwilioSender } from "./sms";

const account = { sid: `AC${"0".repeat(32)}`, token: "t0ken", from: "+15005550006" };
type ReceivedRequest = {
  method: string;
  path: string;
  authorization: string;
  type: string;
  form: Record<string, string>;
};
const receivedRequests: ReceivedRequest[] = [];

async function read(req: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk);
  const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
  const { authorization = "", "content-type": type = "" } = req.headers;
  return { method: req.method ?? "", path: req.url ?? "", authorization, type, form };
}

/**
 * Responds as Twilio documents: 201, 401 for a wrong token, 400 with an error number for a number that cannot receive
 * texts.
 */
const server = createServer(async (req, res) => {
  const got = await read(req);
  receivedRequests.push(got);
  const right = `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString("base64")}`;
  const known = got.form.To !== "+15005550009";
  const status = got.authorization !== right ? 401 : known ? 201 : 400;
  const refusal = { code: known ? 20003 : 21614, message: `'To' number ${got.form.To} is not a mobile`, status };
  res.writeHead(status, { "content-type": "application/json" });
  res.end(JSON.stringify(status === 201 ? { sid: "SM1", status: "queued" } : refusal));
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise<void>((resolve) => void server.close(() => resolve())));

const message = { channel: "sms" as const, to: "+994502123456", text: "123456 — ваш код. Ə & =" };

test("a text is posted to Twilio as its API requires: account, basic auth, form", async () => {
  await createTwilioSender(account, base)(message);
  expect(receivedRequests.splice(0)).toEqual([
    {
      method: "POST",
      path: `/2010-04-01/Accounts/${account.sid}/Messages.json`,
      authorization: `Basic ${Buffer.from(`${account.sid}:${account.token}`).toString("base64")}`,
      type: "application/x-www-form-urlencoded;charset=UTF-8",
      form: { To: message.to, From: account.from, Body: message.text },
    },
  ]);
});

test("a refusal reports Twilio's numbers and not the recipient", async () => {
  const refused = await createTwilioSender(account, base)({ ...message, to: "+15005550009" }).catch((e: Error) => e);
  expect(String(refused)).toContain("400 21614");
  expect(String(refused)).not.toContain("5005550009");
  const stranger = await createTwilioSender({ ...account, token: "other" }, base)(message).catch((e: Error) => e);
  expect(String(stranger)).toContain("401");
});
