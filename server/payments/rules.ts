/**
 * The card minimum, in minor units. EUR, GBP and USD as in Stripe's table of minimum amounts
 * (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). AZN and GEL are not in it: their minimum is
 * that of the account's settlement currency, after conversion; computed with 0.50 USD, so 0.85 ₼ at the rate of 1.70
 * and about 1.36 ₾ at 2.72 (November 2026), rounded up so that a moving rate does not matter.
 */
const cardMinimums: Record<string, number> = { AZN: 90, EUR: 50, GBP: 30, GEL: 150, USD: 50 };

/** The card minimum of this currency, in minor units; 1 where it is unknown, and the provider decides. */
export const getCardMinimum = (currency: string): number => cardMinimums[currency.toUpperCase()] ?? 1;
