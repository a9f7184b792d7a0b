import type { Intent, LineItem, Session } from "./schema";

const htmlEntities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => htmlEntities[mark] ?? "");

const money = (minor: number, currency: string): string =>
  `${(minor / 100).toFixed(2)} ${escapeHtml(currency.toUpperCase())}`;

const style = `
:root{--paper:#fbf9f4;--ecru:#f6f2ea;--ink:#1d2740;--soft:#545d73;--line:#e3dccd;--field:#8b8474;--thread:#c4302b;--ochre:#85560f;--ochre-wash:#f4e8d0;--on:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#1a2136;--ecru:#141a2b;--ink:#eef0f6;--soft:#aab3c8;--line:#303a55;--field:#7d88a6;--thread:#e8635c;--ochre:#e0b266;--ochre-wash:#3a3120;--on:#141a2b}}
*{box-sizing:border-box}body{margin:0;background:var(--ecru);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,sans-serif}
main{max-width:440px;margin:0 auto;padding:24px 16px 48px}h1{font:400 28px/1.2 ui-serif,Georgia,serif;margin:24px 0 4px}
.test{background:var(--ochre-wash);color:var(--ochre);padding:10px 12px;border-radius:2px}
ul{list-style:none;margin:24px 0;padding:0;border-top:1px solid var(--line)}li{display:flex;justify-content:space-between;gap:16px;padding:10px 0;border-bottom:1px solid var(--line)}
.total{font:400 22px ui-serif,Georgia,serif}.amount{font-variant-numeric:tabular-nums;white-space:nowrap}
label{display:block;margin:16px 0 4px}input{width:100%;min-height:48px;padding:10px 12px;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--field);border-radius:2px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:16px}button,.button{display:block;width:100%;min-height:48px;margin-top:24px;padding:12px;border:1px solid var(--ink);border-radius:2px;background:var(--ink);color:var(--on);font:inherit;text-align:center;text-decoration:none;cursor:pointer}
.quiet{background:transparent;color:var(--ink);margin-top:12px}:focus-visible{outline:2px solid var(--thread);outline-offset:2px}
.wrong{color:var(--thread);border-left:2px solid var(--thread);padding-left:12px}.soft{color:var(--soft)}`;

const renderDocument = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><p class="test" role="note"><strong>Test mode.</strong> This page is the house's own. No money moves; use a test card only.</p>
${body}</main></body></html>`;

const renderError = (refused?: string): string =>
  refused ? `<p class="wrong" role="alert">${escapeHtml(refused)}</p>` : "";

const renderBackLink = (session: Session): string =>
  session.cancel_url ? `<a class="button quiet" href="${escapeHtml(session.cancel_url)}">Back to the shop</a>` : "";

/** Renders the hosted payment page of an open session; `refused` says why the last card was declined. */
export function renderPaymentPage(session: Session, lines: readonly LineItem[], refused?: string): string {
  const items = lines
    .map(
      ({ description, quantity, amount_total: amount, currency }) =>
        `<li><span>${escapeHtml(description)}${quantity > 1 ? ` × ${quantity}` : ""}</span><span class="amount">${money(amount, currency)}</span></li>`,
    )
    .join("");
  const email = escapeHtml(session.customer_details?.email ?? session.customer_email ?? "");
  const total = money(session.amount_total, session.currency);
  return renderDocument(
    "Pay by card",
    `<h1>Pay by card</h1><ul>${items}<li class="total"><span>Total</span><span class="amount">${total}</span></li></ul>
${renderError(refused)}<form method="post">
<label for="email">E-mail</label><input id="email" name="email" type="email" autocomplete="email" value="${email}" required>
<label for="number">Card number</label><input id="number" name="number" inputmode="numeric" autocomplete="cc-number" value="4242 4242 4242 4242" required>
<div class="pair"><div><label for="expiry">Valid until</label><input id="expiry" name="expiry" inputmode="numeric" autocomplete="cc-exp" value="12 / 40" required></div>
<div><label for="cvc">Security code</label><input id="cvc" name="cvc" inputmode="numeric" autocomplete="cc-csc" value="123" required></div></div>
<label for="name">Name on the card</label><input id="name" name="name" autocomplete="cc-name" value="Test Card" required>
<button>Pay ${total}</button></form>${renderBackLink(session)}
<p class="soft">4000 0000 0000 0002 is declined, 4000 0000 0000 3220 asks for 3-D Secure.</p>`,
  );
}

/** Renders the page of a session that cannot be paid any more. */
export const renderClosedPage = (session: Session): string =>
  session.status === "complete"
    ? renderDocument("Paid", `<h1>Already paid</h1><p>Nothing is left to do here.</p>`)
    : renderDocument(
        "Expired",
        `<h1>This payment has expired</h1><p>Nothing was charged. Start again from the shop.</p>${renderBackLink(session)}`,
      );

/** Renders the bank's 3-D Secure page for a payment. */
export const renderChallengePage = (intent: Intent): string =>
  renderDocument(
    "Confirm the payment",
    `<h1>Your bank asks: is it you?</h1><p>${money(intent.amount, intent.currency)}</p>
<form method="post"><button name="result" value="complete">Yes, confirm the payment</button>
<button class="quiet" name="result" value="fail">No, refuse it</button></form>`,
  );

/** Renders a page with one message. */
export const renderMessagePage = (message: string): string =>
  renderDocument("Payment", `<h1>${escapeHtml(message)}</h1>`);
