/** Control signs that no column, file or line of a log should meet, NUL among them, and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const unsafeCharacters = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f\p{Cs}]/gu;

/**
 * A text that every column and every JSON accepts: without control characters (line ends and tabs stay) and lone
 * surrogates.
 */
export const cleanText = (text: string): string => text.replace(unsafeCharacters, "");

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The beginning of a text, cleaned, of at most `most` UTF-16 units; never ends inside a grapheme, such as an emoji of
 * several code points.
 */
export function cutText(text: string, most: number): string {
  const clean = cleanText(text);
  if (clean.length <= most) return clean;
  return clean.slice(0, graphemes.segment(clean).containing(most)?.index ?? most);
}
