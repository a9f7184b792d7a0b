"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Notice } from "@/components/ui/notice";

/** A notice that browsers allow no passkeys at an IP address, with a link to the same page at `localhost`. */
export function NamedAddress() {
  const t = useTranslations("office.passkey");
  const [here, setHere] = useState<{ number: boolean; named: string | null }>({ number: false, named: null });
  useEffect(() => {
    const number = /^[\d.]+$|^\[/.test(location.hostname);
    const local = location.hostname === "127.0.0.1" || location.hostname === "[::1]";
    const port = location.port ? `:${location.port}` : "";
    setHere({
      number,
      named: local ? `http://localhost${port}${location.pathname}${location.hash}` : null,
    });
  }, []);
  if (!here.number) return null;
  return (
    <Notice tone="info">
      {t("numbers")}{" "}
      {here.named ? (
        <a className="inline-flex min-h-11 items-center underline underline-offset-4" href={here.named}>
          {here.named.replace(/#.*/, "")}
        </a>
      ) : (
        t("numbersElsewhere")
      )}
    </Notice>
  );
}
