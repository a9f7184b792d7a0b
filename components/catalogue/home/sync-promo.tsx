import { useTranslations } from "next-intl";

const scenes = [
  { title: "thread1", text: "thread1Text", at: { x: 70, w: 300, h: 190 } },
  { title: "thread2", text: "thread2Text", at: { x: 520, w: 96, h: 190 } },
  { title: "thread3", text: "thread3Text", at: { x: 770, w: 270, h: 190 } },
] as const;

/** The promotion of the synced cart: three devices joined by one thread. */
export function SyncPromo() {
  const t = useTranslations("catalogue.home");
  return (
    <section aria-labelledby="one-bag" className="mt-20 bg-night text-on-night md:mt-28">
      <div className="mx-auto max-w-[1440px] px-5 py-16 md:px-8 md:py-24 lg:px-14">
        <div className="grid gap-x-16 gap-y-5 md:grid-cols-2">
          <h2 id="one-bag" className="font-serif text-[34px] leading-[1.1] text-balance md:text-[52px]">
            {t("threadTitle")}
          </h2>
          <p className="max-w-[52ch] self-end text-lg text-pretty opacity-85">{t("threadText")}</p>
        </div>
        <svg viewBox="0 0 1110 240" aria-hidden="true" className="mt-12 hidden w-full md:block" fill="none">
          {scenes.map(({ title, at }) => (
            <g key={title} stroke="currentColor" strokeOpacity="0.55" strokeWidth="1.2">
              <rect x={at.x} y="20" width={at.w} height={at.h} rx="6" />
              <path d={`M${at.x + 14} 44h${at.w * 0.34}M${at.x + 14} 62h${at.w * 0.2}`} />
              <rect x={at.x + 14} y="84" width={Math.min(64, at.w - 28)} height="80" />
              {at.w > 120 ? <path d={`M${at.x + 94} 96h${at.w * 0.4}M${at.x + 94} 114h${at.w * 0.26}`} /> : null}
            </g>
          ))}
          <path
            d="M0 168C24 168 40 186 70 186h300c70 0 80-86 150-86h96c70 0 84 60 154 60h270c34 0 50 26 70 26"
            className="stroke-thread-night"
            strokeWidth="2.4"
          />
          <g className="fill-thread-night">
            <circle cx="370" cy="186" r="4.5" />
            <circle cx="520" cy="100" r="4.5" />
            <circle cx="770" cy="160" r="4.5" />
          </g>
        </svg>
        <ol className="mt-10 grid gap-x-10 gap-y-6 md:grid-cols-3">
          {scenes.map(({ title, text }, i) => (
            <li key={title} className="border-t border-current/30 pt-4">
              <h3 className="font-medium">
                <span className="mr-3 tabular opacity-70">{i + 1}</span>
                {t(title)}
              </h3>
              <p className="mt-1 max-w-[36ch] text-pretty opacity-85">{t(text)}</p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
