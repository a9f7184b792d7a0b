/** A message to one person. A text message has no subject. */
export type Message =
  | { channel: "email"; to: string; subject: string; text: string }
  | { channel: "sms"; to: string; text: string };
export type Channel = Message["channel"];

/** A message that was kept on this machine instead of being sent. */
export type LocalMail = { id: string; channel: Channel; to: string; subject: string; text: string; at: string };
