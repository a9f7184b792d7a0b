/**
 * How a test card behaves: accepted, declined with a code, or requiring 3-D Secure first and then ending as `passed`.
 */
export type CardOutcome =
  | { is: "taken" }
  | { is: "declined"; code: string; declineCode: string; message: string }
  | { is: "challenge"; passed: CardOutcome };

const accepted: CardOutcome = { is: "taken" };
const declined = (declineCode: string, message = "Your card was declined.", code = "card_declined"): CardOutcome => ({
  is: "declined",
  code,
  declineCode,
  message,
});

// Stripe's published test numbers: https://docs.stripe.com/testing
const byNumber: Record<string, CardOutcome> = {
  "4242424242424242": accepted,
  "5555555555554444": accepted,
  "4000000000000002": declined("generic_decline"),
  "4000000000009995": declined("insufficient_funds", "Your card has insufficient funds."),
  "4000000000009987": declined("lost_card"),
  "4000000000000069": declined("expired_card", "Your card has expired.", "expired_card"),
  "4000000000000127": declined("incorrect_cvc", "Your card's security code is incorrect.", "incorrect_cvc"),
  "4000000000000119": declined("processing_error", "An error occurred while processing your card.", "processing_error"),
  "4000002500003155": { is: "challenge", passed: accepted },
  "4000002760003184": { is: "challenge", passed: accepted },
  "4000000000003220": { is: "challenge", passed: accepted },
  "4000008400001629": { is: "challenge", passed: declined("generic_decline") },
};

const byName: Record<string, string> = {
  pm_card_visa: "4242424242424242",
  pm_card_mastercard: "5555555555554444",
  pm_card_chargeDeclined: "4000000000000002",
  pm_card_visa_chargeDeclined: "4000000000000002",
  pm_card_chargeDeclinedInsufficientFunds: "4000000000009995",
  pm_card_visa_chargeDeclinedInsufficientFunds: "4000000000009995",
  pm_card_chargeDeclinedLostCard: "4000000000009987",
  pm_card_chargeDeclinedExpiredCard: "4000000000000069",
  pm_card_chargeDeclinedIncorrectCvc: "4000000000000127",
  pm_card_chargeDeclinedProcessingError: "4000000000000119",
  pm_card_authenticationRequired: "4000002760003184",
  pm_card_threeDSecure2Required: "4000000000003220",
  pm_card_threeDSecureRequired: "4000000000003220",
  pm_card_threeDSecureRequiredChargeDeclined: "4000008400001629",
};

/** Finds the card number of one of Stripe's named test payment methods. */
export const findNumber = (name: string): string | undefined =>
  Object.hasOwn(byName, name) ? byName[name] : undefined;

/** The outcome of this card number; undefined for a number that is no test card. */
export const findOutcome = (number: string): CardOutcome | undefined =>
  Object.hasOwn(byNumber, number) ? byNumber[number] : undefined;

/** The public part of a card. */
export const toCardDetails = (number: string, month = 12, year = 2040) => ({
  brand: number.startsWith("5") ? "mastercard" : "visa",
  last4: number.slice(-4),
  exp_month: month,
  exp_year: year < 100 ? 2000 + year : year,
  country: "AZ",
  funding: "credit",
});
