// Words of our own that had a standard term, with that term (docs/glossary.md). Read by vocabulary.mjs.

/** @type {[RegExp, string][]} */
export const bannedWords = [];
