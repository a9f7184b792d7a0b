import sanitize from "sanitize-html";

const options: sanitize.IOptions = {
  allowedTags: [
    "p",
    "br",
    "hr",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "s",
    "small",
    "sub",
    "sup",
    "blockquote",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "a",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "caption",
  ],
  allowedAttributes: { a: ["href"], th: ["colspan", "rowspan"], td: ["colspan", "rowspan"] },
  allowedSchemes: ["http", "https", "mailto", "tel"],
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  // Their text is code or not meant to be read.
  nonTextTags: [
    "script",
    "style",
    "textarea",
    "option",
    "noscript",
    "title",
    "svg",
    "math",
    "iframe",
    "object",
    "template",
    "xmp",
    "noembed",
    "noframes",
    "plaintext",
  ],
  transformTags: {
    h1: "h2",
    a: (_tag, attributes) => ({
      tagName: "a",
      attribs: attributes.href ? { href: attributes.href } : ({} as Record<string, string>),
    }),
  },
  enforceHtmlBoundary: false,
  parser: { decodeEntities: true },
  nestingLimit: 40,
};

/**
 * A product's description with structure and links kept; scripts, styles, classes, handlers, pictures and frames are
 * removed.
 */
export const sanitiseHtml = (html: string): string =>
  sanitize(html, options)
    .replace(/<p>\s*<\/p>/g, "")
    .trim();

/** A text without mark-up, for titles and names that contain tags. */
export function toPlainText(text: string): string {
  if (!/[<&]/.test(text)) return text;
  const bare = sanitize(text, { allowedTags: [], allowedAttributes: {} });
  return bare.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&").trim();
}
