import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import az from "@/components/i18n/messages/az/privacy.json";
import en from "@/components/i18n/messages/en/privacy.json";
import ru from "@/components/i18n/messages/ru/privacy.json";
import { textVersion, textVersions } from "@/server/shoppers/consents/rules";

const languages = { en: en.texts, ru: ru.texts, az: az.texts };
type Texts = Record<string, Record<string, string>>;

/**
 * What was said under each version, for good: a consent names its version and nothing else. Words that must change get a
 * new version (`textVersions` and the messages), and its hashes come in here beside the old ones.
 */
const pinnedTexts: Record<string, Record<keyof typeof languages, Record<string, string>>> = {
  v1: {
    en: { processing: "9d5040644cc9477c", advertising: "3dd25f7a856e8f21", offer: "707342186849c0f6" },
    ru: { processing: "10b2900120c4d2c5", advertising: "9e63505e4b24db64", offer: "bba00c7a873b7e99" },
    az: { processing: "0dd0d69460fb845f", advertising: "e83a4aab753982a7", offer: "f5754583cba33991" },
  },
};

const hashText = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 16);

/** What a version says in each language, hashed. */
const listHashes = (texts: Texts, version: string) =>
  Object.fromEntries(Object.entries(texts[version] ?? {}).map(([name, text]) => [name, hashText(text)]));

/** What was said under the pinned versions and is not so any more. */
const listChanged = (now: Record<string, Texts>) =>
  Object.entries(pinnedTexts).flatMap(([version, pinned]) =>
    Object.entries(pinned).flatMap(([language, hashes]) =>
      JSON.stringify(listHashes(now[language] ?? {}, version)) === JSON.stringify(hashes)
        ? []
        : [`${version} ${language}`],
    ),
  );

test("a consent text never changes under its version", () => {
  expect(listChanged(languages), "give changed words a new version").toEqual([]);
});

test("every version that a consent may name has its words, in every language", () => {
  expect(textVersions).toContain(textVersion);
  expect(Object.keys(pinnedTexts)).toEqual([...textVersions]);
  for (const texts of Object.values(languages)) expect(Object.keys(texts)).toEqual([...textVersions]);
});

test("one changed letter is seen", () => {
  const { v1 } = languages.ru;
  const ru = { v1: { ...v1, advertising: v1.advertising.replace("Только", "Если") } };
  expect(listChanged({ ...languages, ru })).toEqual(["v1 ru"]);
});
