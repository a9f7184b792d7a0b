/**
 * The least that a card pays, in minor units. EUR, GBP and USD as Stripe's table of minimum amounts says
 * (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). AZN and GEL are not in it: there the least is that of
 * the account's settlement currency, into which the amount is converted; reckoned with 0.50 USD, so 0.85 ₼ at the rate of 1.70
 * and about 1.36 ₾ at 2.72 (November 2026), rounded up so that a rate that moves does not matter.
 */
const cardMinimums: Record<string, number> = { AZN: 90, EUR: 50, GBP: 30, GEL: 150, USD: 50 };

/** The least that a card pays in this currency, in minor units; 1 where none is known, and the provider decides. */
export const getCardMinimum = (currency: string): number => cardMinimums[currency.toUpperCase()] ?? 1;
