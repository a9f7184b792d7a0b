import { connect, type Socket } from "node:net";

export type Reply = { status: number; body: string; ttfbMs: number; ms: number };

/** One keep-alive HTTP/1.1 connection, written by hand: a heavier client would take the server's CPU. */
export class HttpConnection {
  readonly #socket: Socket;
  #buffer = "";
  #answer: ((reply: Reply | Error) => void) | undefined;
  #sentAt = 0;
  #firstAt = 0;

  readonly #from: string | undefined;

  /** `from` is the address for which a trusted proxy says that it asks. */
  constructor(port: number, from?: string) {
    this.#from = from;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.setEncoding("latin1");
    this.#socket.on("data", (chunk: string) => this.#read(chunk));
    const fail = (err?: Error) => this.#answer?.(err ?? new Error("the connection closed"));
    this.#socket.on("error", fail);
    this.#socket.on("close", () => fail());
  }

  /** Sends one request and waits for its whole answer. */
  send(
    method: "GET" | "POST",
    path: string,
    options: { cookie?: string; surface?: string; body?: object } = {},
  ): Promise<Reply> {
    // The server closes a connection that was idle for five seconds.
    if (this.#socket.destroyed) return Promise.reject(new Error("the connection closed"));
    const body = options.body ? JSON.stringify(options.body) : "";
    const lines = [`${method} ${path} HTTP/1.1`, "Host: 127.0.0.1", "Sec-Fetch-Site: same-origin"];
    if (this.#from) lines.push(`X-Forwarded-For: ${this.#from}`);
    if (options.cookie) lines.push(`Cookie: ${options.cookie}`);
    if (options.surface) lines.push(`X-Surface: ${options.surface}`);
    if (body) lines.push("Content-Type: application/json", `Content-Length: ${Buffer.byteLength(body)}`);
    this.#sentAt = performance.now();
    this.#firstAt = 0;
    this.#socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
    return new Promise((resolve, reject) => {
      this.#answer = (reply) => {
        this.#answer = undefined;
        if (reply instanceof Error) reject(reply);
        else resolve(reply);
      };
    });
  }

  #read(chunk: string): void {
    if (this.#firstAt === 0) this.#firstAt = performance.now();
    this.#buffer += chunk;
    const headEnd = this.#buffer.indexOf("\r\n\r\n");
    if (headEnd < 0) return;
    const head = this.#buffer.slice(0, headEnd).toLowerCase();
    const rest = this.#buffer.slice(headEnd + 4);
    const length = /\r\ncontent-length: (\d+)/.exec(head)?.[1];
    if (length ? rest.length < Number(length) : !rest.endsWith("0\r\n\r\n")) return;
    this.#buffer = "";
    this.#answer?.({
      status: Number(head.slice(9, 12)),
      body: length ? rest : decodeChunked(rest),
      ttfbMs: this.#firstAt - this.#sentAt,
      ms: performance.now() - this.#sentAt,
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

function decodeChunked(text: string): string {
  let body = "";
  for (let at = 0; ; ) {
    const end = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, end), 16);
    if (!size) return body;
    body += text.slice(end + 2, end + 2 + size);
    at = end + 2 + size + 2;
  }
}

/** Opens a stream; `hear` gets each chunk of text. Resolves with its first message. */
export function openStream(
  port: number,
  path: string,
  cookie: string,
  hear: (text: string) => void = () => {},
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.setEncoding("latin1");
    socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\n\r\n`);
    socket.on("error", reject);
    socket.on("data", (text: string) => {
      if (text.startsWith("HTTP/1.1") && !text.startsWith("HTTP/1.1 200")) {
        reject(new Error(`the stream was refused: ${text.slice(0, 60)}`));
      }
      hear(text);
      if (text.includes('"kind":') || text.includes("data: {}")) resolve(socket);
    });
  });
}
