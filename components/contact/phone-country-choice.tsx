"use client";
import { useLocale } from "next-intl";
import { useEffect, useState } from "react";
import { refusalOf } from "@/components/i18n/use-error-text";
import { Button } from "@/components/ui/button";
import { listNumberChoices, type NumberChoice } from "./number-choices";

/** The countries that an error offers to choose from; empty for other errors. */
function countriesOf(error: unknown): string[] {
  const { code, details } = refusalOf(error) ?? {};
  const countries: unknown = details?.countries;
  return code === "CONTACT_WRONG" && Array.isArray(countries) ? countries.map(String) : [];
}

/**
 * Asks for the country of a number that is valid in several: one button each, below the error. Renders nothing for
 * other errors.
 */
export function PhoneCountryChoice({
  error,
  typed,
  tablet = false,
  onChoose,
}: {
  error: unknown;
  typed: string;
  tablet?: boolean;
  /** Gets the number with its country code, which replaces the typed one. */
  onChoose: (number: string) => void;
}) {
  const locale = useLocale();
  const [choices, setChoices] = useState<NumberChoice[]>([]);
  const asked = countriesOf(error).join(" ");
  useEffect(() => {
    let shown = true;
    void listNumberChoices(typed, asked.split(" ")).then((found) => shown && setChoices(found));
    return () => {
      shown = false;
    };
  }, [typed, asked]);
  if (!asked || choices.length === 0) return null;
  const names = new Intl.DisplayNames([locale], { type: "region" });
  return (
    <div className="flex flex-wrap gap-2">
      {choices.map(({ country, number }) => (
        <Button
          key={country}
          variant="outline"
          size={tablet ? "tablet" : "small"}
          className="tabular"
          onClick={() => onChoose(number)}
        >
          {number} ({names.of(country)})
        </Button>
      ))}
    </div>
  );
}
