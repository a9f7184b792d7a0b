/**
 * A message to one person. A text message has no subject. `id` is the same however often the message is tried, so that a
 * mail sent twice, because its sender died before it heard that it was taken, is known as one.
 */
export type Message = { id?: string } & (
  | { channel: "email"; to: string; subject: string; text: string }
  | { channel: "sms"; to: string; text: string }
);
export type Channel = Message["channel"];

/** A message that was kept on this machine instead of being sent. */
export type LocalMail = { id: string; channel: Channel; to: string; subject: string; text: string; at: string };
