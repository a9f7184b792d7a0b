/**
 * A message to one person. A text message has no subject. `id` stays the same across retries, so that a mail sent
 * twice, because its sender died before the acknowledgement, is recognised as a duplicate.
 */
export type Message = { id?: string } & (
  | { channel: "email"; to: string; subject: string; text: string }
  | { channel: "sms"; to: string; text: string }
);
export type Channel = Message["channel"];

/** A message that was stored on this machine instead of being sent. */
export type LocalMail = { id: string; channel: Channel; to: string; subject: string; text: string; at: string };
