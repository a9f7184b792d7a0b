import type { Page } from "@playwright/test";

const enter = { code: "Enter", key: "Enter", text: "\r", windowsVirtualKeyCode: 13 };

/** The key of a sign on the US keyboard that a scanner acts as. */
function toKey(sign: string) {
  const isLetter = /[a-z]/i.test(sign);
  const other = { "-": { code: "Minus", virtual: 189 }, ":": { code: "Semicolon", virtual: 186 } }[sign];
  const code = other?.code ?? (isLetter ? `Key${sign.toUpperCase()}` : `Digit${sign}`);
  const isShifted = sign === ":" || (isLetter && sign === sign.toUpperCase());
  return {
    code,
    key: sign,
    text: sign,
    windowsVirtualKeyCode: other?.virtual ?? sign.toUpperCase().charCodeAt(0),
    modifiers: isShifted ? 8 : 0,
  };
}

/**
 * Types a code as a hand scanner does: a key each 10 ms, by the keys' own times however slow the machine is, then Enter. It begins
 * `after` ms, for the pause between two articles.
 */
export async function scanByHand(page: Page, code: string, after = 0): Promise<void> {
  await new Promise((done) => setTimeout(done, after));
  const cdp = await page.context().newCDPSession(page);
  const start = Date.now() / 1_000;
  const keys = [...[...code].map(toKey), enter];
  await Promise.all(
    keys.flatMap((key, i) => {
      const timestamp = start + i * 0.01;
      return [
        cdp.send("Input.dispatchKeyEvent", { type: "keyDown", timestamp, ...key }),
        cdp.send("Input.dispatchKeyEvent", { type: "keyUp", timestamp: timestamp + 0.002, ...key, text: "" }),
      ];
    }),
  );
  await cdp.detach();
}
