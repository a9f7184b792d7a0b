import "./globals.css";

export const metadata = { title: "404 · Selvedge" };

/** An address outside every language: said in all three. */
export default function GlobalNotFound() {
  return (
    <html lang="en">
      <body className="mx-auto max-w-xl space-y-3 p-10">
        <h1 className="font-serif text-3xl">404</h1>
        <p>
          This page is not here.{" "}
          <a className="underline" href="/en">
            To the shop
          </a>
        </p>
        <p lang="ru">
          Такой страницы нет.{" "}
          <a className="underline" href="/ru">
            В магазин
          </a>
        </p>
        <p lang="az">
          Belə səhifə yoxdur.{" "}
          <a className="underline" href="/az">
            Mağazaya
          </a>
        </p>
      </body>
    </html>
  );
}
