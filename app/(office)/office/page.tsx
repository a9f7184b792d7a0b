export default function Page() {
  return <h1 className="p-8 font-serif text-4xl">Selvedge</h1>;
}
